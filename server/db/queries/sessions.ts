import type { Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** A session ends this long after its last use, in any case this long after its start. */
const IDLE = `interval '12 hours'`;
const LONGEST = `interval '7 days'`;
/** Of one account at once: of more, the least recently used end. */
const MOST_OPEN = 20;
const OPEN = `revoked_at IS NULL AND expires_at > now()`;

/** Opens a session. @returns its id */
export async function insertSession(
  tx: Queryable,
  session: { hash: Buffer; account: number; agent: string },
): Promise<number> {
  const { account, agent, hash } = session;
  await tx.query(
    `DELETE FROM ${SHARED_SCHEMA}.session WHERE account = $1 AND expires_at < now() - interval '30 days'`,
    [account],
  );
  await tx.query(
    `UPDATE ${SHARED_SCHEMA}.session SET revoked_at = now() WHERE id IN (
       SELECT id FROM ${SHARED_SCHEMA}.session WHERE account = $1 AND ${OPEN}
       ORDER BY seen_at DESC, id DESC OFFSET ${MOST_OPEN - 1})`,
    [account],
  );
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO ${SHARED_SCHEMA}.session (hash, account, agent, expires_at)
     VALUES ($1, $2, $3, now() + ${IDLE}) RETURNING id`,
    [hash, account, agent],
  );
  if (row === undefined) throw new Error('no session was opened');
  return row.id;
}

/** Says that sessions are in use, which lengthens them. One that another server says so of at the moment is left to it. */
export async function touchSessions(db: Queryable, ids: readonly number[]): Promise<void> {
  await db.query(
    `UPDATE ${SHARED_SCHEMA}.session
     SET seen_at = now(), expires_at = least(now() + ${IDLE}, created_at + ${LONGEST})
     WHERE id IN (SELECT id FROM ${SHARED_SCHEMA}.session WHERE id = ANY (string_to_array($1, ',')::bigint[]) AND ${OPEN}
       FOR UPDATE SKIP LOCKED)`,
    [ids.join(',')],
  );
}

/** When a session ends unless it is used; `null` when it is over. */
export async function readSessionEnd(db: Queryable, id: number): Promise<Date | null> {
  const [row] = await db.query<{ expiresAt: Date }>(
    `SELECT expires_at AS "expiresAt" FROM ${SHARED_SCHEMA}.session WHERE id = $1 AND ${OPEN}`,
    [id],
  );
  return row?.expiresAt ?? null;
}

export interface SessionListRow {
  id: number;
  createdAt: Date;
  seenAt: Date;
  expiresAt: Date;
  agent: string;
}

/** Open sessions of an account, that of the latest use first. */
export async function readSessions(db: Queryable, account: number): Promise<SessionListRow[]> {
  return await db.query<SessionListRow>(
    `SELECT id, created_at AS "createdAt", seen_at AS "seenAt", expires_at AS "expiresAt", agent
     FROM ${SHARED_SCHEMA}.session WHERE account = $1 AND ${OPEN} ORDER BY seen_at DESC, id DESC`,
    [account],
  );
}

/** Ends one open session of an account. @returns whether there was one */
export async function revokeSession(tx: Queryable, account: number, id: number): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE ${SHARED_SCHEMA}.session SET revoked_at = now() WHERE id = $1 AND account = $2 AND ${OPEN} RETURNING id`,
    [id, account],
  );
  return rows.length > 0;
}

/** Ends the open sessions of an account, but for one where one is named. @returns how many */
export async function revokeSessions(tx: Queryable, account: number, except: number | null): Promise<number> {
  const rows = await tx.query(
    `UPDATE ${SHARED_SCHEMA}.session SET revoked_at = now()
     WHERE account = $1 AND id IS DISTINCT FROM $2::bigint AND ${OPEN} RETURNING id`,
    [account, except],
  );
  return rows.length;
}
