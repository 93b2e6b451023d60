import type { Station } from '../../server/contract/events.ts';

/** Marks: [P] published, [D] derived, [E] our estimate. */

type Kind = Station['kind'];

/** The AI says that it is there every 5 s, as the board expects; the others when something changes and in a roll-call. */
export const AI_SPEAKS_EVERY_MS = 5_000;
export const ROLL_CALL_MS = 180_000;

/**
 * Of a day: share of stations that fail, mean time until they are repaired and the longest, share of failures in which
 * they stand still, otherwise they go on with less [all E].
 */
export const FAILURES: Partial<
  Record<Kind, { chance: number; meanMs: number; mostMs: number; down: number }>
> = {
  'x-ray': { chance: 0.06, meanMs: 4 * 3_600_000, mostMs: 20 * 3_600_000, down: 0.4 },
  reader: { chance: 0.01, meanMs: 40 * 60_000, mostMs: 4 * 3_600_000, down: 0.7 },
  lane: { chance: 0.02, meanMs: 90 * 60_000, mostMs: 8 * 3_600_000, down: 0.5 },
  trace: { chance: 0.04, meanMs: 5 * 3_600_000, mostMs: 20 * 3_600_000, down: 0.5 },
  'body-scanner': { chance: 0.03, meanMs: 4 * 3_600_000, mostMs: 20 * 3_600_000, down: 0.5 },
  ai: { chance: 0.03, meanMs: 8 * 60_000, mostMs: 40 * 60_000, down: 1 },
};
/** Of the AI's failures, those in which it says nothing at all [E]. */
export const SILENT_SHARE = 0.4;

/** Why [E]. */
export const REASONS: Partial<Record<Kind, readonly string[]>> = {
  'x-ray': ['belt stopped', 'generator overheated', 'image noisy', 'detector line lost', 'waiting for parts'],
  reader: ['monitor failed', 'network slow', 'image server unreachable'],
  lane: ['sorter jammed', 'barrier blocked', 'belt slow'],
  trace: ['calibration failed', 'swab heater failed', 'membrane exhausted'],
  'body-scanner': ['calibration failed', 'software restarted', 'door sensor failed'],
  ai: ['reading service restarted', 'graphics card lost', 'new version rolled back'],
};

/** Shares of the X-ray stations set aside for goods of high-risk countries, by `port|route`, at least one [E]. */
export const DEDICATED_SHARE: Readonly<Record<string, number>> = {
  'ICN-T1|traveller': 0.19,
  'ICN-T2|traveller': 0.19,
  'PUS|traveller': 0.2,
  'ICN-EXP|express': 0.06,
  'ICN-MAIL|mail': 0.16,
  'ICN-CGO|cargo': 0.17,
};
/** Goods of high-risk countries that are read at other stations where there are dedicated ones [E]. */
export const OFF_CHANNEL_SHARE = 0.005;

/** Trace detectors and body scanners by port [E]. */
export const TRACE_DETECTORS: Readonly<Record<string, number>> = {
  'ICN-T1': 3, 'ICN-T2': 3, 'ICN-EXP': 4, 'ICN-MAIL': 2, PUS: 2, KRINC: 2, KRPUS: 2,
}; // prettier-ignore
export const BODY_SCANNERS: Readonly<Record<string, number>> = {
  'ICN-T1': 2,
  'ICN-T2': 2,
  PUS: 1,
  GMP: 1,
  CJU: 1,
};

/** Lanes and gates: one for so many units a day, at most four [E]. */
export const UNITS_PER_LANE = 30_000;
export const MOST_LANES = 4;

/** Regular inspections are due every 90 days [E]; this share comes late, by so many days at most [E]. */
export const INSPECTION_DAYS = 90;
export const LATE_INSPECTION_SHARE = 0.06;
export const LATE_INSPECTION_DAYS = 18;

/** Seats of readers that are open: this share at least, all of them at the busiest hour [E]. */
export const LEAST_SEATS = 0.3;
/** Test images shown to a seat in a day of the month's assessment, and shares of them found, 0.92 on average [E]. */
export const TESTS_PER_DAY = 4;
export const PASS_RATE = { least: 0.85, most: 0.99 } as const;
