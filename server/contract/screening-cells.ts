/**
 * Dual screening: every item's AI verdict and officer's verdict are paired by `subject`, in whatever order they came.
 * `pending` is a state of its own: the other verdict has not come. Silence clears nothing.
 */
export type PairState = 'clear' | 'suspect' | 'confirmed' | 'pending';

/** `queue|PORT|ROUTE`: what waits for an officer now. */
export interface QueueCell {
  /** Items that the AI did not find clear and no officer has read. */
  flagged: number;
  /** Items of high-risk countries whose last reading was too short: to be read again. */
  again: number;
  /** Since when the longest-waiting of them waits: ISO 8601, UTC; `null` when none waits. */
  oldestSince: string | null;
  /** Ages of those that wait: 95th percentile as the instant since which it waits, so that it ages by the clock. */
  p95Since: string | null;
}

/** `ai|PORT|ROUTE`: whether the AI reads. Nothing counts as cleared while it is silent: everything goes to officers. */
export interface AiCell {
  /** `unknown`: it has not been heard for too long, but the server has not listened for as long itself. */
  state: 'up' | 'down' | 'unknown';
  /** Since when it is down, or when it was heard last: ISO 8601, UTC. */
  since: string;
  /** Why: it was said by the station itself, or it has been silent for longer than it ever is. */
  why: 'said' | 'silent' | null;
  /** Silence that means it is down, in milliseconds: 12 s where it sends heartbeats; 0 where its silence says nothing. */
  silentMs: number;
  /** While it is not up: units that arrived since and that nobody has read, all of which go to officers. */
  toOfficers: number;
}

/** Items by AI verdict and officer's verdict. Items that the AI found clear and no officer read are `clear|pending`. */
type PairCount = [ai: PairState, officer: PairState, items: number];

/** `matrix|PORT|ROUTE`: items first read in the site day, by both verdicts. */
export interface MatrixCell {
  day: string;
  pairs: PairCount[];
  /**
   * By the officer's seat, those with the most overrides, of which {@link MATRIX_STATIONS} are drawn: flagged items read, of them
   * found clear (override down), items the AI had cleared and the officer read, of them not clear (override up).
   */
  stations: [station: string, flaggedRead: number, down: number, clearRead: number, up: number][];
}
export const MATRIX_STATIONS = 4;

/** Upper ends of the classes of reading times, in milliseconds; the last class is open. 7,000 ms is an end: 6,999 is short. */
export const READING_CLASSES_MS = [
  1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 10_000, 12_000, 15_000, 20_000, 30_000,
  60_000,
] as const;
/** Goods of high-risk countries are looked at for at least this long [P]. */
export const INTENSIVE_READING_MS = 7_000;

/** Readings of goods from high-risk countries: all, those under seven seconds, and how many in each class. */
export interface Readings {
  read: number;
  short: number;
  /** One more than {@link READING_CLASSES_MS}. */
  classes: number[];
}

/** `readings|PORT|ROUTE`: readings of goods from high-risk countries in the site day, by whomever. */
export interface ReadingsCell extends Readings {
  day: string;
  /** First readings of such goods at stations that are not dedicated, where the port has dedicated ones; else `null`. */
  offChannel: number | null;
  firstReadings: number;
  /** Stations with the largest share under seven seconds; {@link READING_STATIONS} are drawn. */
  stations: (Readings & { station: string })[];
}
export const READING_STATIONS = 4;

/** Scores in tenths of the scale, and images not found clear. */
export interface ModelDay {
  model: string;
  read: number;
  flagged: number;
  /** Ten counts: scores from 0 to below 0.1, …, 0.9 to 1. Verdicts without a score are in none. */
  scores: number[];
}

/** `model|-|ROUTE`: which models read in the site day, and the same over the 28 days before. */
export interface ModelCell {
  day: string;
  today: ModelDay[];
  before: ModelDay[];
}
