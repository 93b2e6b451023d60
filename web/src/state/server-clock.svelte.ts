import type { Cancel, Timers } from './timers.ts';

const SAMPLES = 30;

/**
 * The server's time, carried on by the monotonic clock. A message is never early, only late, so of the last
 * samples the one that puts the clock furthest ahead had the shortest way and is the truest.
 */
export class ServerClock {
  readonly #timers: Timers;
  readonly #offsets: number[] = [];
  #offset: number | null = null;
  #second = $state.raw<number | null>(null);
  #cancel: Cancel | null = null;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  hear(serverTime: number): void {
    this.#offsets.push(serverTime - this.#timers.now());
    if (this.#offsets.length > SAMPLES) this.#offsets.shift();
    this.#offset = Math.max(...this.#offsets);
    this.#cancel ??= this.#tick();
  }

  /** A new link may lead to another server, or come after a sleep in which the monotonic clock stood still. */
  forget(): void {
    this.#offsets.length = 0;
  }

  /** Milliseconds since the Unix epoch; `null` until the server has spoken. */
  now(): number | null {
    return this.#offset === null ? null : this.#timers.now() + this.#offset;
  }

  /** The running second, for the clock on the wall. */
  get second(): number | null {
    return this.#second;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #tick(): Cancel {
    const now = this.now() ?? 0;
    this.#second = Math.floor(now / 1_000) * 1_000;
    // A timer may fire a little early: 5 ms later is still the right second.
    return this.#timers.after(1_005 - (now % 1_000), () => (this.#cancel = this.#tick()));
  }
}
