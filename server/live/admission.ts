/** Handshakes at once: those of a whole tick of arrivals, far fewer than the memory would bear. */
const MOST_AT_ONCE = 250;
/** So many of those that were sent away are asked to come again in each second. */
const AGAIN_A_SECOND = 250;
const SOONEST_MS = 250;
/** Nobody is sent away for longer, in milliseconds. */
const LATEST_MS = 5_000;

/** Bounds the handshakes that are under way, and spreads those that must come again, so that a crowd does not come as one. */
export class Admission {
  readonly #now: () => number;
  readonly #most: number;
  #underWay = 0;
  /** When the next one that is sent away shall come, by the server's clock. */
  #nextAt = -Infinity;

  constructor(now: () => number, most = MOST_AT_ONCE) {
    this.#now = now;
    this.#most = most;
  }

  /** @returns whether the handshake may go on: {@link leave} ends it */
  enter(): boolean {
    if (this.#underWay >= this.#most) return false;
    this.#underWay += 1;
    return true;
  }

  leave(): void {
    this.#underWay -= 1;
  }

  /** When one that is sent away shall come again, in milliseconds from now: each has a moment of its own. */
  comeAgainAfter(): number {
    const now = this.#now();
    const soonest = now + SOONEST_MS;
    // Where all moments are taken, or the clock was set back, a second round begins.
    const at = this.#nextAt > now + LATEST_MS ? soonest : Math.max(soonest, this.#nextAt);
    this.#nextAt = at + 1_000 / AGAIN_A_SECOND;
    return Math.round(at - now);
  }
}
