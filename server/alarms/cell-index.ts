import { NOWHERE, parseKey, type CellKind, type CellKinds, type CellValue } from '../contract/cells.ts';

export interface Found<K extends CellKind = CellKind> {
  /** `null`: it belongs to none. */
  port: string | null;
  route: string | null;
  value: CellKinds[K];
}

/** Cells by kind and place: what a rule asks for is at hand. */
export class CellIndex {
  readonly #kinds = new Map<string, Found[]>();
  readonly #places = new Map<string, Found[]>();

  constructor(cells: ReadonlyMap<string, CellValue>) {
    for (const [key, value] of cells) {
      const { kind, port, route } = parseKey(key);
      const found: Found = { port: known(port), route: known(route), value };
      append(this.#kinds, kind, found);
      if (port !== null) append(this.#places, `${kind}|${port}|${route}`, found);
    }
  }

  of<K extends CellKind>(kind: K): readonly Found<K>[] {
    return (this.#kinds.get(kind) ?? []) as Found<K>[];
  }

  at<K extends CellKind>(kind: K, port: string | null, route: string | null): CellKinds[K][] {
    const found = this.#places.get(`${kind}|${port ?? NOWHERE}|${route ?? NOWHERE}`) ?? [];
    return found.map(({ value }) => value as CellKinds[K]);
  }
}

function known(place: string | null): string | null {
  return place === NOWHERE ? null : place;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
