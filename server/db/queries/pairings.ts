import type { Database, Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/**
 * Adds a pairing that waits, and clears away what is long over.
 * @returns when it ends; `null` when the code is taken, or more than `most` are waiting
 */
export async function insertPairing(
  db: Database,
  pairing: { codeHash: Buffer; secretHash: Buffer; seconds: number; most: number },
): Promise<Date | null> {
  await db.query(`DELETE FROM ${SHARED_SCHEMA}.pairing WHERE expires_at < now() - interval '10 minutes'`);
  const [row] = await db.query<{ expiresAt: Date }>(
    `INSERT INTO ${SHARED_SCHEMA}.pairing (code_hash, secret_hash, expires_at)
     SELECT $1, $2, now() + $3 * interval '1 second'
     WHERE (SELECT count(*) FROM ${SHARED_SCHEMA}.pairing WHERE expires_at > now()) < $4
     ON CONFLICT DO NOTHING RETURNING expires_at AS "expiresAt"`,
    [pairing.codeHash, pairing.secretHash, pairing.seconds, pairing.most],
  );
  return row?.expiresAt ?? null;
}

/** Whether a code waits to be confirmed. Of two who confirm it at once, the second waits, and finds that it does not. */
export async function holdPairing(tx: Queryable, codeHash: Buffer): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 AS one FROM ${SHARED_SCHEMA}.pairing
     WHERE code_hash = $1 AND screen IS NULL AND expires_at > now() FOR UPDATE`,
    [codeHash],
  );
  return rows.length > 0;
}

/** The code is used: its screen has a minute, at the least, to fetch its key. */
export async function confirmPairing(tx: Queryable, codeHash: Buffer, screen: number): Promise<void> {
  await tx.query(
    `UPDATE ${SHARED_SCHEMA}.pairing SET screen = $2, expires_at = greatest(expires_at, now() + interval '1 minute')
     WHERE code_hash = $1`,
    [codeHash, screen],
  );
}

/**
 * The screen of a secret: `null` while nobody has confirmed its code, `undefined` when there is nothing to wait for. A
 * claim whose answer was lost may be repeated for a minute.
 */
export async function usePairing(tx: Queryable, secretHash: Buffer): Promise<number | null | undefined> {
  const [row] = await tx.query<{ screen: number | null }>(
    `UPDATE ${SHARED_SCHEMA}.pairing SET used_at = CASE WHEN screen IS NOT NULL THEN coalesce(used_at, now()) END
     WHERE secret_hash = $1 AND expires_at > now() AND (used_at IS NULL OR used_at > now() - interval '1 minute')
     RETURNING screen`,
    [secretHash],
  );
  return row?.screen;
}
