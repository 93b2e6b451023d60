import type { Worker, WorkerOptions } from 'node:worker_threads';

/** Generous: what is read at all is read in a second; a text of brackets alone took 7 s. */
const READ_MS = 20_000;
const MOST_HEAP_MB = 256;

/**
 * Reads texts that somebody sent in a thread of its own, one after the other: the walls go on meanwhile.
 * @param start the thread; it gets the text and what belongs to it as `workerData`, and posts one answer
 * @param tooMuch the answer where it takes too long or too much
 */
export function apart<Sent, Answer>(
  start: (options: WorkerOptions) => Worker,
  tooMuch: Answer,
): (sent: Sent) => Promise<Answer> {
  let turn: Promise<unknown> = Promise.resolve();
  return (sent) => {
    const read = turn.then(() => readNow(sent));
    turn = read.catch(() => undefined);
    return read;
  };

  function readNow(sent: Sent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const worker = start({ workerData: sent, resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB } });
      const timer = setTimeout(() => {
        resolve(tooMuch);
        void worker.terminate();
      }, READ_MS);
      worker.once('message', resolve);
      worker.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve(tooMuch);
        else reject(error);
      });
      worker.once('exit', () => {
        clearTimeout(timer);
        reject(new Error('the reader of a text ended without an answer'));
      });
    });
  }
}
