import type { Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** Keeps a link that opens the set-up for a day, once. */
export async function insertSetupLink(tx: Queryable, hash: Buffer): Promise<void> {
  await tx.query(
    `INSERT INTO ${SHARED_SCHEMA}.setup_link (hash, expires_at) VALUES ($1, now() + interval '24 hours')`,
    [hash],
  );
}

/** Whether the link opens anything: it is known, not used, and not over. */
export async function isSetupLinkGood(db: Queryable, hash: Buffer): Promise<boolean> {
  const rows = await db.query(
    `SELECT 1 AS one FROM ${SHARED_SCHEMA}.setup_link WHERE hash = $1 AND used_at IS NULL AND expires_at > now()`,
    [hash],
  );
  return rows.length > 0;
}

/** Uses up every link there is: those that were printed by other starts must not open anything later. */
export async function useUpSetupLinks(tx: Queryable): Promise<void> {
  await tx.query(`UPDATE ${SHARED_SCHEMA}.setup_link SET used_at = now() WHERE used_at IS NULL`);
}
