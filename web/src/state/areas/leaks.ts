import type { LeaksCell } from '../../../../server/contract/case-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { nationalCellOf } from '../cells-of.ts';
import { siteDay } from '../../../../server/contract/days.ts';

/** Mail that the first line had cleared and the second caught; `null`: no data. Of another day, today's counts are zero. */
export function leaksOf({ cells, asOf }: Shown): Omit<LeaksCell, 'day'> | null {
  const cell = nationalCellOf(cells, 'leaks');
  if (cell === null || asOf === null) return null;
  const { day, ...leaks } = cell;
  return day === siteDay(asOf) ? leaks : { ...leaks, checkedToday: 0, leaksToday: 0 };
}
