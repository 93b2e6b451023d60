import { ROUTES, type Route } from '../../../../server/contract/routes.ts';
import type { RollupCell } from '../../../../server/contract/place-cells.ts';
import type { Scope } from '../../../../server/contract/scope.ts';
import type { Board } from '../board.svelte.ts';
import type { MinuteFigures } from '../cells-of.ts';
import { hourOf, placeFigures, portRows, type PlaceFigures, type PlaceRow } from './place-figures.ts';
import { bodySearchesOf, rollupOf } from './rollup.ts';

/** Most rows that a view of places has room for. */
const MOST_ROWS = 5;

/** The places of one route in the scope, or the routes of the scope. */
export class PlaceFacts {
  readonly #rows: PlaceRow[];
  readonly #whole: PlaceFigures;
  readonly #minutes: MinuteFigures[] | null;
  readonly #rollup: RollupCell | null;
  readonly #bodySearches: ReturnType<typeof bodySearchesOf>;

  constructor(board: Board, scope: Scope, rows: () => PlaceRow[]) {
    this.#rows = $derived(rows());
    this.#whole = $derived(placeFigures(board.shown, scope.covers));
    this.#minutes = $derived(hourOf(board.shown, scope.covers));
    this.#rollup = $derived(rollupOf(board.shown, scope.covers));
    this.#bodySearches = $derived(bodySearchesOf(board.shown, scope.covers));
  }

  get rows(): PlaceRow[] {
    return this.#rows;
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
      return new PlaceFacts(board, part, () => portRows(board.shown, part, MOST_ROWS));
    };
    this.#routes = {
      traveller: of('traveller'),
      express: of('express'),
      mail: of('mail'),
      cargo: of('cargo'),
    };
    this.#all = new PlaceFacts(board, scope, () =>
      ROUTES.map((name) => {
        const { whole } = this.#routes[name];
        return {
          ...whole,
          row: {
            kind: 'route',
            code: name,
            covers: (port, route) => route === name && scope.covers(port, route),
          },
        };
      }),
    );
  }

  of(route: Route): PlaceFacts {
    return this.#routes[route];
  }
  get all(): PlaceFacts {
    return this.#all;
  }
}
