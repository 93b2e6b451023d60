import type { TodayCell } from '../../../server/contract/cells.ts';
import { ROUTES } from '../../../server/contract/routes.ts';
import type { Scope } from '../../../server/contract/scope.ts';
import { isOpen, knownPorts, openPorts } from '../../../server/contract/site-in-force.ts';
import type { Board, Shown } from './board.svelte.ts';
import { cellsOf, type Covers, type Found } from './cells-of.ts';

/** Most rows that the board has room for. */
const MOST = 4;

/** One line of the flow table and one chart of the last hour: a route, or in a route's own scope a port. */
export interface Row {
  kind: 'route' | 'port' | 'others';
  /** Code of the route or port; for `others` how many ports there are. */
  code: string;
  covers: Covers;
}

export function rowsOf({ cells }: Shown, scope: Scope): Row[] {
  const found = cellsOf(cells, 'today', scope.covers);
  return scope.text.startsWith('route:') ? portRows(found, scope) : routeRows(found, scope);
}

/** Routes that are expected in the scope, and those on which something came all the same. */
function routeRows(found: Found<TodayCell>[], scope: Scope): Row[] {
  const expected = openPorts().flatMap((port) =>
    port.routes.filter((route) => scope.covers(port.code, route)),
  );
  const seen = new Set<string>([...expected, ...found.map(({ route }) => route)]);
  return ROUTES.filter((route) => seen.has(route)).map((code) => ({
    kind: 'route',
    code,
    covers: (port, route) => route === code && scope.covers(port, route),
  }));
}

/** The busiest ports by name in their usual order, and the others together, so that the rows add up. */
function portRows(found: Found<TodayCell>[], scope: Scope): Row[] {
  const units = new Map(found.map(({ port, value }) => [port, value.units]));
  const ports = knownPorts().filter(
    ({ code, routes }) =>
      units.has(code) || (isOpen(code) && routes.some((route) => scope.covers(code, route))),
  );
  const named = new Set(
    ports
      .map(({ code }) => code)
      .sort((a, b) => (units.get(b) ?? -1) - (units.get(a) ?? -1))
      .slice(0, ports.length > MOST ? MOST - 1 : MOST),
  );
  const rows = ports
    .filter(({ code }) => named.has(code))
    .map(({ code }): Row => ({
      kind: 'port',
      code,
      covers: (port, route) => port === code && scope.covers(port, route),
    }));
  if (ports.length <= MOST) return rows;
  const others: Row = {
    kind: 'others',
    code: String(ports.length - rows.length),
    covers: (port, route) => !named.has(port) && scope.covers(port, route),
  };
  return [...rows, others];
}

export class Rows {
  readonly #all: Row[];

  constructor(board: Board, scope: Scope) {
    this.#all = $derived(rowsOf(board.shown, scope));
  }

  get all(): Row[] {
    return this.#all;
  }
}
