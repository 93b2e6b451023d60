import type { Cancel, Timers } from '../../web/src/state/timers.ts';

/** Time that passes when the test says so. */
export class FakeTimers implements Timers {
  #now = 0;
  #waiting: { due: number; run: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Cancel {
    const entry = { due: this.#now + ms, run };
    this.#waiting.push(entry);
    return () => (this.#waiting = this.#waiting.filter((each) => each !== entry));
  }

  pass(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#waiting.filter(({ due }) => due <= until).sort((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#waiting = this.#waiting.filter((each) => each !== next);
      this.#now = Math.max(this.#now, next.due);
      next.run();
    }
    this.#now = until;
  }

  /** How many timers wait: a wall that runs for months must not gather them. */
  get waiting(): number {
    return this.#waiting.length;
  }
}
