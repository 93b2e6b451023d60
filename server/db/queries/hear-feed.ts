import type { RealmDatabase } from '../database.ts';

/** Notes that a feed spoke without an event: a heartbeat. */
export async function hearFeed(realm: RealmDatabase, feed: string): Promise<void> {
  await realm.db.query(`INSERT INTO ${realm.schema}.heartbeat (feed) VALUES ($1)`, [feed]);
}
