import type { FeedToken } from '../../contract/feed-rest.ts';
import type { Database, Queryable, RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/** Schema of what stands above the realms. */
export const SHARED_SCHEMA = 'gwanje';

/** What a feed token opens. */
export interface KnownFeed extends TokenRights {
  /** Number of the token. */
  token: number;
}

interface TokenRights {
  realm: string;
  feed: string;
  maySetRecordedTime: boolean;
  mayCorrectOtherFeeds: boolean;
  mayBringOldEvents: boolean;
  /** Places it may speak for; none: everywhere. */
  scopes: string[];
}

/**
 * The feed of a token, by the SHA-256 of the token; `null` when there is none or it is revoked. Notes that it was used, at
 * most once a minute.
 */
export async function useFeedToken(db: Database, hash: Buffer): Promise<KnownFeed | null> {
  const [row] = await db.query<KnownFeed>(
    `WITH used AS (
       UPDATE ${SHARED_SCHEMA}.feed_token SET last_used_at = now()
       WHERE hash = $1 AND revoked_at IS NULL
         AND (last_used_at IS NULL OR last_used_at < now() - INTERVAL '1 minute'))
     SELECT id AS token, realm, feed, ${RIGHTS}, scopes
     FROM ${SHARED_SCHEMA}.feed_token WHERE hash = $1 AND revoked_at IS NULL`,
    [hash],
  );
  return row ?? null;
}

/** A token by its number, also one that is revoked. */
export async function readFeedToken(
  db: Queryable,
  token: number,
): Promise<(KnownFeed & { revoked: boolean }) | null> {
  const [row] = await db.query<KnownFeed & { revoked: boolean }>(
    `SELECT id AS token, realm, feed, ${RIGHTS}, scopes, revoked_at IS NOT NULL AS revoked
     FROM ${SHARED_SCHEMA}.feed_token WHERE id = $1`,
    [token],
  );
  return row ?? null;
}

const RIGHTS = `may_set_recorded_time AS "maySetRecordedTime", may_correct_other_feeds AS "mayCorrectOtherFeeds",
  may_bring_old_events AS "mayBringOldEvents"`;

export interface FeedTokenRow extends TokenRights {
  hash: Buffer;
  /** As the audit log names who makes it. */
  madeBy: string;
}

/** @returns its id */
export async function insertFeedToken(tx: Queryable, token: FeedTokenRow): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO ${SHARED_SCHEMA}.feed_token (hash, realm, feed, may_set_recorded_time, may_correct_other_feeds,
                                            may_bring_old_events, scopes, made_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7::text[], $8) RETURNING id`,
    [
      token.hash,
      token.realm,
      token.feed,
      token.maySetRecordedTime,
      token.mayCorrectOtherFeeds,
      token.mayBringOldEvents,
      token.scopes,
      token.madeBy,
    ],
  );
  if (row === undefined) throw new Error('a token was not kept');
  return row.id;
}

/** The tokens of a realm that open something, by feed and age. */
export async function listFeedTokens({ db, schema }: RealmDatabase): Promise<FeedToken[]> {
  return await db.query<FeedToken>(
    `SELECT t.id, t.feed, t.scopes, ${RIGHTS},
            json_build_object('actor', t.made_by, 'name', a.name) AS "madeBy",
            ${utcText('t.created_at')} AS "madeAt", ${utcText('t.last_used_at')} AS "lastUsedAt"
     FROM ${SHARED_SCHEMA}.feed_token t LEFT JOIN ${SHARED_SCHEMA}.account a ON t.made_by = 'account:' || a.id
     WHERE t.realm = $1 AND t.revoked_at IS NULL ORDER BY t.feed, t.id`,
    [schema],
  );
}

/** Revokes the token of an id, or every one of a feed. @returns those that opened something until now */
export async function revokeFeedTokens(
  tx: Queryable,
  which: { id: number } | { realm: string; feed: string },
): Promise<{ id: number; realm: string; feed: string }[]> {
  const [condition, values] =
    'id' in which ? ['id = $1', [which.id]] : ['realm = $1 AND feed = $2', [which.realm, which.feed]];
  return await tx.query(
    `UPDATE ${SHARED_SCHEMA}.feed_token SET revoked_at = now() WHERE ${condition} AND revoked_at IS NULL
     RETURNING id, realm, feed`,
    values,
  );
}

/** Makes a feed known in its realm. @param cadenceSeconds `null` leaves it as it is */
export async function registerFeed(
  tx: Queryable,
  schema: string,
  feed: string,
  cadenceSeconds: number | null,
): Promise<void> {
  await tx.query(
    `INSERT INTO ${schema}.feed AS f (name, cadence_seconds) VALUES ($1, $2)
     ON CONFLICT (name) DO UPDATE SET cadence_seconds = coalesce(excluded.cadence_seconds, f.cadence_seconds)`,
    [feed, cadenceSeconds],
  );
}

/** Sets the longest silence of a feed that is normal. @returns false when nothing was ever heard of it */
export async function setFeedCadence(
  tx: Queryable,
  schema: string,
  feed: string,
  cadenceSeconds: number | null,
): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO ${schema}.feed (name, cadence_seconds)
     SELECT $1::text, $2::integer
     WHERE EXISTS (SELECT FROM ${schema}.feed WHERE name = $1) OR EXISTS (SELECT FROM ${schema}.feed_day WHERE feed = $1)
     ON CONFLICT (name) DO UPDATE SET cadence_seconds = excluded.cadence_seconds RETURNING name`,
    [feed, cadenceSeconds],
  );
  return rows.length > 0;
}
