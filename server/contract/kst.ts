/** Calendar periods are those of Asia/Seoul: UTC+9 all year, no daylight saving time since 1988. */
export const KST_OFFSET_MS = 9 * 3_600_000;
const DAY_MS = 86_400_000;

/** KST day of an instant (milliseconds since the Unix epoch): `YYYY-MM-DD`. */
export function kstDay(at: number): string {
  return new Date(at + KST_OFFSET_MS).toISOString().slice(0, 10);
}

/** First instant of a KST day, in milliseconds since the Unix epoch. */
export function startOfKstDay(day: string): number {
  return Date.parse(`${day}T00:00:00+09:00`);
}

/** First instant after a KST day. */
export function endOfKstDay(day: string): number {
  return startOfKstDay(day) + DAY_MS;
}

export function isKstDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = startOfKstDay(text);
  return Number.isFinite(at) && kstDay(at) === text;
}

/** The same date and time of day a year earlier in KST; 29 February becomes the 28th. */
function yearBefore(at: number): number {
  const local = new Date(at + KST_OFFSET_MS);
  const month = local.getUTCMonth();
  local.setUTCFullYear(local.getUTCFullYear() - 1);
  if (local.getUTCMonth() !== month) local.setUTCDate(0);
  return local.getTime() - KST_OFFSET_MS;
}

/**
 * The same period of the year before: first and last date are the same, so that a period that ends on 28 February never
 * reaches into the 29th of a leap year. `from` included, `to` excluded, milliseconds since the Unix epoch.
 */
export function samePeriodLastYear(from: number, to: number): { from: number; to: number } {
  return { from: yearBefore(from), to: yearBefore(to - 1) + 1 };
}
