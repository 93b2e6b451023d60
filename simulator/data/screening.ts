import type { Route } from '../../server/contract/routes.ts';

/** Marks: [P] published, [D] derived, [E] our estimate. Rates are shares of 1. */

/** Express parcels and hold baggage are 100 % X-rayed [P]; this share goes unread in a normal state [E]. */
export const UNREAD_SHARE = 0.003;
/** The AI flags this share of what it reads [E]. */
export const FLAG_RATE = 0.03;
/** Of items with drugs in them, the share that the AI flags [E]. The officers find the others themselves. */
export const AI_SENSITIVITY = 0.85;
/** The officer upholds this share of flags [E]. */
export const UPHOLD_RATE = 0.12;
/** Share of what the AI cleared that an officer reads all the same, and of those the share that he stops [E]. */
export const SAMPLE_RATE = 0.002;
export const SAMPLE_CAUGHT_RATE = 0.003;
/** Version named in primary verdicts [E]. */
export const MODEL = 'xr-2.4';

/** The X-ray Intensive Reading System demands at least seven seconds for goods of high-risk countries [P]. */
export const INTENSIVE_READING_MS = 7_000;
/** Share of readings of such goods that fall short of it in a normal state [E]. */
export const RUSHED_SHARE = 0.004;
/** Ordinary readings: at least this, and on average as much again [E]. */
export const ORDINARY_READING_MS = 2_800;
/** Time beyond the demanded seven seconds, mean [E]. */
export const BEYOND_INTENSIVE_MS = 2_500;
/** The officer's look: at least this, and on average twice as much more [E]. */
export const OFFICER_READING_MS = 15_000;

/**
 * After arrival, the first item of a conveyance is read at `firstMs` and the last at `firstMs + spanMs`. [E],
 * short enough that what is not read yet stays a few percent of a day.
 */
export const READING: Record<Route, { firstMs: number; spanMs: number }> = {
  traveller: { firstMs: 6 * 60_000, spanMs: 14 * 60_000 },
  express: { firstMs: 3 * 60_000, spanMs: 15 * 60_000 },
  mail: { firstMs: 4 * 60_000, spanMs: 16 * 60_000 },
  cargo: { firstMs: 5 * 60_000, spanMs: 25 * 60_000 },
};
/** From a flag to the officer's verdict: at least, and at most [E]. */
export const SECONDARY_MIN_MS = 60_000;
export const SECONDARY_MAX_MS = 12 * 60_000;

/** From a reading that was too short to its repetition [E]. */
export const REREAD_MIN_MS = 2 * 60_000;
export const REREAD_MAX_MS = 8 * 60_000;

/**
 * Second line for mail: share of what the first line cleared that East Seoul reads again [E], and of those the share
 * that it stops: 3 cases in two months of the pilot [P], 0.05 of 750 a day [D].
 */
export const SECOND_LINE_RATE = 0.02;
export const LEAK_RATE = 0.000_067;
/** From the first line's reading to the second's, a batch at a time: at least, and at most [E]. */
export const SECOND_LINE_MIN_MS = 2 * 3_600_000;
export const SECOND_LINE_MAX_MS = 3 * 3_600_000;

/**
 * Stations and seats at a port, on each route. About 140 baggage readers at Incheon, 2,800 bags each in 24
 * hours [P]; the others in proportion to their traffic, at 514 items an hour and seat at most [D].
 */
export function stationsFor(unitsPerDay: number): number {
  return Math.max(2, Math.round(unitsPerDay / 2_800));
}
