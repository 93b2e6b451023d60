import type { Shown } from './board.svelte.ts';
import { cellsOf, type Covers } from './cells-of.ts';
import { siteDay } from '../../../server/contract/days.ts';

export interface DayFigures {
  units: number;
  primary: number;
  flagged: number;
  secondary: number;
  upheld: number;
  cases: number;
}

/** Sums of the site day. A cell that still holds another day counts as zero; no cell at all is no data. */
export function dayFigures({ cells, asOf }: Shown, covers: Covers): DayFigures | null {
  const found = cellsOf(cells, 'today', covers);
  if (found.length === 0 || asOf === null) return null;
  const today = siteDay(asOf);
  const sum: DayFigures = { units: 0, primary: 0, flagged: 0, secondary: 0, upheld: 0, cases: 0 };
  for (const { value } of found) {
    if (value.day !== today) continue;
    sum.units += value.units;
    sum.primary += value.primary;
    sum.flagged += value.flagged;
    sum.secondary += value.secondary;
    sum.upheld += value.upheld;
    sum.cases += value.cases;
  }
  return sum;
}
