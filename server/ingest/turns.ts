import { setTimeout as rest } from 'node:timers/promises';

/** Does a piece of work when its turn has come. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** Work that took less than this, in milliseconds, keeps nobody waiting. */
const SHORT_MS = 20;

/**
 * One piece of work at a time; after a longer one as long a rest. On an engine with one session the readers come in
 * between, several queries of a tick in a row.
 */
export function oneAtATime(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    const began = last.then(() => performance.now());
    last = done
      .catch(() => undefined)
      .then(async () => {
        const tookMs = performance.now() - (await began);
        if (tookMs >= SHORT_MS) await rest(tookMs);
      });
    return done;
  };
}

export const allAtOnce: Turns = (work) => work();
