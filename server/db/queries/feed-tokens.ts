import type { Database, RealmDatabase } from '../database.ts';

/** Schema of what stands above the realms. */
export const SHARED_SCHEMA = 'gwanje';

/** What a feed token opens. */
export interface FeedIdentity {
  realm: string;
  feed: string;
  maySetRecordedTime: boolean;
}

/** The feed of a token, by the SHA-256 of the token; `null` when there is none or it is revoked. */
export async function findFeedToken(db: Database, hash: Buffer): Promise<FeedIdentity | null> {
  const [row] = await db.query<{ realm: string; feed: string; may_set_recorded_time: boolean }>(
    `SELECT realm, feed, may_set_recorded_time FROM ${SHARED_SCHEMA}.feed_token WHERE hash = $1 AND revoked_at IS NULL`,
    [hash],
  );
  return row === undefined
    ? null
    : { realm: row.realm, feed: row.feed, maySetRecordedTime: row.may_set_recorded_time };
}

export interface NewFeedToken extends FeedIdentity {
  hash: Buffer;
  /** Longest silence that is normal, in seconds; `null` leaves it as it is. */
  cadenceSeconds: number | null;
}

/** Registers a feed in its realm and a token for it. */
export async function insertFeedToken(realm: RealmDatabase, token: NewFeedToken): Promise<void> {
  await realm.db.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO ${realm.schema}.feed AS f (name, cadence_seconds) VALUES ($1, $2)
       ON CONFLICT (name) DO UPDATE SET cadence_seconds = coalesce(excluded.cadence_seconds, f.cadence_seconds)`,
      [token.feed, token.cadenceSeconds],
    );
    await tx.query(
      `INSERT INTO ${SHARED_SCHEMA}.feed_token (hash, realm, feed, may_set_recorded_time) VALUES ($1, $2, $3, $4)`,
      [token.hash, token.realm, token.feed, token.maySetRecordedTime],
    );
  });
}

/** Revokes every token of a feed. @returns how many */
export async function revokeFeedTokens(realm: RealmDatabase, feed: string): Promise<number> {
  const rows = await realm.db.query(
    `UPDATE ${SHARED_SCHEMA}.feed_token SET revoked_at = now()
     WHERE realm = $1 AND feed = $2 AND revoked_at IS NULL RETURNING 1 AS one`,
    [realm.schema, feed],
  );
  return rows.length;
}
