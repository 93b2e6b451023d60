import { setImmediate as nextTurn } from 'node:timers/promises';

type Job = () => Promise<void>;

/** So many quick ones in a row, and then one of the others that wait. */
const MOST_QUICK = 50;

/**
 * The order in which work gets the only session of an engine: one after the other, quick work first. After quick work it is
 * looked whether more of it follows at once: a board asks a dozen questions in a row, and a long one between each two would
 * make seconds of a tick.
 */
export class OneSession {
  readonly #quick: Job[] = [];
  readonly #others: Job[] = [];
  #running = false;

  take<T>(work: () => Promise<T>, { quick = false } = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      (quick ? this.#quick : this.#others).push(() => work().then(resolve, reject));
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let quick = 0; ;) {
      const isQuick = this.#quick.length > 0 && (quick < MOST_QUICK || this.#others.length === 0);
      const job = (isQuick ? this.#quick : this.#others).shift();
      if (job === undefined) break;
      await job();
      quick = isQuick ? quick + 1 : 0;
      if (isQuick) await nextTurn();
    }
    this.#running = false;
  }
}
