import { apart } from '../site/apart.ts';
import { startWorker } from '../start-worker.ts';
import type { readScenario } from './scenario-file.ts';
import type { Known } from './scenario-scope.ts';

const read = apart<{ text: string; known: Known }, ReturnType<typeof readScenario>>(
  (options) => startWorker('./scenario-worker', import.meta.url, options),
  { faults: [{ line: 1, path: '/', reason: 'takes too much to read' }] },
);

/** {@link readScenario} in a thread of its own, one text after the other. */
export const readApart = (text: string, known: Known) => read({ text, known });
