import { newSecret } from '../access/secrets.ts';
import { FEED_NAME } from '../contract/feed-rest.ts';
import { parseScope } from '../contract/scope.ts';
import { realmDatabase, type Database, type Queryable } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import {
  insertFeedToken,
  registerFeed,
  revokeFeedTokens,
  setFeedCadence,
} from '../db/queries/feed-tokens.ts';

export interface NewFeed {
  realm: string;
  feed: string;
  /** Longest silence that is normal, in seconds; `null` leaves it as it is. */
  cadenceSeconds: number | null;
  maySetRecordedTime: boolean;
  mayCorrectOtherFeeds?: boolean;
  mayBringOldEvents?: boolean;
  /** Places it may speak for; none: everywhere. */
  scopes?: readonly string[];
}

/** Who does it where nobody in particular does: the board itself. */
const BOARD = 'system';
/** Who does it where a command does. */
export const COMMAND = 'command';

/** `sql` is of rows that are written by SQL, `board` what the board itself says. */
export function isReserved(feed: string): boolean {
  return feed === 'sql' || feed === 'board';
}

/** Places in a list that name no known port, house or route. */
export function unknownScopes(scopes: readonly string[]): number[] {
  return scopes.flatMap((scope, place) => (parseScope(scope) === null ? [place] : []));
}

/**
 * Makes a token for a feed, and the feed where it is new. The token is in the answer and nowhere else.
 * Throws where name or scopes are none: callers who take them from outside look first.
 * @param actor as the audit log names who does it
 */
export async function grantFeedToken(
  db: Database,
  { scopes = [], ...feed }: NewFeed,
  actor = BOARD,
): Promise<string> {
  if (!new RegExp(FEED_NAME).test(feed.feed)) throw new Error(`a feed's name matches ${FEED_NAME}`);
  if (isReserved(feed.feed)) throw new Error(`no token speaks for the feed ${feed.feed}`);
  const [unknown] = unknownScopes(scopes);
  if (unknown !== undefined) throw new Error(`${scopes[unknown]} is no scope: house:, port:, route:`);
  const { schema } = realmDatabase(db, feed.realm);
  const { hash, secret } = newSecret('gwj');
  await db.transaction(async (tx) => {
    const { cadenceSeconds, maySetRecordedTime, feed: name, realm } = feed;
    const { mayBringOldEvents = false, mayCorrectOtherFeeds = false } = feed;
    await registerFeed(tx, schema, name, cadenceSeconds);
    const rights = { maySetRecordedTime, mayCorrectOtherFeeds, mayBringOldEvents };
    const token = { realm, feed: name, ...rights, scopes: [...new Set(scopes)] };
    const id = await insertFeedToken(tx, { ...token, hash, madeBy: actor });
    const detail = { ...token, ...(cadenceSeconds !== null && { cadenceSeconds }) };
    await appendAudit(tx, { actor, action: 'feed-token.created', object: `feed-token:${id}`, detail });
  });
  return secret;
}

/** Revokes every token of a feed. @returns how many stopped working */
export async function revokeFeed(db: Database, realm: string, feed: string, actor = BOARD): Promise<number> {
  return await db.transaction(async (tx) => await revoke(tx, { realm, feed }, actor));
}

/** @returns false when the token opened nothing anyway */
export async function revokeFeedToken(db: Database, id: number, actor: string): Promise<boolean> {
  return await db.transaction(async (tx) => (await revoke(tx, { id }, actor)) > 0);
}

async function revoke(
  tx: Queryable,
  which: { id: number } | { realm: string; feed: string },
  actor: string,
): Promise<number> {
  const revoked = await revokeFeedTokens(tx, which);
  for (const { id, ...detail } of revoked) {
    await appendAudit(tx, { actor, action: 'feed-token.revoked', object: `feed-token:${id}`, detail });
  }
  return revoked.length;
}

/** Says how long a feed may be silent; `null`: nobody knows. @returns false when nothing was ever heard of the feed */
export async function changeCadence(
  db: Database,
  {
    actor,
    cadenceSeconds,
    feed,
    realm,
  }: Pick<NewFeed, 'cadenceSeconds' | 'feed' | 'realm'> & { actor: string },
): Promise<boolean> {
  const { schema } = realmDatabase(db, realm);
  return await db.transaction(async (tx) => {
    if (!(await setFeedCadence(tx, schema, feed, cadenceSeconds))) return false;
    const object = `feed:${realm}:${feed}`;
    await appendAudit(tx, { actor, action: 'feed.cadence-set', object, detail: { cadenceSeconds } });
    return true;
  });
}
