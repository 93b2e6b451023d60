import type { Declaration } from '../server/contract/events.ts';
import { splitExactly } from './apportion.ts';
import { bell } from './chance.ts';
import { SLOT_MS } from './conveyances.ts';
import {
  CHECKS_PER_DAY,
  COURIER_DAYS,
  CURRENCIES,
  DECLARED_SHARE,
  DECLARED_USD,
  KRW_PER_USD,
  OUTBOUND_SHARE,
  REPEAT_COURIERS,
  REPEAT_SHARE,
  UNDECLARED_2025_H1,
  UNDECLARED_KRW,
  UNDECLARED_PER_DAY,
} from './data/currency.ts';
import { LANES } from './data/volumes.ts';
import { statement, type Due } from './event.ts';
import { sourceOf } from './feeds.ts';
import { DAY_MS, dayNumberOf, dayOf, dayStart } from './kst.ts';
import { dayShareAt, dayShareBetween, keyedLanes } from './lanes.ts';
import type { Plan } from './plans.ts';
import { drawAt, hashOf, pickWeighted, randomOf, subkey } from './random.ts';

const TRAVELLERS = LANES.filter(({ route }) => route === 'traveller');
const TRAVELLERS_PER_DAY = TRAVELLERS.reduce((sum, { unitsPerDay }) => sum + unitsPerDay, 0);
const DRAW = {
  time: 1,
  result: 2,
  direction: 4,
  usd: 5,
  krw: 7,
  currency: 9,
  repeat: 10,
  courier: 11,
  kept: 12,
};

/** Checks of money, after the hours of each port's travellers. */
export const CURRENCY_CHECKS: Plan = {
  spanMs: SLOT_MS,
  leadMs: 0,
  tailMs: 0,
  of: ({ seed, tag, share }, fromMs) =>
    keyedLanes(seed).flatMap((lane) => {
      if (lane.route !== 'traveller') return [];
      const toMs = fromMs + SLOT_MS;
      const dayKey = subkey(lane.key, dayNumberOf(fromMs) + 3_000_000);
      const expected = (CHECKS_PER_DAY * lane.unitsPerDay) / TRAVELLERS_PER_DAY;
      const before = expected * dayShareAt(lane.profile, fromMs) + drawAt(dayKey, 0);
      const after = before + expected * dayShareBetween(lane.profile, fromMs, toMs);
      const dues: Due[] = [];
      for (let index = Math.floor(before); index < Math.floor(after); index += 1) {
        const key = subkey(dayKey, index + 1);
        if (drawAt(key, DRAW.kept) >= share) continue;
        const atMs = Math.floor(fromMs + drawAt(key, DRAW.time) * SLOT_MS);
        const id = `${lane.port}-${dayOf(fromMs)}-${index}${tag}`;
        dues.push(check(lane.port, id, atMs, checked(seed, key, atMs)));
      }
      return dues;
    }),
};

type Found = Omit<Declaration, 'port' | 'route'>;

function checked(seed: string, key: number, atMs: number): Found {
  const draw = drawAt(key, DRAW.result);
  const direction = drawAt(key, DRAW.direction) < OUTBOUND_SHARE ? 'out' : 'in';
  const undeclaredShare = UNDECLARED_PER_DAY / CHECKS_PER_DAY;
  if (draw >= undeclaredShare + DECLARED_SHARE) return { direction, result: 'nothing' };
  const carried = { direction, courier: courierOf(seed, key, atMs), currency: pickWeighted(CURRENCIES, drawAt(key, DRAW.currency)) } as const; // prettier-ignore
  if (draw < undeclaredShare) {
    const { least, most } = UNDECLARED_KRW;
    return { ...carried, result: 'undeclared', ...inWon(least + Math.min(most, beyondLeast(key))) };
  }
  const amountUsd = Math.round(DECLARED_USD.median * Math.exp(DECLARED_USD.sigma * bell(key, DRAW.usd)));
  return { ...carried, result: 'declared', amountUsd, amountKrw: amountUsd * KRW_PER_USD };
}

/** Lognormal, so that the mean with the least amount is the published one. */
function beyondLeast(key: number): number {
  const { mean, least, sigma } = UNDECLARED_KRW;
  return (mean - least) * Math.exp(sigma * bell(key, DRAW.krw) - sigma ** 2 / 2);
}

function inWon(krw: number): { amountKrw: number; amountUsd: number } {
  return { amountKrw: Math.round(krw), amountUsd: Math.round((krw / KRW_PER_USD) * 100) / 100 };
}

/** A pseudonym: of most a new one each time, of a few the same again and again. */
function courierOf(seed: string, key: number, atMs: number): string {
  const again = drawAt(key, DRAW.repeat) < REPEAT_SHARE;
  const term = Math.floor(dayNumberOf(atMs) / COURIER_DAYS);
  const number = Math.floor(drawAt(key, DRAW.courier) * REPEAT_COURIERS);
  const hash = again ? hashOf(`${seed}|courier|${term}|${number}`) : subkey(key, DRAW.courier);
  return `c-${hash.toString(16).padStart(8, '0')}`;
}

/** Undeclared money of the first half of 2025 as published: cases and won are exact for every seed. */
export function publishedUndeclared(seed: string): Due[] {
  const random = randomOf(seed, 'undeclared');
  const { cases, krw } = UNDECLARED_2025_H1;
  const { least, most } = UNDECLARED_KRW;
  const keys = Array.from({ length: cases }, () => Math.floor(random() * 2 ** 32));
  const beyond = splitExactly(krw - cases * least, keys.map(beyondLeast), most);
  const [fromMs, toMs] = [dayStart('2025-01-01'), dayStart('2025-07-01')];
  const ports = TRAVELLERS.map(({ port, unitsPerDay }) => [port, unitsPerDay] as const);
  return keys.map((key, index) => {
    const atMs = Math.floor(fromMs + random() * (toMs - fromMs));
    const { amountKrw, amountUsd } = inWon(least + (beyond[index] ?? 0));
    return check(pickWeighted(ports, random()), `published-${index + 1}`, atMs, {
      direction: 'out',
      result: 'undeclared',
      currency: pickWeighted(CURRENCIES, random()),
      courier: `c-${key.toString(16).padStart(8, '0')}`,
      amountKrw,
      amountUsd,
    });
  });
}

function check(port: string, id: string, atMs: number, found: Found): Due {
  const data: Declaration = { port, route: 'traveller', ...found };
  return statement('border.declaration.v1', sourceOf('currency-desk', port), id, atMs, data);
}

/** Days of which every check with money is told, so that couriers who come again are known. */
export const COURIER_WINDOW_MS = 30 * DAY_MS;
