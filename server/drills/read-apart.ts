import { startWorker } from '../start-worker.ts';
import type { readScenario } from './scenario-file.ts';
import type { Known } from './scenario-scope.ts';

type Read = ReturnType<typeof readScenario>;

/** Generous: what is read at all is read in a second; a text of brackets alone took 7 s. */
const READ_MS = 20_000;
const MOST_HEAP_MB = 256;

let turn: Promise<unknown> = Promise.resolve();

/** {@link readScenario} in a thread of its own, one text after the other: the walls go on meanwhile. */
export function readApart(text: string, known: Known): Promise<Read> {
  const read = turn.then(() => readNow(text, known));
  turn = read.catch(() => undefined);
  return read;
}

function readNow(text: string, known: Known): Promise<Read> {
  return new Promise((resolve, reject) => {
    const worker = startWorker('./scenario-worker', import.meta.url, {
      workerData: { text, known },
      resourceLimits: { maxOldGenerationSizeMb: MOST_HEAP_MB },
    });
    const tooMuch = () => resolve({ faults: [{ line: 1, path: '/', reason: 'takes too much to read' }] });
    const timer = setTimeout(() => {
      tooMuch();
      void worker.terminate();
    }, READ_MS);
    worker.once('message', resolve);
    worker.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') tooMuch();
      else reject(error);
    });
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new Error('the reader of scenarios ended without an answer'));
    });
  });
}
