import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RealmCell } from './contract/cells.ts';
import { grantFeedToken, revokeFeed } from './control/feed-access.ts';
import { FEEDS } from '../simulator/feeds.ts';
import type { Database } from './db/database.ts';

/** The realm of a board that has no feeds yet: published history and simulated traffic, and every screen says so. */
export const ORDINARY_DAY: RealmCell = {
  name: 'ordinary_day',
  kind: 'drill',
  ko: '평상시',
  en: 'ordinary day',
  simulated: true,
};

/** Starts the simulator as a process of its own, with tokens of its own: it knows the public API and nothing else. */
export async function simulateOrdinaryDay(
  db: Database,
  options: { url: string; rate: number; dataDir: string; program: readonly string[] },
): Promise<ChildProcess> {
  const lines: string[] = [];
  const realm = ORDINARY_DAY.name;
  for (const { name: feed, cadenceSeconds, mayRecord } of FEEDS) {
    await revokeFeed(db, realm, feed);
    const token = await grantFeedToken(db, { realm, feed, cadenceSeconds, maySetRecordedTime: mayRecord });
    lines.push(`${feed}=${token}`);
  }
  const tokens = join(options.dataDir, 'simulator-tokens');
  await writeFile(tokens, `${lines.join('\n')}\n`, { mode: 0o600 });
  const [command = process.execPath, ...args] = options.program;
  return spawn(
    command,
    [...args, 'ordinary', '--url', options.url, '--tokens', tokens, '--rate', String(options.rate)],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
}
