import {
  nationalKey,
  parseKey,
  type BoardState,
  type CellKind,
  type CellKinds,
  type MinuteCell,
} from '../../../server/contract/cells.ts';

export type Cells = BoardState['cells'];
export type Covers = (port: string, route: string) => boolean;

export interface Found<T> {
  port: string;
  route: string;
  value: T;
}

type Index = Map<string, Found<unknown>[]>;

/** A board has some thousand cells and is asked for twice a second by every fact: its keys are read once. */
const indexes = new WeakMap<Cells, Index>();

function indexOf(cells: Cells): Index {
  const known = indexes.get(cells);
  if (known) return known;
  const index: Index = new Map();
  for (const [key, value] of cells) {
    const { kind, port, route } = parseKey(key);
    if (port === null || route === null) continue;
    const found = index.get(kind) ?? [];
    found.push({ port, route, value });
    index.set(kind, found);
  }
  indexes.set(cells, index);
  return index;
}

/** Cells of a kind that belong to a port and route. */
export function cellsOf<K extends CellKind>(cells: Cells, kind: K, covers: Covers): Found<CellKinds[K]>[] {
  const found = (indexOf(cells).get(kind) ?? []) as Found<CellKinds[K]>[];
  return found.filter(({ port, route }) => covers(port, route));
}

/** The board has told of the scope: where a list of this kind is empty then, there is none, which is not "no data". */
export function isTold(cells: Cells, kind: CellKind, covers: Covers): boolean {
  return cellsOf(cells, kind, covers).length > 0 || cellsOf(cells, 'today', covers).length > 0;
}

/** Whole minutes since the Unix epoch of the last minute that is complete at this moment. */
export function completeMinute(asOf: number): number {
  return Math.floor(asOf / 60_000) - 1;
}

export interface MinuteFigures {
  units: number;
  primary: number;
}

/** Minute by minute, oldest first: a fixed number of points that ends with the last complete minute. */
export function minutesOf(found: Found<MinuteCell>[], asOf: number, points: number): MinuteFigures[] {
  const first = completeMinute(asOf) - points + 1;
  const figures = Array.from({ length: points }, () => ({ units: 0, primary: 0 }));
  for (const { value } of found) {
    const [minute, units, primary] = value;
    const figure = figures[minute - first];
    if (!figure) continue;
    figure.units += units;
    figure.primary += primary;
  }
  return figures;
}

/** The one cell of a kind that every scope shows; `null` where the board has said nothing yet, which is not an empty one. */
export function nationalCellOf<K extends CellKind>(cells: Cells, kind: K): CellKinds[K] | null {
  return (cells.get(nationalKey(kind)) as CellKinds[K] | undefined) ?? null;
}
