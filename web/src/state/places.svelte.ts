import { WINDOW_MINUTES } from '../../../server/contract/cells.ts';
import type { Scope } from '../../../server/contract/scope.ts';
import { openPorts } from '../../../server/contract/site-in-force.ts';
import type { PortInForce } from '../../../server/contract/site.ts';
import type { Board, Shown } from './board.svelte.ts';
import { cellsOf, minutesOf, type Covers } from './cells-of.ts';
import type { BrokenPort, Breaks } from './breaks.svelte.ts';

/** One mark on the map: a port, or terminals and centres side by side, which no map of a country can tell apart. */
export interface Place {
  id: string;
  ports: string[];
  latitude: number;
  longitude: number;
  /** Units in the last 60 complete minutes; `null` without data. */
  units: number | null;
  broken: boolean;
}

/** Degrees within which ports of one customs house are one mark. */
const NEAR = 0.1;

/** Ports of the scope as marks, in the order of the reference. */
export function placesOf(shown: Shown, scope: Scope, broken: BrokenPort[]): Place[] {
  const marks = new Map<string, PortInForce[]>();
  for (const port of openPorts()) {
    const inScope = port.routes.some((route) => scope.covers(port.code, route));
    if (!inScope) continue;
    const near = [...marks.keys()].find((code) => together(marks.get(code)?.[0], port)) ?? port.code;
    marks.set(near, [...(marks.get(near) ?? []), port]);
  }
  return [...marks].map(([id, ports]) => {
    const covers: Covers = (port, route) =>
      ports.some(({ code }) => code === port) && scope.covers(port, route);
    const mean = (pick: (port: PortInForce) => number) =>
      ports.reduce((sum, port) => sum + pick(port), 0) / ports.length;
    return {
      id,
      ports: ports.map(({ code }) => code),
      latitude: mean(({ at: [latitude] }) => latitude),
      longitude: mean(({ at: [, longitude] }) => longitude),
      units: hourUnits(shown, covers),
      broken: broken.some(({ port, route }) => covers(port, route)),
    };
  });
}

function together(one: PortInForce | undefined, other: PortInForce): boolean {
  if (!one || one.office !== other.office) return false;
  return Math.hypot(one.at[0] - other.at[0], one.at[1] - other.at[1]) < NEAR;
}

function hourUnits({ cells, asOf }: Shown, covers: Covers): number | null {
  if (asOf === null || cellsOf(cells, 'today', covers).length === 0) return null;
  const minutes = minutesOf(cellsOf(cells, 'minute', covers), asOf, WINDOW_MINUTES);
  return minutes.reduce((sum, { units }) => sum + units, 0);
}

export class Places {
  readonly #all: Place[];

  constructor(board: Board, scope: Scope, breaks: Breaks) {
    this.#all = $derived(placesOf(board.shown, scope, breaks.ports));
  }

  get all(): Place[] {
    return this.#all;
  }
}
