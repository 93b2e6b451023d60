import type { Timers } from '../state/timers.ts';

/** Whether requests get answers. */
export class Reach {
  readonly #timers: Timers;
  #failingSince = $state.raw<number | null>(null);

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  failed(): void {
    this.#failingSince ??= this.#timers.now();
  }
  answered(): void {
    this.#failingSince = null;
  }

  /** By the timers' clock, in milliseconds; `null` while there are answers. */
  get failingSince(): number | null {
    return this.#failingSince;
  }
}
