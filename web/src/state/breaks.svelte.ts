import type { Scope } from '../../../server/contract/scope.ts';
import { openPorts } from '../../../server/contract/site-in-force.ts';
import type { Board, Shown } from './board.svelte.ts';
import { cellsOf, minutesOf, type Covers, type MinuteFigures } from './cells-of.ts';
import { dayFigures } from './day-figures.ts';
import {
  FIRST_READING_MINUTES,
  GRACE_MINUTES,
  MIN_DENOMINATOR,
  MIN_SCREENED_SHARE,
  RECENT_MINUTES,
  SCREENED_IN_FULL,
  STALLED_MINUTES,
} from './thresholds.ts';

/** Screening that does not follow. `minutes` is the window it was found in, `null` for the day. */
export interface Break {
  screened: number;
  of: number;
  minutes: number | null;
}

/** Where arrivals come and readings do not, on the routes that are screened in full. See `thresholds.ts`. */
export function findBreak(shown: Shown, within: Covers): Break | null {
  const covers: Covers = (port, route) => SCREENED_IN_FULL.has(route) && within(port, route);
  const day = dayFigures(shown, covers);
  if (day === null || shown.asOf === null) return null;
  const minutes = minutesOf(cellsOf(shown.cells, 'minute', covers), shown.asOf, RECENT_MINUTES);
  const units = (part: MinuteFigures[]) => part.reduce((sum, each) => sum + each.units, 0);
  const read = (part: MinuteFigures[]) => part.reduce((sum, each) => sum + each.primary, 0);

  if (short({ screened: day.primary, of: day.units - units(minutes.slice(-GRACE_MINUTES)) })) {
    return { screened: day.primary, of: day.units, minutes: null };
  }
  const lately = minutes.slice(-STALLED_MINUTES);
  const stalled = { screened: read(lately), of: units(lately.slice(0, -FIRST_READING_MINUTES)) };
  if (stalled.screened === 0 && short(stalled)) return { ...stalled, minutes: STALLED_MINUTES };
  const hour = { screened: read(minutes), of: units(minutes.slice(0, -GRACE_MINUTES)) };
  return short(hour) ? { ...hour, minutes: RECENT_MINUTES } : null;
}

function short({ screened, of }: { screened: number; of: number }): boolean {
  return of >= MIN_DENOMINATOR && screened < of * MIN_SCREENED_SHARE;
}

export interface BrokenPort {
  port: string;
  route: string;
}

/** Ports and routes of the scope at which screening does not follow: an outage at one may be small in the whole. */
export function brokenPorts(shown: Shown, scope: Scope): BrokenPort[] {
  const pairs = openPorts().flatMap(({ code, routes }) => routes.map((route) => ({ port: code, route })));
  return pairs.filter(
    (at) =>
      scope.covers(at.port, at.route) &&
      findBreak(shown, (port, route) => port === at.port && route === at.route) !== null,
  );
}

export class Breaks {
  readonly #ports: BrokenPort[];

  constructor(board: Board, scope: Scope) {
    this.#ports = $derived(brokenPorts(board.shown, scope));
  }

  get ports(): BrokenPort[] {
    return this.#ports;
  }
}
