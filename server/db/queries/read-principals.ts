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

export const OPEN_SESSION = `s.revoked_at IS NULL AND s.expires_at > now() AND a.disabled_at IS NULL`;

/** The account of a session by the SHA-256 of its secret; `null` when it is unknown, over, revoked, or its account disabled. */
export async function readSession(db: Database, hash: Buffer): Promise<SessionRow | null> {
  const [row] = await db.query<SessionRow>(
    `SELECT s.id AS "sessionId", a.id, a.name, a.roles, a.scopes,
       extract(epoch FROM now() - s.seen_at)::float8 AS "unseenSeconds"
     FROM ${SHARED_SCHEMA}.session s JOIN ${SHARED_SCHEMA}.account a ON a.id = s.account
     WHERE s.hash = $1 AND ${OPEN_SESSION}`,
    [hash],
  );
  return row ?? null;
}

export interface ScreenRow {
  id: number;
  /** What it may watch: that of a drill while it takes part in one. */
  realm: string;
  scope: string;
}

/** The screen of a key by its SHA-256; `null` when there is none or it is revoked. */
export async function readScreenByKey(db: Database, hash: Buffer): Promise<ScreenRow | null> {
  const [row] = await db.query<ScreenRow>(
    `SELECT id, coalesce(drill_realm, realm) AS realm, scope FROM ${SHARED_SCHEMA}.screen WHERE key_hash = $1 AND revoked_at IS NULL`,
    [hash],
  );
  return row ?? null;
}
