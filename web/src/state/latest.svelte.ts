import type { LatestCase } from '../../../server/contract/cells.ts';
import type { Scope } from '../../../server/contract/scope.ts';
import type { Board, Shown } from './board.svelte.ts';
import { cellsOf, isTold } from './cells-of.ts';
import { LATE_MS } from './thresholds.ts';

export interface Seizure extends LatestCase {
  port: string;
  route: string;
  disclosedLate: boolean;
}

/** Seizures of all ports and routes of the scope, newest first. */
export function latestOf({ cells }: Shown, scope: Scope): Seizure[] {
  return cellsOf(cells, 'latest', scope.covers)
    .flatMap(({ port, route, value }) =>
      value.cases.map((one) => ({
        ...one,
        port,
        route,
        disclosedLate: Date.parse(one.knownAt) - Date.parse(one.time) > LATE_MS,
      })),
    )
    .sort((a, b) => Date.parse(b.time) - Date.parse(a.time) || (a.caseNo < b.caseNo ? -1 : 1));
}

export class Latest {
  readonly #seizures: Seizure[];
  readonly #known: boolean;

  constructor(board: Board, scope: Scope) {
    this.#seizures = $derived(latestOf(board.shown, scope));
    this.#known = $derived(isTold(board.shown.cells, 'latest', scope.covers));
  }

  /** `false`: no data, which is not none. */
  get known(): boolean {
    return this.#known;
  }
  get seizures(): Seizure[] {
    return this.#seizures;
  }
}
