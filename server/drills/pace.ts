/**
 * When a drill's clock may go on. It follows real time at the drill's speed, and what a slow machine has lost is not made up
 * for: the clock goes on from where it is.
 */
export class Pace {
  readonly #now: () => number;
  #speed: number;
  #anchor: { real: number; shows: number };

  /** @param now real time in milliseconds */
  constructor(now: () => number, shows: number, speed: number) {
    this.#now = now;
    this.#speed = speed;
    this.#anchor = { real: now(), shows };
  }

  get speed(): number {
    return this.#speed;
  }

  /** Goes on from here, as fast as that. */
  begin(shows: number, speed: number): void {
    this.#speed = speed;
    this.#anchor = { real: this.#now(), shows };
  }

  /** Real milliseconds until the clock may show an instant. */
  waitMs(shows: number): number {
    const due = this.#anchor.real + (shows - this.#anchor.shows) / this.#speed;
    const waitMs = due - this.#now();
    if (waitMs < -LATE_MS) this.begin(shows, this.#speed);
    return Math.max(0, waitMs);
  }
}

/** So much lateness is caught up with, in milliseconds: a step may take longer than another. */
const LATE_MS = 1_000;
