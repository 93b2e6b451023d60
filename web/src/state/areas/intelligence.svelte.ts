import type { Route } from '../../../../server/contract/routes.ts';
import type { Scope } from '../../../../server/contract/scope.ts';
import type { Board } from '../board.svelte.ts';
import {
  informationOf,
  minorLeadsOf,
  operationsOf,
  requestsOf,
  type Information,
  type MinorLeads,
  type Operation,
  type Requests,
} from './cooperation.ts';
import { landingsOf, type LandingWatch } from './landings.ts';
import { leadsOf, type Leads } from './leads.ts';
import { narrowed } from './narrowed.ts';
import { riskOf, type Risk } from './risk.ts';

/** What is expected before it is there. `null` everywhere: the board has said nothing, which is not "none". */
export class IntelligenceArea {
  readonly #board: Board;
  readonly #scope: Scope;

  constructor(board: Board, scope: Scope) {
    this.#board = board;
    this.#scope = scope;
  }

  /** Of the scope, or of it one route. */
  landings(route?: Route): LandingWatch | null {
    return landingsOf(this.#board.shown, narrowed(this.#scope, route));
  }
  risk(route?: Route): Risk | null {
    return riskOf(this.#board.shown, narrowed(this.#scope, route));
  }
  leads(route?: Route): Leads | null {
    return leadsOf(this.#board.shown, narrowed(this.#scope, route));
  }

  /** The same in every scope. */
  get information(): Information | null {
    return informationOf(this.#board.shown);
  }
  get operations(): Operation[] | null {
    return operationsOf(this.#board.shown);
  }
  get requests(): Requests | null {
    return requestsOf(this.#board.shown);
  }
  get minorLeads(): MinorLeads | null {
    return minorLeadsOf(this.#board.shown);
  }
}
