import { grantFeedToken, revokeFeed } from '../control/feed-access.ts';
import type { Database } from '../db/database.ts';
import type { DrillRow } from '../db/queries/drills.ts';

/** A feed that tells of a drill's traffic. */
export interface DrillFeed {
  name: string;
  cadenceSeconds: number | null;
}

/** Tokens of all feeds for a drill's realm; those that were there before open nothing any more. */
export async function grantTokens(
  db: Database,
  { id, realm }: DrillRow,
  feeds: readonly DrillFeed[],
): Promise<Map<string, string>> {
  const tokens = new Map<string, string>();
  for (const { cadenceSeconds, name } of feeds) {
    await revokeFeed(db, realm, name);
    const feed = { realm, feed: name, cadenceSeconds, maySetRecordedTime: true };
    tokens.set(name, await grantFeedToken(db, feed, `drill:${id}`));
  }
  return tokens;
}

/** Nothing can be told of it any more. */
export async function revokeTokens(
  db: Database,
  { realm }: DrillRow,
  feeds: readonly DrillFeed[],
): Promise<void> {
  for (const { name } of feeds) await revokeFeed(db, realm, name);
}
