export interface Listens {
  /**
   * Whether it has listened for longer than a silence that is judged, without a pause that could make one. A pause of less than
   * half of it cannot: feeds speak twice in the silence that is judged, an AI more often.
   * @param now milliseconds since the Unix epoch
   */
  throughout(silenceMs: number, now: number): boolean;
}

/** What always listens: a realm with a clock of its own, in which nothing happens while nobody drives it. */
export const ALWAYS_LISTENING: Listens = { throughout: () => true };

/** Pauses shorter than this, in milliseconds, are none: a board is read about once a second. */
const SHORTEST_PAUSE_MS = 2_000;

/**
 * Since when a server has read what is committed without a pause. What was silent while the server, its event loop or its
 * database was away need not have been silent: who judges a silence must have listened for as long.
 */
export class Listening implements Listens {
  /** Each shorter than those before it: a longer one makes the earlier ones meaningless. The first is the time before the start. */
  #pauses: { ms: number; endedAt: number }[] = [];
  #lastAt = -Infinity;

  /** The board was read. @param now the clock by which silence is measured, milliseconds since the Unix epoch */
  heard(now: number): void {
    const ms = now - this.#lastAt;
    this.#lastAt = now;
    // A clock that was set back says nothing of how long it was.
    if (ms >= SHORTEST_PAUSE_MS || ms < 0) this.#pause(ms < 0 ? Infinity : ms, now);
  }

  throughout(silenceMs: number, now: number): boolean {
    if (now - this.#lastAt >= silenceMs / 2) return false;
    const pause = this.#pauses.findLast(({ ms }) => ms >= silenceMs / 2);
    return pause !== undefined && now - pause.endedAt > silenceMs;
  }

  #pause(ms: number, endedAt: number): void {
    this.#pauses = [...this.#pauses.filter((each) => each.ms > ms), { ms, endedAt }];
  }
}
