import { every, type Cancel, type Timers } from '../state/timers.ts';

/** Between two looks, in milliseconds. */
const LOOK_MS = 1_000;

/** What a route says, asked anew about once a second while somebody can see the page. */
export class Watched<T> {
  readonly #timers: Timers;
  readonly #read: () => Promise<T>;
  #value = $state.raw<T | null>(null);
  #problem = $state.raw<unknown>(null);
  /** What was asked before the last change of it is out of date. */
  #turn = 0;
  #asking = false;

  constructor(timers: Timers, read: () => Promise<T>) {
    this.#timers = timers;
    this.#read = read;
  }

  /** `null` until there was an answer. */
  get value(): T | null {
    return this.#value;
  }
  /** Why the last look was refused; `null`: it was not. */
  get problem(): unknown {
    return this.#problem;
  }

  /** To be started again whenever the address changes: what was asked before is not answered any more. */
  start(): Cancel {
    this.#renew();
    const look = () => {
      if (!document.hidden) void this.look();
    };
    look();
    const cancel = every(this.#timers, LOOK_MS, look);
    document.addEventListener('visibilitychange', look);
    return () => {
      cancel();
      document.removeEventListener('visibilitychange', look);
    };
  }

  /** What an order was answered is newer than what any look will still be answered. */
  set(value: T): void {
    this.#renew();
    this.#value = value;
    this.#problem = null;
  }

  async look(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const turn = this.#turn;
    try {
      const value = await this.#read();
      if (turn !== this.#turn) return;
      this.#value = value;
      this.#problem = null;
    } catch (refusal) {
      if (turn === this.#turn) this.#problem = refusal;
    } finally {
      if (turn === this.#turn) this.#asking = false;
    }
  }

  #renew(): void {
    this.#turn += 1;
    this.#asking = false;
  }
}
