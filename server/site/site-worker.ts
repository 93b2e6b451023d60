/** Reads one long site file that somebody sent, in a thread of its own. read-apart.ts is its only client. */
import { parentPort, workerData } from 'node:worker_threads';
import { readSiteFile } from './site-file.ts';

parentPort?.postMessage(readSiteFile((workerData as { text: string }).text));
