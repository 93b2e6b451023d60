import { newSecret } from '../access/secrets.ts';
import { realmDatabase, type Database } from '../db/database.ts';
import { insertFeedToken, revokeFeedTokens } from '../db/queries/feed-tokens.ts';

export interface NewFeed {
  realm: string;
  feed: string;
  cadenceSeconds: number | null;
  maySetRecordedTime: boolean;
}

/** Names that are safe in a log, a label and a path. */
export const FEED_NAME = '^[a-z0-9][a-z0-9._-]{0,62}$';

/** Makes a token for a feed, and the feed where it is new. The token is in the answer and nowhere else. */
export async function grantFeedToken(db: Database, feed: NewFeed): Promise<string> {
  if (!new RegExp(FEED_NAME).test(feed.feed)) throw new Error(`a feed's name matches ${FEED_NAME}`);
  const { hash, secret } = newSecret('gwj');
  await insertFeedToken(realmDatabase(db, feed.realm), { ...feed, hash });
  return secret;
}

/** @returns how many tokens stopped working */
export async function revokeFeed(db: Database, realm: string, feed: string): Promise<number> {
  return await revokeFeedTokens(realmDatabase(db, realm), feed);
}
