/** Shortest and longest part that is played at once, in milliseconds of the past: what moves in between moves by itself. */
const SHORTEST_MS = 1_000;
const LONGEST_MS = 5_000;
/** Parts a second at speeds between. */
const PARTS_PER_SECOND = 12;
/** Where a part took too long the next one is longer, up to this, in milliseconds of the past. */
const LATE_MS = 30_000;

/** When the next part of a past is due, and how long it is. */
export class ReplayPace {
  readonly #now: () => number;
  #speed = 0;
  #anchor = { real: 0, shows: 0 };

  /** @param now real time in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** It has stood still, or goes on from elsewhere. */
  rest(): void {
    this.#speed = 0;
  }

  /**
   * @param shows what is shown at present, milliseconds since the Unix epoch
   * @returns how far to go now, or for how long to wait first, in real milliseconds
   */
  next(shows: number, to: number, speed: number): { to: number } | { waitMs: number } {
    if (speed !== this.#speed) this.#begin(shows, speed);
    const part = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (speed * 1_000) / PARTS_PER_SECOND));
    const due = this.#anchor.shows + (this.#now() - this.#anchor.real) * speed;
    const least = Math.min(to, shows + part);
    if (due < least) return { waitMs: (least - due) / speed };
    if (due > shows + LATE_MS) this.#begin(shows + LATE_MS, speed);
    return { to: Math.min(to, Math.max(least, Math.floor(Math.min(due, shows + LATE_MS)))) };
  }

  #begin(shows: number, speed: number): void {
    this.#speed = speed;
    this.#anchor = { real: this.#now(), shows };
  }
}
