import { startWorker } from '../start-worker.ts';
import { apart } from './apart.ts';
import { readSiteFile } from './site-file.ts';

/** Longest text that is read at once, in characters: Korea has 6,200, and they take 30 ms. */
const AT_ONCE = 30_000;

const read = apart<{ text: string }, ReturnType<typeof readSiteFile>>(
  (options) => startWorker('./site-worker', import.meta.url, options),
  { ok: false, faults: [{ path: 'line 1', reason: 'takes too much to read', line: 1 }] },
);

/** {@link readSiteFile}, a long one in a thread of its own: a thousand ports take 0.3 s, and what is none takes up to 3 s. */
export async function readSiteApart(text: string): ReturnType<typeof read> {
  return text.length > AT_ONCE ? await read({ text }) : readSiteFile(text);
}
