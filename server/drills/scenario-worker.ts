/**
 * Reads one scenario that somebody sent, in a thread of its own: a text of 300,000 characters can take seconds to read, and
 * the event loop that serves the walls must not stand still. read-apart.ts is its only client.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { readScenario } from './scenario-file.ts';
import type { Known } from './scenario-scope.ts';

const { known, text } = workerData as { text: string; known: Known };
parentPort?.postMessage(readScenario(text, known));
