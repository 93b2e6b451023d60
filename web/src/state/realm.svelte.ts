import { cellKey, type RealmCell } from '../../../server/contract/cells.ts';
import type { Board } from './board.svelte.ts';

/** Which realm the screen shows; `null` until the server has said so. */
export class Realm {
  readonly #cell: RealmCell | null;

  constructor(board: Board) {
    this.#cell = $derived((board.shown.cells.get(cellKey.realm()) as RealmCell | undefined) ?? null);
  }

  get cell(): RealmCell | null {
    return this.#cell;
  }
}
