/** A screen that has not said for this long what it painted gets nothing more until it speaks, in milliseconds. */
export const BEHIND_MS = 2_500;
/** One that stays silent this long is cut off, in milliseconds. */
export const GONE_MS = 30_000;
/** One whose unsent bytes pass this is cut off: the kernel has stopped taking them. */
export const MOST_UNSENT_BYTES = 4 * 1024 * 1024;

/**
 * How far a screen has come. It says about once a second which version it has painted; what it has not painted for too long
 * is not followed by more, since buffers between here and there would replay all of it, late.
 */
export class ScreenProgress {
  #heardAt: number;
  #behind = false;

  constructor(now: number) {
    this.#heardAt = now;
  }

  get behind(): boolean {
    return this.#behind;
  }

  /** @returns true when the screen was behind: it needs the newest state */
  heard(now: number): boolean {
    this.#heardAt = now;
    const wasBehind = this.#behind;
    this.#behind = false;
    return wasBehind;
  }

  /** Whether it has said something lately. */
  aliveAt(now: number): boolean {
    return now - this.#heardAt <= BEHIND_MS;
  }

  /** Begins to wait for the screen anew, when it was not its fault that nothing was heard. */
  forgive(now: number): void {
    this.#heardAt = now;
  }

  check(now: number): 'well' | 'falls-behind' | 'behind' | 'gone' {
    const silentMs = now - this.#heardAt;
    if (silentMs > GONE_MS) return 'gone';
    if (silentMs <= BEHIND_MS) return 'well';
    if (this.#behind) return 'behind';
    this.#behind = true;
    return 'falls-behind';
  }
}
