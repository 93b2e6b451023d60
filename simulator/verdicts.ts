import type { Verdict } from '../server/contract/events.ts';
import { ROUTES } from '../server/contract/routes.ts';
import type { Conveyance } from './conveyances.ts';
import { HIGH_RISK_ORIGINS } from './data/origins.ts';
import {
  BEYOND_INTENSIVE_MS,
  FLAG_RATE,
  INTENSIVE_READING_MS,
  MODEL,
  OFFICER_READING_MS,
  ORDINARY_READING_MS,
  READING,
  RUSHED_SHARE,
  SECONDARY_MAX_MS,
  SECONDARY_MIN_MS,
  UNREAD_SHARE,
  UPHOLD_RATE,
  stationsFor,
} from './data/screening.ts';
import { drawAt, subkey } from './random.ts';

const DRAW = {
  item: 1_000,
  unread: 1,
  time: 2,
  flag: 3,
  score: 4,
  rushed: 5,
  scan: 6,
  seat: 7,
  delay: 8,
  upheld: 9,
};

/** Longest time from an arrival to the last verdict on it. */
export const VERDICT_TAIL_MS =
  Math.max(...ROUTES.map((route) => READING[route].firstMs + READING[route].spanMs)) + SECONDARY_MAX_MS;

export function itemKey(of: Conveyance, item: number): number {
  return subkey(of.key, DRAW.item + item);
}

export function isRead(key: number): boolean {
  return drawAt(key, DRAW.unread) >= UNREAD_SHARE;
}

export function isFlagged(key: number): boolean {
  return drawAt(key, DRAW.flag) < FLAG_RATE;
}

/** When an item of a conveyance is read. Items are read in order, one in each equal part of the span. */
export function readAtMs(of: Conveyance, item: number, key: number): number {
  const { firstMs, spanMs } = READING[of.lane.route];
  return of.arrivedAtMs + firstMs + Math.floor(((item + drawAt(key, DRAW.time)) / of.data.units) * spanMs);
}

/** The first item of a conveyance that can have a verdict at or after an instant, or one before it. */
export function firstItemSince(of: Conveyance, fromMs: number): number {
  const { firstMs, spanMs } = READING[of.lane.route];
  const passed = (fromMs - SECONDARY_MAX_MS - of.arrivedAtMs - firstMs) / spanMs;
  return Math.max(0, Math.floor(passed * of.data.units) - 1);
}

/** From a flag to the officer's verdict. */
export function secondaryDelayMs(key: number): number {
  return Math.floor(SECONDARY_MIN_MS + drawAt(key, DRAW.delay) ** 2 * (SECONDARY_MAX_MS - SECONDARY_MIN_MS));
}

export function primaryVerdict(of: Conveyance, item: number, key: number, flagged: boolean): Verdict {
  const { port, route, origin } = of.data;
  const draw = drawAt(key, DRAW.score);
  const score = flagged ? 0.6 + 0.4 * draw : 0.6 * draw ** 3;
  return {
    port,
    route,
    station: seat(of, 'X', key),
    subject: `${of.id}/${item}`,
    stage: 'primary',
    by: 'ai',
    result: flagged ? 'suspect' : 'clear',
    scanMs: scanMs(origin, key),
    score: Math.round(score * 1_000) / 1_000,
    model: MODEL,
    origin,
  };
}

export function isUpheld(key: number): boolean {
  return drawAt(key, DRAW.upheld) < UPHOLD_RATE;
}

export function secondaryVerdict(of: Conveyance, item: number, key: number, upheld: boolean): Verdict {
  const { port, route, origin } = of.data;
  return {
    port,
    route,
    station: seat(of, 'R', subkey(key, 1)),
    subject: `${of.id}/${item}`,
    stage: 'secondary',
    by: 'officer',
    result: upheld ? 'confirmed' : 'clear',
    scanMs: Math.floor(OFFICER_READING_MS * (1 + 2 * exponential(drawAt(key, DRAW.delay)))),
    origin,
  };
}

function seat(of: Conveyance, kind: 'X' | 'R', key: number): string {
  const number = 1 + Math.floor(drawAt(key, DRAW.seat) * stationsFor(of.lane.unitsPerDay));
  return `${of.data.port}-${kind}${String(number).padStart(2, '0')}`;
}

/** Goods of high-risk countries are looked at for seven seconds or more, but for a few. */
function scanMs(origin: string, key: number): number {
  const draw = drawAt(key, DRAW.scan);
  if (!HIGH_RISK_ORIGINS.has(origin)) return Math.floor(ORDINARY_READING_MS * (1 + exponential(draw)));
  return drawAt(key, DRAW.rushed) < RUSHED_SHARE
    ? Math.floor(INTENSIVE_READING_MS * (0.5 + draw / 2))
    : Math.floor(INTENSIVE_READING_MS + BEYOND_INTENSIVE_MS * exponential(draw));
}

/** Exponential with mean 1, at most 22 (draws have 32 bits). */
function exponential(draw: number): number {
  return -Math.log(1 - draw);
}
