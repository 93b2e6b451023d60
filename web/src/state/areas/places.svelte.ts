import type { RollupCell } from '../../../../server/contract/place-cells.ts';
import { ROUTES, type Route } from '../../../../server/contract/routes.ts';
import type { Scope } from '../../../../server/contract/scope.ts';
import type { Board } from '../board.svelte.ts';
import type { MinuteFigures } from '../cells-of.ts';
import { hourOf, placeFigures, portRows, type PlaceFigures, type PlaceRow } from './place-figures.ts';
import { bodySearchesOf, rollupOf } from './rollup.ts';

/** The places of one route in the scope, or the routes of the scope. */
export class PlaceFacts {
  readonly scope: Scope;
  readonly #rows: (most: number) => PlaceRow[];
  readonly #whole: PlaceFigures;
  readonly #minutes: MinuteFigures[] | null;
  readonly #rollup: RollupCell | null;
  readonly #bodySearches: ReturnType<typeof bodySearchesOf>;

  constructor(board: Board, scope: Scope, rows: (most: number) => PlaceRow[]) {
    this.scope = scope;
    this.#rows = rows;
    this.#whole = $derived(placeFigures(board.shown, scope.covers));
    this.#minutes = $derived(hourOf(board.shown, scope.covers));
    this.#rollup = $derived(rollupOf(board.shown, scope.covers));
    this.#bodySearches = $derived(bodySearchesOf(board.shown, scope.covers));
  }

  /** At most so many; the troubled have a row of their own while there is room. */
  rows(most: number): PlaceRow[] {
    return this.#rows(most);
  }
  get whole(): PlaceFigures {
    return this.#whole;
  }
  get minutes(): MinuteFigures[] | null {
    return this.#minutes;
  }
  get rollup(): RollupCell | null {
    return this.#rollup;
  }
  get bodySearches(): ReturnType<typeof bodySearchesOf> {
    return this.#bodySearches;
  }
}

export class PlacesArea {
  readonly #routes: Record<Route, PlaceFacts>;
  readonly #all: PlaceFacts;

  constructor(board: Board, scope: Scope) {
    const of = (name: Route): PlaceFacts => {
      const part: Scope = {
        text: scope.text,
        covers: (port, route) => route === name && scope.covers(port, route),
      };
      return new PlaceFacts(board, part, (most) => portRows(board.shown, part, most));
    };
    this.#routes = {
      ...{ traveller: of('traveller'), express: of('express'), mail: of('mail'), cargo: of('cargo') },
    };
    this.#all = new PlaceFacts(board, scope, () =>
      ROUTES.map((code) => {
        const { whole, scope } = this.#routes[code];
        return { ...whole, row: { kind: 'route', code, covers: scope.covers } };
      }),
    );
  }

  of(route: Route): PlaceFacts {
    return this.#routes[route];
  }
  /** Route by route. */
  get all(): PlaceFacts {
    return this.#all;
  }
}
