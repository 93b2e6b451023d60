import type { Board } from '../state/board.svelte.ts';
import { every, type Timers } from '../state/timers.ts';
import { pack, unpack } from './packed.ts';

const KEEP_MS = 10_000;
/** The first figures, so that a page which lives for seconds leaves something as well. */
const FIRST_MS = 2_000;

export interface Shelf {
  read(key: string): Promise<unknown>;
  write(key: string, asOf: number, packed: ArrayBuffer): Promise<void>;
}

/** Keeps what a board last showed, for a page that starts while nobody answers. */
export class LastStates {
  readonly #shelf: Shelf;
  readonly #key: string;
  readonly #board: Board;
  #keptAsOf: number | null = null;

  constructor(shelf: Shelf, key: string, board: Board) {
    this.#shelf = shelf;
    this.#key = key;
    this.#board = board;
  }

  /** True when the board now shows what was kept: nothing was, or the server was faster, otherwise. */
  async restore(): Promise<boolean> {
    try {
      const state = await unpack(await this.#shelf.read(this.#key));
      return state !== null && this.#board.restore(state);
    } catch {
      // A foreign or broken store: the wall starts as if it had none.
      return false;
    }
  }

  async keep(): Promise<void> {
    const state = this.#board.heard;
    if (state === null || state.asOf === this.#keptAsOf) return;
    this.#keptAsOf = state.asOf;
    try {
      await this.#shelf.write(this.#key, state.asOf, await pack(state));
    } catch {
      // Full or forbidden: the wall shows what is all the same, and tries again with the next figures.
    }
  }

  start(timers: Timers): void {
    timers.after(FIRST_MS, () => void this.keep());
    every(timers, KEEP_MS, () => void this.keep());
    // Also before a refresh: the last that a page hears of its end for certain.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') void this.keep();
    });
  }
}
