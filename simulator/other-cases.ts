import { splitExactly } from './apportion.ts';
import type { Lead, Seizure } from '../server/contract/events.ts';
import { caseNumber } from './cases.ts';
import { bell, poissonOf } from './chance.ts';
import { PARTNERS } from './data/intelligence.ts';
import {
  CASE_KRW,
  FIREARMS,
  MAJOR_KRW,
  MOST_KRW,
  NAILER,
  NAILERS_PER_BATCH,
  OTHER_CASES_FROM,
  OTHER_CASES_PER_DAY,
  OTHER_ORIGINS,
  OTHER_PLACES,
  PARTS,
  PHISHING_ITEMS,
  PHISHING_MOST,
  REFERRED_DAYS,
  SET_DAYS,
  TRADE_OFFENCES,
  TRADE_SECURITY_2025,
  FIREARMS_2025,
  WEAPONS,
  type OtherKind,
} from './data/other-cases.ts';
import { statement, type Due } from './event.ts';
import { sourceOf } from './feeds.ts';
import { acceptance, investigationOf } from './investigation.ts';
import { DAY_MS, HOUR_MS, dayNumberOf, dayStart, iso } from './kst.ts';
import { offsetAtShare } from './lanes.ts';
import { between, courseOf } from './lead-status.ts';
import type { Plan } from './plans.ts';
import { drawAt, hashOf, pick, pickWeighted, randomOf, subkey } from './random.ts';
import type { Stream } from './streams.ts';

const KINDS = Object.keys(OTHER_CASES_PER_DAY) as OtherKind[];
const DRAW = { count: 1, time: 2, place: 3, origin: 4, krw: 5, what: 7, howMany: 8, confirmed: 10, referred: 11, number: 12, part: 13, notified: 14 }; // prettier-ignore

/** What is seized: all that its statements say but their standing. */
type Facts = Omit<Seizure, 'caseNo' | 'status' | 'port' | 'route'>;

/** Weapons and their parts, trade security, money and organised crime: cases of a KST day and what follows from them. */
export const OTHER_CASES: Plan = {
  spanMs: DAY_MS,
  leadMs: 0,
  tailMs: (SET_DAYS + REFERRED_DAYS.most + 4) * DAY_MS,
  of: (stream, dayStartMs) =>
    KINDS.flatMap((kind) => {
      if (dayStartMs < simulatedFrom(kind)) return [];
      const dayKey = subkey(hashOf(`${stream.seed}|${kind}`), dayNumberOf(dayStartMs));
      const count = poissonOf(OTHER_CASES_PER_DAY[kind], drawAt(dayKey, DRAW.count));
      return Array.from({ length: count }, (_, index) => subkey(dayKey, 100 + index))
        .filter((key) => drawAt(key, 0) < stream.share)
        .flatMap((key) => (kind === 'gun-part-set' ? setOfParts : single)(kind, stream, dayStartMs, key));
    }),
};

/** Until then they are published. */
function simulatedFrom(kind: OtherKind): number {
  return dayStart(kind === 'nailers' || kind === 'firearm' ? FIREARMS_2025.until : OTHER_CASES_FROM);
}

function single(kind: OtherKind, stream: Stream, dayStartMs: number, key: number): Due[] {
  return told(kind, stream, atOfDay(dayStartMs, key), key, factsOf(kind, key));
}

/** The parts of one weapon, one after the other, each to another port than the one before. */
function setOfParts(kind: OtherKind, stream: Stream, dayStartMs: number, key: number): Due[] {
  const weapon = pickWeighted(WEAPONS, drawAt(key, DRAW.what));
  return PARTS.slice(0, 4).flatMap((part, index) => {
    const partKey = subkey(key, index);
    const atMs = atOfDay(dayStartMs, partKey) + Math.floor((index * SET_DAYS) / 4) * DAY_MS;
    const place = (drawAt(key, DRAW.place) + index / 4) % 1;
    return told(
      kind,
      stream,
      atMs,
      partKey,
      { category: 'gun-part', item: 'gun part', quantity: 1, weapon, part },
      place,
    );
  });
}

function factsOf(kind: OtherKind, key: number): Facts {
  const amount = wonOf(kind, key);
  const draw = drawAt(key, DRAW.what);
  if (kind === 'nailers') return { category: 'firearm', item: NAILER, quantity: nailersOf(key) };
  if (kind === 'firearm') return { category: 'firearm', item: pickWeighted(FIREARMS, draw), quantity: 1 };
  if (kind === 'gun-part' || kind === 'gun-part-set') {
    const part = pick(PARTS, drawAt(key, DRAW.part));
    return { category: 'gun-part', item: 'gun part', quantity: 1, weapon: pickWeighted(WEAPONS, draw), part };
  }
  if (kind === 'trade-security')
    return { category: 'other', offence: pickWeighted(TRADE_OFFENCES, draw), ...amount };
  if (kind === 'voice-phishing') {
    const quantity = 1 + Math.floor(drawAt(key, DRAW.howMany) ** 3 * PHISHING_MOST);
    return { category: 'other', offence: kind, item: pickWeighted(PHISHING_ITEMS, draw), quantity };
  }
  return { category: kind === 'fund-flow' ? 'currency' : 'other', offence: kind, ...amount };
}

function wonOf(kind: OtherKind, key: number): { amountKrw?: number } {
  const figures = CASE_KRW[kind];
  if (!figures) return {};
  const { mean, sigma } = figures;
  const krw = mean * Math.exp(sigma * bell(key, DRAW.krw) - sigma ** 2 / 2);
  return { amountKrw: Math.round(Math.min(MOST_KRW, krw)) };
}

function nailersOf(key: number): number {
  const { mean, sigma, most } = NAILERS_PER_BATCH;
  const items = mean * Math.exp(sigma * bell(key, DRAW.howMany) - sigma ** 2 / 2);
  return Math.max(1, Math.min(most, Math.round(items)));
}

/**
 * The statements on a case: provisional, taken by investigators where it is major (by a correction or a statement), confirmed,
 * referred where it is an offence. The partner is told of organised crime by a request that names the case.
 */
function told(
  kind: OtherKind,
  { tag }: Stream,
  atMs: number,
  key: number,
  facts: Facts,
  placeDraw = drawAt(key, DRAW.place),
): Due[] {
  const [port, route] = pickWeighted(OTHER_PLACES[kind], placeDraw);
  const caseNo = caseNumber(port, atMs, drawAt(key, DRAW.number));
  const source = sourceOf('seizure-desk', port);
  const first: Seizure = {
    caseNo,
    port,
    route,
    origin: pickWeighted(OTHER_ORIGINS[kind], drawAt(key, DRAW.origin)),
    ...facts,
    status: 'provisional',
  };
  const said = (number: string, dueAtMs: number, data: Seizure) =>
    statement('border.seizure.v1', source, `${caseNo}/${number}${tag}`, dueAtMs, data);
  const confirmedAtMs = Math.floor(atMs + (3 + 21 * drawAt(key, DRAW.confirmed)) * HOUR_MS);
  if (!isMajor(kind, facts)) {
    const confirmed = { ...first, status: 'confirmed' as const };
    const dues = [said('1', atMs, first), said('2', confirmedAtMs, confirmed)];
    return [...dues, ...aftermath(kind, confirmed, confirmedAtMs, key, said, tag)];
  }
  const { acceptedAtMs, asked, taken } = investigationOf(atMs, key);
  const confirmed = { ...first, ...taken, status: 'confirmed' as const };
  return [
    said('1', atMs, { ...first, ...asked }),
    acceptance(said('1', atMs, first), said('1b', acceptedAtMs, { ...first, ...taken }), key),
    said('2', confirmedAtMs, confirmed),
    ...aftermath(kind, confirmed, confirmedAtMs, key, said, tag),
  ];
}

function isMajor(kind: OtherKind, { amountKrw = 0 }: Facts): boolean {
  return kind === 'firearm' || amountKrw >= MAJOR_KRW;
}

function aftermath(
  kind: OtherKind,
  confirmed: Seizure,
  confirmedAtMs: number,
  key: number,
  said: (number: string, dueAtMs: number, data: Seizure) => Due,
  tag: string,
): Due[] {
  const { offence, caseNo } = confirmed;
  if (offence === undefined) return [];
  const referredAtMs = Math.floor(
    confirmedAtMs + between(REFERRED_DAYS, drawAt(key, DRAW.referred)) * DAY_MS,
  );
  const dues = [said('3', referredAtMs, { ...confirmed, referredAt: iso(referredAtMs) })];
  if (kind !== 'voice-phishing' && kind !== 'transnational-crime') return dues;
  const partner = pickWeighted(PARTNERS, drawAt(key, DRAW.notified));
  const request: Omit<Lead, 'leadNo' | 'status'> = {
    partner,
    kind: 'request',
    direction: 'out',
    offence,
    caseNo,
  };
  const answeredMs = confirmedAtMs + (0.2 + 4 * drawAt(key, DRAW.howMany)) * DAY_MS;
  return [...dues, ...courseOf(request, confirmedAtMs + HOUR_MS, answeredMs, key, { tag })];
}

function atOfDay(dayStartMs: number, key: number): number {
  return dayStartMs + offsetAtShare('seaport', drawAt(key, DRAW.time));
}

/**
 * As published, exact for every seed: firearms and nailers of January to August 2025 in items, trade security of 2025 in cases
 * and won. One confirmed statement a case.
 */
export function publishedOtherCases(seed: string): Due[] {
  const random = randomOf(seed, 'published-other');
  const { nailers, firearms, batches } = FIREARMS_2025;
  const keys = (count: number) => Array.from({ length: count }, () => Math.floor(random() * 2 ** 32));
  const batchKeys = keys(batches);
  const items = splitExactly(nailers, batchKeys.map(nailersOf), NAILERS_PER_BATCH.most);
  const tradeKeys = keys(TRADE_SECURITY_2025.cases);
  const weights = tradeKeys.map((key) => wonOf('trade-security', key).amountKrw ?? 1);
  const won = splitExactly(TRADE_SECURITY_2025.krw, weights, MOST_KRW);
  const [from, untilArms, until] = [
    dayStart('2025-01-01'),
    dayStart(FIREARMS_2025.until),
    dayStart('2026-01-01'),
  ];
  const when = (untilMs: number) => Math.floor(from + random() * (untilMs - from));
  const cases: [OtherKind, number, number, Facts][] = [
    ...batchKeys.map((key, i): [OtherKind, number, number, Facts] => ['nailers', key, when(untilArms), { ...factsOf('nailers', key), quantity: items[i] ?? 1 }]),
    ...keys(firearms).map((key): [OtherKind, number, number, Facts] => ['firearm', key, when(untilArms), factsOf('firearm', key)]),
    ...tradeKeys.map((key, i): [OtherKind, number, number, Facts] => ['trade-security', key, when(until), { ...factsOf('trade-security', key), amountKrw: won[i] ?? 1 }]),
  ]; // prettier-ignore
  return cases.map(([kind, key, atMs, facts], index) => {
    const [port, route] = pickWeighted(OTHER_PLACES[kind], drawAt(key, DRAW.place));
    const origin = pickWeighted(OTHER_ORIGINS[kind], drawAt(key, DRAW.origin));
    const caseNo = caseNumber(port, atMs, drawAt(key, DRAW.number));
    const taken = isMajor(kind, facts) ? investigationOf(atMs, key).taken : {};
    const referredMs = atMs + between(REFERRED_DAYS, drawAt(key, DRAW.referred)) * DAY_MS;
    const referred = facts.offence === undefined ? {} : { referredAt: iso(Math.floor(referredMs)) };
    const data: Seizure = {
      caseNo,
      port,
      route,
      origin,
      ...facts,
      ...taken,
      ...referred,
      status: 'confirmed',
    };
    const source = sourceOf('history', 'published-other');
    const due = statement(
      'border.seizure.v1',
      source,
      `other-${String(index + 1).padStart(4, '0')}`,
      atMs,
      data,
    );
    // Referred cases are told when they are referred: nothing is known before it happens.
    return { ...due, dueAtMs: facts.offence === undefined ? atMs + 3 * HOUR_MS : Math.floor(referredMs) };
  });
}
