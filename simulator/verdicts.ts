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
  REREAD_MAX_MS,
  REREAD_MIN_MS,
  RUSHED_SHARE,
  SAMPLE_CAUGHT_RATE,
  SAMPLE_RATE,
  SECONDARY_MAX_MS,
  SECONDARY_MIN_MS,
  UNREAD_SHARE,
  UPHOLD_RATE,
} from './data/screening.ts';
import { aiReads, screenFor, seatFor } from './equipment.ts';
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
  sampled: 10,
  again: 11,
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

/** The AI's reading; while the AI is down, an officer's. Mail is told with its dispatch, so that siblings can be found. */
export function primaryVerdict(
  of: Conveyance,
  item: number,
  key: number,
  flagged: boolean,
  atMs: number,
): Verdict {
  const { port, route, origin } = of.data;
  const seatKey = subkey(key, DRAW.seat);
  const reads = aiReads(of.lane, atMs);
  // Built in one piece: spreading parts of it made it five times as slow, and there are 700,000 a day.
  const verdict: Verdict = {
    port,
    route,
    station: reads
      ? screenFor(of.lane, HIGH_RISK_ORIGINS.has(origin), seatKey, atMs)
      : seatFor(of.lane, seatKey, atMs),
    subject: `${of.id}/${item}`,
    stage: 'primary',
    by: reads ? 'ai' : 'officer',
    result: flagged ? 'suspect' : 'clear',
    scanMs: reads ? scanMs(origin, key) : officerMs(key),
    origin,
  };
  if (route === 'mail') verdict.batch = of.data.conveyance;
  if (!reads) return verdict;
  const draw = drawAt(key, DRAW.score);
  const score = flagged ? 0.6 + 0.4 * draw : 0.6 * draw ** 3;
  verdict.score = Math.round(score * 1_000) / 1_000;
  verdict.model = MODEL;
  return verdict;
}

/** The image of goods from a high-risk country that was read too fast, read again: as long as it takes, same result. */
export function repeatedVerdict(short: Verdict, key: number): Verdict {
  const beyondMs = BEYOND_INTENSIVE_MS * exponential(drawAt(key, DRAW.again));
  return { ...short, scanMs: Math.floor(INTENSIVE_READING_MS + beyondMs) };
}

/** From a short reading to its repetition, `null` where it was long enough. */
export function repetitionDelayMs({ by, origin, scanMs }: Verdict, key: number): number | null {
  if (by !== 'ai' || scanMs >= INTENSIVE_READING_MS || !HIGH_RISK_ORIGINS.has(origin ?? '')) return null;
  return Math.floor(REREAD_MIN_MS + drawAt(key, DRAW.delay) * (REREAD_MAX_MS - REREAD_MIN_MS));
}

export function isUpheld(key: number): boolean {
  return drawAt(key, DRAW.upheld) < UPHOLD_RATE;
}

/** Whether an officer looks at an item though the AI cleared it. */
export function isSampled(key: number): boolean {
  return drawAt(key, DRAW.sampled) < SAMPLE_RATE;
}

export function isCaught(key: number): boolean {
  return drawAt(key, DRAW.upheld) < SAMPLE_CAUGHT_RATE;
}

export function secondaryVerdict(
  of: Conveyance,
  item: number,
  key: number,
  upheld: boolean,
  atMs: number,
): Verdict {
  const { port, route, origin, conveyance } = of.data;
  return {
    port,
    route,
    station: seatFor(of.lane, subkey(key, DRAW.seat + 1), atMs),
    subject: `${of.id}/${item}`,
    stage: 'secondary',
    by: 'officer',
    result: upheld ? 'confirmed' : 'clear',
    scanMs: officerMs(key),
    origin,
    ...(route === 'mail' ? { batch: conveyance } : {}),
  };
}

function officerMs(key: number): number {
  return Math.floor(OFFICER_READING_MS * (1 + 2 * exponential(drawAt(key, DRAW.delay))));
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
