import type { Time } from '../contract/time.ts';

/** The server's own clocks, in milliseconds. */
export interface ServerClocks {
  /** Since the Unix epoch. Somebody may set it, or it may run wrong. */
  wall: () => number;
  elapsed: () => number;
}

/**
 * The database's time: that of its last answer, carried on by the clock that nobody sets. It decides what "now", "today" and
 * "in the future" mean, for every server alike; the server's own wall clock is only compared with it.
 */
export class DatabaseTime implements Time {
  readonly elapsed: () => number;
  readonly #wall: () => number;
  /** The database's time when `elapsed` was 0. */
  #base: number;
  #aheadMs = 0;

  constructor({ elapsed, wall }: ServerClocks) {
    this.elapsed = elapsed;
    this.#wall = wall;
    this.#base = wall() - elapsed();
  }

  readonly now = (): number => Math.round(this.#base + this.elapsed());

  /** How far the server's wall clock was ahead of the database's at the last answer, for sure; negative: behind. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  /**
   * Runs a question that the database answers with its time, in milliseconds since the Unix epoch. When on the way it said so
   * is not known: time moves only as far as it must, so that it does not waver with every answer.
   */
  async measure(ask: () => Promise<number>): Promise<void> {
    const before = this.elapsed();
    const at = await ask();
    const after = this.elapsed();
    this.#base = within(this.#base, at - after, at - before);
    // Looked at once: it may be set while the question is on its way.
    const aheadMs = this.#wall() - at;
    this.#aheadMs = Math.round(within(0, aheadMs - (after - before), aheadMs));
  }
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
