import { DatabaseAway } from './database.ts';

/** When work must have ended, by a clock that never steps. */
export class Deadline {
  readonly #until: number;

  constructor(ms: number) {
    this.#until = performance.now() + ms;
  }

  /** At least one, which `pg` does not take for none. */
  leftMs(): number {
    return Math.max(1, Math.ceil(this.#until - performance.now()));
  }

  get over(): boolean {
    return performance.now() >= this.#until;
  }

  /** Rejects with {@link DatabaseAway} where it has not ended by then. */
  async limit<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new DatabaseAway('the work was not done in time')), this.leftMs());
    });
    try {
      return await Promise.race([work, over]);
    } finally {
      clearTimeout(timer);
    }
  }
}
