import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomOf } from '../../simulator/random.ts';
import type { Campaign } from '../support/campaign.ts';
import { end, freePort, launchBoard, ready } from '../support/processes.ts';

const FIRST_MINUTE_MS = 60_000;

/**
 * A board with its own database and traffic, as `npm start` makes it, is killed at some instant of its first minute; most
 * of them early, while its folder is made. The next start has to work.
 */
export const EMBEDDED_KILLED: Campaign = {
  name: 'embedded-killed',
  sample: 2,
  runs: 50,
  slow: 'boards make their databases and start again',
  check: async (seed) => {
    const killedAfterMs = FIRST_MINUTE_MS * randomOf('embedded-killed', String(seed))() ** 3;
    const folder = await mkdtemp(join(tmpdir(), 'gwanje-killed-'));
    const env = { DATA_DIR: folder, DATABASE_URL: '', SIMULATE: 'on' };
    try {
      const first = launchBoard(await freePort(), env);
      await sleep(killedAfterMs);
      await end(first, 'SIGKILL');
      const port = await freePort();
      const again = launchBoard(port, env);
      try {
        await ready(again, port);
      } finally {
        await end(again, 'SIGKILL');
      }
    } catch (error) {
      throw new Error(`killed after ${Math.round(killedAfterMs)} ms: ${String(error)}`, { cause: error });
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};
