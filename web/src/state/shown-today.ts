import type { ScreenReport } from '../../../server/contract/socket.ts';
import { siteDay } from '../../../server/contract/days.ts';
import type { Shown } from './board.svelte.ts';
import { cellsOf, type Covers } from './cells-of.ts';

/** Sums of the day in all that a screen shows, as it says them of itself: see {@link ScreenReport}. */
export function shownToday({ asOf, cells }: Shown, covers: Covers): ScreenReport['today'] | null {
  if (asOf === null) return null;
  const day = siteDay(asOf);
  const sums: NonNullable<ScreenReport['today']> = [0, 0, 0, 0, 0];
  for (const { value } of cellsOf(cells, 'today', covers)) {
    if (value.day !== day) continue;
    sums[0] += value.arrivals;
    sums[1] += value.units;
    sums[2] += value.primary;
    sums[3] += value.secondary;
    sums[4] += value.cases;
  }
  return sums;
}
