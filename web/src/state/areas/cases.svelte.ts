import type { Route } from '../../../../server/contract/routes.ts';
import type { Scope } from '../../../../server/contract/scope.ts';
import type { Board } from '../board.svelte.ts';
import { couriersOf, currencyOf, type Couriers, type Currency } from './money.ts';
import { narrowed } from './narrowed.ts';
import { investigationsOf, offencesOf, type Investigations, type Offences } from './referrals.ts';
import { gunPartSetsOf, weaponsOf, type GunPartSet, type Weapons } from './weapons.ts';

/** What became of what was found. `null` everywhere: the board has said nothing, which is not "none". */
export class CasesArea {
  readonly #board: Board;
  readonly #scope: Scope;

  constructor(board: Board, scope: Scope) {
    this.#board = board;
    this.#scope = scope;
  }

  /** Of the scope, or of it one route. */
  weapons(route?: Route): Weapons | null {
    return weaponsOf(this.#board.shown, narrowed(this.#scope, route));
  }
  currency(route?: Route): Currency | null {
    return currencyOf(this.#board.shown, narrowed(this.#scope, route));
  }
  offences(route?: Route): Offences | null {
    return offencesOf(this.#board.shown, narrowed(this.#scope, route));
  }
  investigations(route?: Route): Investigations | null {
    return investigationsOf(this.#board.shown, narrowed(this.#scope, route));
  }

  /** The same in every scope. */
  get gunPartSets(): GunPartSet[] | null {
    return gunPartSetsOf(this.#board.shown);
  }
  get couriers(): Couriers | null {
    return couriersOf(this.#board.shown);
  }
}
