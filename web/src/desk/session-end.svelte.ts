import type { Priority } from '../../../server/contract/duty-cells.ts';
import type { Timers } from '../state/timers.ts';
import type { Session } from './session.svelte.ts';

/** The desk says so this long before its session ends, in milliseconds, and is heard now and then. */
const WARN_MS = 10 * 60_000;
/** And this long before, it is heard as an alarm is. */
const URGENT_MS = 2 * 60_000;
/** What is used becomes longer: the server is asked whether it did, this long before and this often. */
const ASK_MS = 15 * 60_000;
const ASK_AGAIN_MS = 60_000;

/**
 * The end of a person's session, said before it comes: a desk without one shows and sounds nothing. An open desk uses its
 * session, so that only the longest end that one may have ever comes near, or one that the database could not move.
 */
export class SessionEnd {
  readonly #session: Pick<Session, 'me' | 'read'>;
  readonly #timers: Timers;
  readonly #now: () => number;
  #askedAt = -Infinity;
  #leftMs = $state.raw<number | null>(null);

  /** @param now by the server's clock, as far as it is known */
  constructor(session: Pick<Session, 'me' | 'read'>, timers: Timers, now: () => number) {
    this.#session = session;
    this.#timers = timers;
    this.#now = now;
  }

  /** To be called about once a second. */
  look(): void {
    const endsAt = this.#session.me?.sessionEndsAt ?? null;
    const leftMs = endsAt === null ? Infinity : Date.parse(endsAt) - this.#now();
    this.#leftMs = leftMs <= WARN_MS ? Math.max(0, leftMs) : null;
    const now = this.#timers.now();
    if (leftMs > ASK_MS || now - this.#askedAt < ASK_AGAIN_MS) return;
    this.#askedAt = now;
    void this.#session.read();
  }

  /** How long there is left where it is to be said, in milliseconds; else `null`. */
  get leftMs(): number | null {
    return this.#leftMs;
  }
  /** How it is to be heard. */
  get calling(): Priority | null {
    if (this.#leftMs === null) return null;
    return this.#leftMs <= URGENT_MS ? 'high' : 'low';
  }
}
