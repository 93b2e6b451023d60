import type { Cancel, Timers } from './timers.ts';

/**
 * Which of several views is on the wall. Nothing that a view does can end the rotation: the timer knows no views, and
 * a failure is only remembered. One view does not rotate, but is tried again when it failed.
 */
export class Rotation<V> {
  readonly #views: readonly V[];
  readonly #dwellMs: number;
  readonly #timers: Timers;
  #cancel: Cancel = () => {};
  #index = $state.raw(0);
  #turn = $state.raw(0);
  #paused = $state.raw(false);
  #failed = false;

  constructor(views: readonly V[], dwellMs: number, timers: Timers) {
    this.#views = views;
    this.#dwellMs = dwellMs;
    this.#timers = timers;
  }

  /** `undefined` where no view was asked for that exists. */
  get view(): V | undefined {
    return this.#views[this.#index];
  }
  get place(): number {
    return this.#index + 1;
  }
  get count(): number {
    return this.#views.length;
  }
  get paused(): boolean {
    return this.#paused;
  }
  /** Counts what has been put on the wall: each turn is a fresh start of its view. */
  get turn(): number {
    return this.#turn;
  }

  start(): void {
    this.#wait();
  }
  /** The view on the wall threw. It stays, as failed, for its time. */
  fail(): void {
    this.#failed = true;
    this.#wait();
  }
  move(by: number): void {
    this.#failed = false;
    const { length } = this.#views;
    if (length > 0) this.#index = (this.#index + by + length) % length;
    this.#turn += 1;
    this.#wait();
  }
  /** Holds the view that is there until it is pressed again. */
  pause(): void {
    this.#paused = !this.#paused;
    this.#wait();
  }
  /** Left and right arrow: the view before and after; space: hold or go on. */
  key(event: Pick<KeyboardEvent, 'key' | 'preventDefault'>): void {
    if (this.#views.length < 2) return;
    if (event.key === 'ArrowRight') this.move(1);
    else if (event.key === 'ArrowLeft') this.move(-1);
    else if (event.key === ' ') this.pause();
    else return;
    event.preventDefault();
  }

  #wait(): void {
    this.#cancel();
    const stands = this.#paused || this.#views.length < 2;
    if (stands && !this.#failed) return;
    this.#cancel = this.#timers.after(this.#dwellMs, () => this.move(stands ? 0 : 1));
  }
}
