import type { Database } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

export interface SessionRow {
  sessionId: number;
  id: number;
  name: string;
  roles: string[];
  scopes: string[];
  /** Since the last use that was written down, in seconds. */
  unseenSeconds: number;
}

const UNSEEN = `extract(epoch FROM now() - s.seen_at)::float8 AS "unseenSeconds"`;

export const OPEN_SESSION = `s.revoked_at IS NULL AND s.expires_at > now() AND a.disabled_at IS NULL`;

/** Binary hashes of a parameter that lists them in hexadecimal. */
export const HASHES = `ARRAY(SELECT decode(listed, 'hex') FROM unnest(string_to_array($1, ',')) AS listed)`;

/** With the hash that it was asked for, in hexadecimal. */
type Asked<R> = R & { hash: string };

/**
 * Accounts of sessions by the SHA-256 of their secrets, in hexadecimal; those that are unknown, over, revoked, or whose
 * account is disabled are left out.
 */
export async function readSessionsByHash(
  db: Database,
  hashes: readonly string[],
): Promise<Asked<SessionRow>[]> {
  return await db.query<Asked<SessionRow>>(
    `SELECT encode(s.hash, 'hex') AS hash, s.id AS "sessionId", a.id, a.name, a.roles, a.scopes, ${UNSEEN}
     FROM ${SHARED_SCHEMA}.session s JOIN ${SHARED_SCHEMA}.account a ON a.id = s.account
     WHERE s.hash = ANY (${HASHES}) AND ${OPEN_SESSION}`,
    [hashes.join(',')],
  );
}

export interface ScreenRow {
  id: number;
  /** What it may watch: that of a drill while it takes part in one. */
  realm: string;
  scope: string;
}

/** Screens by the SHA-256 of their keys, in hexadecimal; those that are unknown or revoked are left out. */
export async function readScreensByKey(db: Database, hashes: readonly string[]): Promise<Asked<ScreenRow>[]> {
  return await db.query<Asked<ScreenRow>>(
    `SELECT encode(key_hash, 'hex') AS hash, id, coalesce(drill_realm, realm) AS realm, scope
     FROM ${SHARED_SCHEMA}.screen WHERE key_hash = ANY (${HASHES}) AND revoked_at IS NULL`,
    [hashes.join(',')],
  );
}
