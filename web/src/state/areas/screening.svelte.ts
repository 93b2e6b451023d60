import { NOWHERE } from '../../../../server/contract/cells.ts';
import { ROUTES } from '../../../../server/contract/routes.ts';
import type { Scope } from '../../../../server/contract/scope.ts';
import type { Board } from '../board.svelte.ts';
import type { Covers } from '../cells-of.ts';
import { Rows, type Row } from '../rows.svelte.ts';
import { hastyStations, intensiveOf, type Intensive, type StationReadings } from './intensive.ts';
import { leaksOf } from './leaks.ts';
import { modelOf, type Model } from './models.ts';
import { outagesOf, readingAi, type Outage } from './outages.ts';
import {
  overridesOf,
  pairsOf,
  worstSeats,
  type Overrides,
  type PairTable,
  type SeatOverrides,
} from './pairs.ts';
import { queueOf, type Queue } from './queues.ts';

/** `null`: no data, which is not zero. */
interface ScreeningFigures {
  queue: Queue | null;
  ai: { up: number; of: number } | null;
  overrides: Overrides | null;
  readings: Intensive | null;
}
interface ScreeningRow extends ScreeningFigures {
  row: Row;
}
/** On routes that the scope is told of; ports and houses are told of none. */
interface RouteModel {
  route: string;
  model: Model | null;
}

/** Dual screening in the scope, by its rows and as a whole. */
export class ScreeningArea {
  readonly #rows: ScreeningRow[];
  readonly #whole: ScreeningFigures;
  readonly #outages: Outage[];
  readonly #pairs: PairTable | null;
  readonly #seats: SeatOverrides[];
  readonly #stations: StationReadings[];
  readonly #models: RouteModel[];
  readonly #leaks: ReturnType<typeof leaksOf>;

  constructor(board: Board, scope: Scope) {
    const rows = new Rows(board, scope);
    // Models are told by route, without a port: headquarters and routes hear of them.
    const routes = ROUTES.filter((route) => scope.covers(NOWHERE, route));
    const figures = (covers: Covers): ScreeningFigures => {
      const pairs = pairsOf(board.shown, covers);
      return {
        queue: queueOf(board.shown, covers),
        ai: readingAi(board.shown, covers),
        overrides: pairs && overridesOf(pairs),
        readings: intensiveOf(board.shown, covers),
      };
    };
    this.#rows = $derived(rows.all.map((row) => ({ row, ...figures(row.covers) })));
    this.#whole = $derived(figures(scope.covers));
    this.#outages = $derived(outagesOf(board.shown, scope.covers));
    this.#pairs = $derived(pairsOf(board.shown, scope.covers));
    this.#seats = $derived(worstSeats(board.shown, scope.covers));
    this.#stations = $derived(hastyStations(board.shown, scope.covers));
    this.#models = $derived(
      routes.map((route) => ({ route, model: modelOf(board.shown, (_, each) => each === route) })),
    );
    this.#leaks = $derived(leaksOf(board.shown));
  }

  get rows(): ScreeningRow[] {
    return this.#rows;
  }
  get whole(): ScreeningFigures {
    return this.#whole;
  }
  get outages(): Outage[] {
    return this.#outages;
  }
  get pairs(): PairTable | null {
    return this.#pairs;
  }
  get seats(): SeatOverrides[] {
    return this.#seats;
  }
  get stations(): StationReadings[] {
    return this.#stations;
  }
  get models(): RouteModel[] {
    return this.#models;
  }
  get leaks(): ReturnType<typeof leaksOf> {
    return this.#leaks;
  }
}
