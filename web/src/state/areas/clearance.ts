import type { ClearanceCell } from '../../../../server/contract/place-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, minutesOf, type Covers } from '../cells-of.ts';
import {
  CLEAR_LATE_MS,
  GRACE_MINUTES,
  MIN_DENOMINATOR,
  SCREENED_IN_FULL,
  SEAT_ITEMS_PER_HOUR,
} from '../thresholds.ts';

/** How long what was flagged took, what is not done, and the officers it takes. */
export interface Clearance {
  /** Waits of what was decided in the last hour, at the port where they are longest; `null` when nothing was decided. */
  dwellP50Ms: number | null;
  dwellP90Ms: number | null;
  decided: number;
  /** Arrived and not read, where all is read, and waiting for an officer. */
  backlog: number;
  /** At the pace of the last hour, where it takes longest; `null`: nothing is being done. */
  clearMs: number | null;
  /** What should have been read or decided is not, and nothing was for an hour. */
  stalled: boolean;
  /** Stalled, or longer than `CLEAR_LATE_MS`, with enough items for a judgement. */
  late: boolean;
  /** Seats for the load of an hour and the queue within one hour, by port: seats of one do not serve another. */
  seatsNeeded: number;
  /** `null`: nobody has ever reported a seat. */
  seatsOpen: number | null;
  short: boolean;
}

/** `null`: no data. */
export function clearanceOf(shown: Shown, covers: Covers): Clearance | null {
  const ports = cellsOf(shown.cells, 'clearance', covers).map(({ port, route, value }) =>
    ofPort(shown, port, route, value),
  );
  return ports.length === 0 ? null : ports.reduce(together);
}

function ofPort(shown: Shown, port: string, route: string, cell: ClearanceCell): Clearance {
  const here: Covers = (otherPort, otherRoute) => otherPort === port && otherRoute === route;
  // Cargo is selected by risk: what nobody read of it is not a backlog.
  const unread = SCREENED_IN_FULL.has(route) ? cell.unread : 0;
  const overdue = Math.max(0, unread - onItsWay(shown, here));
  const clearMs = Math.max(paceMs(unread, cell.readPerHour), paceMs(cell.queued, cell.decidedPerHour));
  const stalled = (overdue > 0 && cell.readPerHour === 0) || (cell.queued > 0 && cell.decidedPerHour === 0);
  const seatsNeeded = seatsFor(cell.flaggedPerHour + cell.queued + toOfficersPerHour(shown, here));
  return {
    dwellP50Ms: cell.dwellP50Seconds === null ? null : cell.dwellP50Seconds * 1_000,
    dwellP90Ms: cell.dwellP90Seconds === null ? null : cell.dwellP90Seconds * 1_000,
    decided: cell.decided,
    backlog: unread + cell.queued,
    clearMs: Number.isFinite(clearMs) ? clearMs : null,
    stalled,
    late: overdue + cell.queued >= MIN_DENOMINATOR && (stalled || clearMs > CLEAR_LATE_MS),
    seatsNeeded,
    seatsOpen: cell.seatsOpen,
    short: cell.seatsOpen !== null && seatsNeeded > cell.seatsOpen,
  };
}

/** Units of the last minutes, which may still be between the door and the X-ray. */
function onItsWay({ cells, asOf }: Shown, here: Covers): number {
  if (asOf === null) return 0;
  const minutes = minutesOf(cellsOf(cells, 'minute', here), asOf + 60_000, GRACE_MINUTES + 1);
  return minutes.reduce((sum, { units }) => sum + units, 0);
}

/** While the AI is down at the place, everything that comes there goes to officers. */
function toOfficersPerHour({ cells }: Shown, here: Covers): number {
  if (!cellsOf(cells, 'ai', here).some(({ value }) => value.state === 'down')) return 0;
  return cellsOf(cells, 'coverage', here).reduce((sum, { value }) => sum + value.units, 0);
}

export function seatsFor(itemsPerHour: number): number {
  return Math.ceil(itemsPerHour / SEAT_ITEMS_PER_HOUR);
}

function paceMs(items: number, perHour: number): number {
  return items === 0 ? 0 : (items / perHour) * 3_600_000;
}

function together(a: Clearance, b: Clearance): Clearance {
  return {
    dwellP50Ms: longer(a.dwellP50Ms, b.dwellP50Ms),
    dwellP90Ms: longer(a.dwellP90Ms, b.dwellP90Ms),
    decided: a.decided + b.decided,
    backlog: a.backlog + b.backlog,
    clearMs: a.clearMs === null || b.clearMs === null ? null : Math.max(a.clearMs, b.clearMs),
    stalled: a.stalled || b.stalled,
    late: a.late || b.late,
    seatsNeeded: a.seatsNeeded + b.seatsNeeded,
    seatsOpen: a.seatsOpen === null && b.seatsOpen === null ? null : (a.seatsOpen ?? 0) + (b.seatsOpen ?? 0),
    short: a.short || b.short,
  };
}

function longer(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
