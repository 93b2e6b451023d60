import type { Figures } from '../contract/rest.ts';

const NONE: Figures = {
  arrivals: 0,
  units: 0,
  highRiskUnits: 0,
  primary: 0,
  flagged: 0,
  secondary: 0,
  upheld: 0,
  cases: 0,
  grams: 0,
};
const NAMES = Object.keys(NONE) as (keyof Figures)[];

/** Sum of figures. What is unknown in one of them is unknown in the sum. Weights are exact to the milligram. */
export function addUp(rows: readonly Figures[]): Figures {
  const sum: Record<keyof Figures, number | null> = { ...NONE };
  for (const row of rows) {
    for (const name of NAMES) {
      const [before, more] = [sum[name], row[name]];
      sum[name] = before === null || more === null ? null : before + more;
    }
  }
  return { ...sum, grams: Math.round((sum.grams ?? 0) * 1000) / 1000 } as Figures;
}

/** Sums by a key, in the order in which keys come up after those that are always there. */
export function addUpBy<R extends Figures>(
  rows: readonly R[],
  keyOf: (row: R) => string,
  always: readonly string[],
): Record<string, Figures> {
  const groups = new Map<string, R[]>(always.map((key) => [key, []]));
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return Object.fromEntries([...groups].map(([key, group]) => [key, addUp(group)]));
}

/** Change against an earlier figure in percent, rounded: 2,913 after 602 is +384, which is 4.84 times. */
export function changePercent(now: number, before: number): number | null {
  return before === 0 ? null : Math.round(((now - before) / before) * 100);
}
