/** Attempts that may fail in a window. */
const MOST_FAILED = 5;
const WINDOW_MS = 60_000;
/** Names that are remembered at once; beyond, those that were first in are forgotten. */
const MOST_REMEMBERED = 20_000;

/**
 * Counts attempts to sign in by what they share: the address they come from, the login they try. An attempt counts from its
 * start, so that many at once do not slip through, and is given back when it succeeds: a shift that changes behind one
 * address does not keep itself out.
 */
export class SignInLimits {
  readonly #now: () => number;
  readonly #attempts = new Map<string, { count: number; until: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns milliseconds to wait: 0 when the attempt may be made, and counts under each of the names */
  begin(names: readonly string[]): number {
    const now = this.#now();
    const waits = names.map((name) => {
      const known = this.#attempts.get(name);
      return known !== undefined && known.until > now && known.count >= MOST_FAILED ? known.until - now : 0;
    });
    const waitMs = Math.max(0, ...waits);
    if (waitMs > 0) return waitMs;
    for (const name of names) this.#count(name, now);
    return 0;
  }

  /** The attempt was a good one, or could not be judged: it is not held against the names. */
  giveBack(names: readonly string[]): void {
    for (const name of names) {
      const known = this.#attempts.get(name);
      if (known !== undefined && known.count > 0) known.count -= 1;
    }
  }

  #count(name: string, now: number): void {
    const known = this.#attempts.get(name);
    if (known !== undefined && known.until > now) {
      known.count += 1;
      return;
    }
    this.#attempts.delete(name);
    this.#attempts.set(name, { count: 1, until: now + WINDOW_MS });
    if (this.#attempts.size <= MOST_REMEMBERED) return;
    const [oldest] = this.#attempts.keys();
    if (oldest !== undefined) this.#attempts.delete(oldest);
  }
}
