import type { CellKind, FaultCell } from '../../../server/contract/cells.ts';
import type { Board } from './board.svelte.ts';

/** Figures that stand as they were. */
export interface Fault {
  /** When they were confirmed last, in milliseconds since the Unix epoch; `null`: never. */
  since: number | null;
  /** How long ago that was, by the server's clock; `null` without it. */
  ageMs: number | null;
}

/** Readers of the database that fail, while the others go on. */
export class Faults {
  readonly #board: Board;
  readonly #all: readonly FaultCell[];

  constructor(board: Board) {
    this.#board = board;
    this.#all = $derived(
      [...board.shown.cells]
        .filter(([key]) => key.startsWith('fault|'))
        .map(([, value]) => value as FaultCell),
    );
  }

  /** The fault that touches cells of these kinds, the oldest of several; `null`: they are as the database says. */
  of(kinds: readonly CellKind[]): Fault | null {
    const touching = this.#all.filter((fault) =>
      fault.kinds.some((kind) => kinds.some((own) => own === kind)),
    );
    if (touching.length === 0) return null;
    const times = touching.map(({ since }) => (since === null ? -Infinity : Date.parse(since)));
    const since = Math.min(...times);
    if (!Number.isFinite(since)) return { since: null, ageMs: null };
    const { asOf } = this.#board.shown;
    return { since, ageMs: asOf === null ? null : Math.max(0, asOf - since) };
  }
}
