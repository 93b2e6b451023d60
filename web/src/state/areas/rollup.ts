import type { RollupCell, RollupFigures } from '../../../../server/contract/place-cells.ts';
import type { BodySearchesCell } from '../../../../server/contract/case-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, type Covers } from '../cells-of.ts';
import { siteDay } from '../../../../server/contract/days.ts';

/** Sums over ports; `null`: no data. Cells of an older shift or week than the newest one count as zero there. */
export function rollupOf({ cells }: Shown, covers: Covers): RollupCell | null {
  const found = cellsOf(cells, 'rollup', covers).map(({ value }) => value);
  const newest = (of: (value: RollupCell) => string) => found.map(of).reduce((a, b) => (a > b ? a : b), '');
  if (found.length === 0) return null;
  const shiftFrom = newest((value) => value.shiftFrom);
  const weekFrom = newest((value) => value.weekFrom);
  const thisWeek = found.filter((value) => value.weekFrom === weekFrom);
  return {
    shiftFrom,
    shift: total(found.filter((value) => value.shiftFrom === shiftFrom).map(({ shift }) => shift)),
    weekFrom,
    week: total(thisWeek.map(({ week }) => week)),
    weekBefore: total(thisWeek.map(({ weekBefore }) => weekBefore)),
  };
}

function total(figures: RollupFigures[]): RollupFigures {
  const sum: RollupFigures = {
    ...{ units: 0, primary: 0, flagged: 0, secondary: 0, upheld: 0, cases: 0, grams: 0 },
  };
  for (const each of figures) {
    for (const name of Object.keys(sum) as (keyof RollupFigures)[]) sum[name] += each[name];
  }
  return sum;
}

/** Body searches of the day, as counts; `null`: no data. */
export function bodySearchesOf({ cells, asOf }: Shown, covers: Covers): Omit<BodySearchesCell, 'day'> | null {
  const found = cellsOf(cells, 'body-searches', covers);
  if (found.length === 0 || asOf === null) return null;
  const sum = { requested: 0, approved: 0, carriedOut: 0, found: 0 };
  for (const { value } of found) {
    if (value.day !== siteDay(asOf)) continue;
    sum.requested += value.requested;
    sum.approved += value.approved;
    sum.carriedOut += value.carriedOut;
    sum.found += value.found;
  }
  return sum;
}
