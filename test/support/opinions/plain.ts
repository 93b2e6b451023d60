import type { Standing } from '../standing.ts';

/** A verdict under its corrections; instants are milliseconds since the Unix epoch. */
export interface Verdict {
  at: number;
  known: number;
  day: string;
  feed: string;
  source: string;
  id: string;
  port: string;
  route: string;
  station: string;
  subject: string;
  stage: string;
  by: string;
  result: string;
  scanMs: number;
  score: number | null;
  model: string | null;
  origin: string | null;
  batch: string | null;
  /** As it was stated, where it has been corrected. */
  stated: Verdict | null;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const iso = (at: number): string => new Date(at).toISOString();
export const place = ({ port, route }: Standing | { port: string | null; route: string | null }): string =>
  `${String(port ?? '-')}|${String(route ?? '-')}`;
export const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
export const sumOf = <T>(rows: readonly T[], of: (row: T) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);
/** Smallest value that at least this share of all do not exceed; `null` of none. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? null;
}
export function groupBy<T>(rows: Iterable<T>, keyOf: (row: NoInfer<T>) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}

/** Cells, and an empty one for each of the places that has none: there "none" is known, which is not "no data". */
export function withEmpty(
  kind: string,
  places: Iterable<string>,
  empty: unknown,
  cells: readonly (readonly [place: string, cell: unknown])[],
): Record<string, unknown> {
  const all = new Map([...[...places].map((at) => [at, empty] as const), ...cells]);
  return Object.fromEntries([...all].map(([at, cell]) => [`${kind}|${at}`, cell]));
}
