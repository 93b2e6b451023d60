import type { CellsMessage } from '../../../server/contract/cells.ts';
import type { ServerClock } from './server-clock.svelte.ts';
import type { Cancel, Timers } from './timers.ts';

/** Seconds that hurry are shown so often, in milliseconds: digits change at most twice a second (wall.md). */
const SHOW_MS = 500;
const SECOND_MS = 1_000;
/**
 * Whoever drives a realm sets its clock in steps of about this long, in real milliseconds. When the next one does not come,
 * the clock waits for it instead of running ahead.
 */
const STEP_MS = 2_000;

/**
 * The time of the realm: ages, windows and the clock on the wall are of it. A drill's and a replay's go on as fast as the
 * server says, or stand still; where the realm has no clock of its own it is the server's.
 */
export class RealmClock {
  readonly #timers: Timers;
  readonly #server: ServerClock;
  /** What the server said last, and by the timers' clock when it said so first. */
  #said: { time: number; rate: number; at: number } | null = null;
  /** It was said again so late that the step after it is overdue. */
  #waits = false;
  /** Furthest that it showed: it goes back only when the server sets it back. */
  #shown = -Infinity;
  #sentAt = -Infinity;
  #rate = $state.raw<number | null>(null);
  #second = $state.raw<number | null>(null);
  #cancel: Cancel | null = null;

  constructor(timers: Timers, server: ServerClock) {
    this.#timers = timers;
    this.#server = server;
  }

  hear({ clock, serverTime }: Pick<CellsMessage, 'clock' | 'serverTime'>): void {
    // A desk has several links: what was sent before says nothing new.
    if (serverTime < this.#sentAt) return;
    this.#sentAt = serverTime;
    if (clock === undefined) this.#said = null;
    else this.#set(clock);
    this.#rate = clock?.rate ?? null;
    if (this.#cancel === null) this.#tick();
  }

  /** A new link may lead to another server, whose clock may be behind. */
  forget(): void {
    this.#sentAt = -Infinity;
  }

  /** Milliseconds since the Unix epoch; `null` until the server has spoken. */
  now(): number | null {
    if (this.#said === null) return this.#server.now();
    const { at, rate, time } = this.#said;
    const passed = this.#timers.now() - at;
    const carried = time + rate * (this.#waits ? Math.min(passed, STEP_MS) : passed);
    this.#shown = Math.max(this.#shown, carried);
    return this.#shown;
  }

  /** Times real time, 0 while it stands still; `null`: it is real time. */
  get rate(): number | null {
    return this.#rate;
  }

  /** The running second, for the clock on the wall; of a clock that hurries, one about twice a second. */
  get second(): number | null {
    return this.#second;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #set({ rate, time }: { time: number; rate: number }): void {
    const before = this.#said;
    const at = this.#timers.now();
    if (before !== null && before.time === time && before.rate === rate) {
      this.#waits ||= at - before.at > STEP_MS;
      return;
    }
    // It may have been carried on a little too far: then it waits. What was set back, or stopped, is so at once.
    if (before === null || time < before.time || rate === 0) this.#shown = -Infinity;
    this.#said = { time, rate, at };
    this.#waits = false;
  }

  #tick(): void {
    const now = this.now() ?? 0;
    this.#second = Math.floor(now / SECOND_MS) * SECOND_MS;
    const real = this.#rate === null || this.#rate === 1;
    // A timer may fire a little early: 5 ms later is still the right second.
    const wait = real ? SECOND_MS + 5 - (now % SECOND_MS) : SHOW_MS;
    this.#cancel = this.#timers.after(wait, () => this.#tick());
  }
}
