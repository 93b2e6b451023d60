import type { Priority } from '../../../../server/contract/duty-cells.ts';

/** Times that are offered, in minutes; the server allows others between its bounds. */
export const SHELF_MINUTES = [10, 30, 60, 120, 240, 480] as const;
const MOST_CRITICAL = 30;

/** What is critical does not lie on a shelf for long. */
export function shelfMinutesFor(priority: Priority): number[] {
  return SHELF_MINUTES.filter((minutes) => priority !== 'critical' || minutes <= MOST_CRITICAL);
}
