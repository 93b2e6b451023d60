/** Korea has had no daylight saving time since 1988, so its days are plain arithmetic. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const OFFSET_MS = 9 * HOUR_MS;

/** Whole KST days since 1 January 1970. */
export function dayNumberOf(atMs: number): number {
  return Math.floor((atMs + OFFSET_MS) / DAY_MS);
}

/** Midnight in Seoul at or before the instant, in milliseconds since the Unix epoch. */
export function startOfDay(atMs: number): number {
  return dayNumberOf(atMs) * DAY_MS - OFFSET_MS;
}

/** Midnight in Seoul at which a calendar day, `YYYY-MM-DD`, begins. */
export function dayStart(day: string): number {
  return Date.parse(`${day}T00:00:00+09:00`);
}

/** `YYYY-MM-DD` in Seoul. */
export function dayOf(atMs: number): string {
  return new Date(atMs + OFFSET_MS).toISOString().slice(0, 10);
}

/** 0 is Sunday. */
export function weekdayOf(atMs: number): number {
  return new Date(atMs + OFFSET_MS).getUTCDay();
}

/** 0 is January. */
export function monthOf(atMs: number): number {
  return new Date(atMs + OFFSET_MS).getUTCMonth();
}

export function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
