import type { Queryable } from '../database.ts';

/** Notes that a feed spoke without an event: a heartbeat. */
export async function hearFeed(db: Queryable, schema: string, feed: string): Promise<void> {
  await db.query(`INSERT INTO ${schema}.heartbeat (feed) VALUES ($1)`, [feed]);
}
