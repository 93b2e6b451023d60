import type { RealmDatabase } from '../database.ts';

/** Notes that a feed spoke without an event: a heartbeat. */
export async function hearFeed(realm: RealmDatabase, feed: string): Promise<void> {
  await realm.db.query(`SELECT ${realm.schema}.hear_feed($1, 0, 0, NULL)`, [feed]);
}
