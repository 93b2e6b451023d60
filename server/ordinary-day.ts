import type { ChildProcess } from 'node:child_process';
import type { RealmCell } from './contract/cells.ts';
import { grantFeedToken, revokeFeed } from './control/feed-access.ts';
import { FEEDS } from '../simulator/feeds.ts';
import type { Database } from './db/database.ts';
import { startSimulator, writeTokens } from './simulator-process.ts';

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
  { dataDir, rate, url }: { url: string; rate: number; dataDir: string },
): Promise<ChildProcess> {
  const tokens = new Map<string, string>();
  const realm = ORDINARY_DAY.name;
  for (const { name: feed, cadenceSeconds } of FEEDS) {
    await revokeFeed(db, realm, feed);
    const rights = { maySetRecordedTime: true, mayBringOldEvents: true };
    const token = await grantFeedToken(db, { realm, feed, cadenceSeconds, ...rights });
    tokens.set(feed, token);
  }
  const file = await writeTokens(dataDir, 'simulator-tokens', tokens);
  return startSimulator(['ordinary', '--url', url, '--tokens', file, '--rate', String(rate)]);
}
