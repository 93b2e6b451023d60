import { WINDOW_MINUTES } from '../../../../server/contract/cells.ts';
import type { Scope } from '../../../../server/contract/scope.ts';
import { isOpen, knownPorts } from '../../../../server/contract/site-in-force.ts';
import type { Shown } from '../board.svelte.ts';
import { brokenPorts, findBreak, type Break } from '../breaks.svelte.ts';
import { cellsOf, minutesOf, type Covers, type MinuteFigures } from '../cells-of.ts';
import { dayFigures, type DayFigures } from '../day-figures.ts';
import type { Row } from '../rows.svelte.ts';
import { arrivalsHour, type ArrivalsHour } from './arrivals-hour.ts';
import { clearanceOf, type Clearance } from './clearance.ts';
import { equipmentOf, type Equipment } from './equipment.ts';
import { outagesOf, type Outage } from './outages.ts';
import { queueOf, type Queue } from './queues.ts';

/** Everything about a place or several; `null`: no data, which is not zero. */
export interface PlaceFigures {
  today: DayFigures | null;
  /** Screening does not follow, in the whole or at one port of it. */
  broken: Break | null;
  partlyBroken: boolean;
  hour: ArrivalsHour | null;
  queue: Queue | null;
  outages: Outage[];
  clearance: Clearance | null;
  equipment: Equipment | null;
}
export interface PlaceRow extends PlaceFigures {
  row: Row;
}

export function placeFigures(shown: Shown, covers: Covers): PlaceFigures {
  return {
    today: dayFigures(shown, covers),
    broken: findBreak(shown, covers),
    partlyBroken: brokenPorts(shown, { text: '', covers }).length > 0,
    hour: arrivalsHour(shown, covers),
    queue: queueOf(shown, covers),
    outages: outagesOf(shown, covers),
    clearance: clearanceOf(shown, covers),
    equipment: equipmentOf(shown, covers),
  };
}

/** Something must be done about it: a row that has this is never put together with others while there is room. */
export function isTroubled(figures: PlaceFigures): boolean {
  const { broken, partlyBroken, hour, queue, outages, clearance, equipment } = figures;
  return (
    broken !== null ||
    partlyBroken ||
    outages.length > 0 ||
    hour?.fewer === true ||
    (hour?.silent ?? 0) > 0 ||
    queue?.late === true ||
    clearance?.late === true ||
    clearance?.short === true ||
    (equipment?.down ?? 0) > 0
  );
}

/** The last hour minute by minute; `null`: no data. */
export function hourOf({ cells, asOf }: Shown, covers: Covers): MinuteFigures[] | null {
  const found = cellsOf(cells, 'minute', covers);
  const known = found.length > 0 || cellsOf(cells, 'today', covers).length > 0;
  return asOf !== null && known ? minutesOf(found, asOf, WINDOW_MINUTES) : null;
}

/**
 * Ports of a scope in the order of the reference, at most `most` rows: the troubled and then the busiest by name, the
 * others together, so that the rows add up.
 */
export function portRows(shown: Shown, scope: Scope, most: number): PlaceRow[] {
  const today = cellsOf(shown.cells, 'today', scope.covers);
  const seen = new Set(today.map(({ port }) => port));
  const all = knownPorts()
    .filter(
      ({ code, routes }) =>
        seen.has(code) || (isOpen(code) && routes.some((route) => scope.covers(code, route))),
    )
    .map(({ code }): PlaceRow => {
      const covers: Covers = (port, route) => port === code && scope.covers(port, route);
      return { row: { kind: 'port', code, covers }, ...placeFigures(shown, covers) };
    });
  if (all.length <= most) return all;
  const busy = (figures: PlaceFigures) => figures.today?.units ?? -1;
  const named = new Set(
    all
      .toSorted((a, b) => Number(isTroubled(b)) - Number(isTroubled(a)) || busy(b) - busy(a))
      .slice(0, most - 1)
      .map(({ row }) => row.code),
  );
  const covers: Covers = (port, route) => !named.has(port) && scope.covers(port, route);
  const others: Row = { kind: 'others', code: String(all.length - named.size), covers };
  return [...all.filter(({ row }) => named.has(row.code)), { row: others, ...placeFigures(shown, covers) }];
}
