import type { Cancel, Timers } from './timers.ts';

/** Digits change at most twice a second (wall.md). */
const PAINT_MS = 500;

/**
 * Paints at most twice a second. The timer is the usual beat; a message may ask as well, because the timers of a
 * hidden tab are slowed down to one a minute and those of the network are not.
 */
export class PaintCadence {
  readonly #timers: Timers;
  readonly #frame: (run: () => void) => void;
  readonly #paint: () => void;
  #last = -Infinity;
  #pending = false;
  #cancel: Cancel | null = null;

  constructor(timers: Timers, frame: (run: () => void) => void, paint: () => void) {
    this.#timers = timers;
    this.#frame = frame;
    this.#paint = paint;
  }

  start(): void {
    this.#wait();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** Something new is there. */
  request(): void {
    if (this.#pending || this.#timers.now() - this.#last < PAINT_MS) return;
    this.#pending = true;
    this.#frame(() => {
      this.#pending = false;
      this.#last = this.#timers.now();
      this.#paint();
    });
  }

  #wait(): void {
    const due = Math.max(10, this.#last + PAINT_MS - this.#timers.now());
    this.#cancel = this.#timers.after(Math.min(due, PAINT_MS), () => {
      this.#wait();
      this.request();
    });
  }
}

/** The next animation frame, or a moment later where there are none; a hidden page gets none, and no timer in time. */
export function nextFrame(
  timers: Timers,
  page: Pick<Document, 'hidden'> = document,
): (run: () => void) => void {
  return (run) => {
    if (page.hidden) return run();
    let done = false;
    const once = () => {
      if (done) return;
      done = true;
      cancelAnimationFrame(frame);
      cancel();
      run();
    };
    const frame = requestAnimationFrame(once);
    const cancel = timers.after(100, once);
  };
}
