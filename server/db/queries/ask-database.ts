import type { Patience, Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/**
 * The database's clock, in milliseconds since the Unix epoch. Throws DatabaseAway with 25006 where the session may only read:
 * nothing is locked, but the right to lock is asked for. A session that was told so is closed, as after every error, so that
 * the next one knows when the database may be written to again.
 */
export async function askDatabase(db: Queryable, patience: Patience): Promise<number> {
  const [row] = await db.query<{ at: Date }>(
    `SELECT clock_timestamp() AS at FROM (SELECT) AS one
     LEFT JOIN (SELECT name FROM ${SHARED_SCHEMA}.realm WHERE false FOR NO KEY UPDATE) AS none ON true`,
    [],
    patience,
  );
  return row?.at.getTime() ?? NaN;
}
