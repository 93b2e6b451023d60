import { every, type Timers } from './timers.ts';

const STEP_MS = 3 * 60_000;
/** A small round, in steps of one pixel of a 1080-line screen. */
const ROUND = [
  [0, 0],
  [1, 0],
  [2, 0],
  [2, 1],
  [2, 2],
  [1, 2],
  [0, 2],
  [0, 1],
] as const;

/** Moves the whole picture a little every few minutes, so that no bright pixel burns in. */
export class Drift {
  #step = $state.raw(0);

  constructor(timers: Timers) {
    every(timers, STEP_MS, () => (this.#step = (this.#step + 1) % ROUND.length));
  }

  get offset(): readonly [x: number, y: number] {
    return ROUND[this.#step] ?? [0, 0];
  }
}
