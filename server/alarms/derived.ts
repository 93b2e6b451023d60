import type { CellKind } from '../contract/cells.ts';
import type { ClearanceCell } from '../contract/place-cells.ts';
import { ROUTES, type Route } from '../contract/routes.ts';
import type { CellIndex, Found } from './cell-index.ts';

/**
 * Figures that no cell carries by itself, worked out as the wall does (web/src/state/; a test compares the two). They stand
 * in the cell under their own name.
 */
export const DERIVED = {
  screening: { needs: ['coverage', 'minute'], of: screeningOf },
  load: { needs: ['clearance', 'ai', 'coverage', 'minute'], of: loadOf },
} as const satisfies Record<
  string,
  { needs: readonly CellKind[]; of: (index: CellIndex, at: Found, now: number) => object }
>;

/** Routes screened in full. Cargo is selected by risk. */
const SCREENED_IN_FULL: ReadonlySet<string> = new Set(ROUTES.filter((route: Route) => route !== 'cargo'));
export const WINDOWS = {
  /** What arrived so lately may still be on its way to the X-ray, in minutes. */
  grace: 25,
  recent: 60,
  /** Not one reading for so long, though enough arrived before the first of it should have been read. */
  stalled: 15,
  firstReading: 8,
} as const;
/** At seven seconds each: 3,600 / 7. */
export const SEAT_ITEMS_PER_HOUR = 514;
const DAY_SECONDS = 86_400;
const MINUTE_MS = 60_000;

/**
 * Whether screening follows the traffic: of the last hour, what was read of what arrived before the grace; or of the last
 * quarter, where nothing at all was read. `of` counts what the share is of.
 */
function screeningOf(index: CellIndex, at: Found, now: number): { share: number; of: number } {
  const minutes = minutesOf(index, at, Math.floor(now / MINUTE_MS) - 1, WINDOWS.recent);
  const hour = { screened: read(minutes), of: units(minutes.slice(0, -WINDOWS.grace)) };
  const lately = minutes.slice(-WINDOWS.stalled);
  const quarter = { screened: read(lately), of: units(lately.slice(0, -WINDOWS.firstReading)) };
  const enough = 30;
  const { of, screened } = quarter.screened === 0 && quarter.of >= enough ? quarter : hour;
  return { share: of === 0 ? 1 : screened / of, of };
}

interface Load {
  /** Officers' seats for the load of an hour and the queue within one hour. */
  seatsNeeded: number;
  /** Seats that are missing; `null`: nobody has ever reported a seat. */
  seatsMissing: number | null;
  /** What should have been read or decided and is not. */
  overdue: number;
  /** Until all of it is done at the pace of the last hour; at most a day, which also says that nothing is being done. */
  clearSeconds: number;
}

function loadOf(index: CellIndex, at: Found, now: number): Load {
  const cell = at.value as ClearanceCell;
  const inFull = SCREENED_IN_FULL.has(at.route ?? '');
  const unread = inFull ? cell.unread : 0;
  const onItsWay = units(minutesOf(index, at, Math.floor(now / MINUTE_MS), WINDOWS.grace + 1));
  const overdue = Math.max(0, unread - onItsWay);
  const down = index.at('ai', at.port, at.route).some(({ state }) => state === 'down');
  const coverage = down ? index.at('coverage', at.port, at.route) : [];
  const toOfficers = coverage.reduce((sum, each) => sum + each.units, 0);
  const seatsNeeded = Math.ceil((cell.flaggedPerHour + cell.queued + toOfficers) / SEAT_ITEMS_PER_HOUR);
  const stalled = (overdue > 0 && cell.readPerHour === 0) || (cell.queued > 0 && cell.decidedPerHour === 0);
  const longest = Math.max(seconds(unread, cell.readPerHour), seconds(cell.queued, cell.decidedPerHour));
  return {
    seatsNeeded,
    seatsMissing: cell.seatsOpen === null ? null : Math.max(0, seatsNeeded - cell.seatsOpen),
    overdue: overdue + cell.queued,
    clearSeconds: stalled ? DAY_SECONDS : Math.min(DAY_SECONDS, longest),
  };
}

interface Minute {
  units: number;
  primary: number;
}

/** Whole minutes, oldest first, that end with `last` (minutes since the Unix epoch). */
function minutesOf(index: CellIndex, { port, route }: Found, last: number, points: number): Minute[] {
  const figures = Array.from({ length: points }, () => ({ units: 0, primary: 0 }));
  for (const [minute, arrived, primary] of index.at('minute', port, route)) {
    const figure = figures[minute - (last - points + 1)];
    if (figure === undefined) continue;
    figure.units += arrived;
    figure.primary += primary;
  }
  return figures;
}

const units = (minutes: readonly Minute[]) => minutes.reduce((sum, each) => sum + each.units, 0);
const read = (minutes: readonly Minute[]) => minutes.reduce((sum, each) => sum + each.primary, 0);
const seconds = (items: number, perHour: number) => (items === 0 ? 0 : (items / perHour) * 3_600);
