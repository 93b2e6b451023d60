import { arrayLiteral } from '../array-literal.ts';
import type { RealmQueries } from '../database.ts';

/** Why an event was refused. Never its content. */
export interface Rejection {
  feed: string;
  eventId: string | null;
  path: string;
  reason: string;
}

/** Keeps refusals with their reasons, and counts them for the feed. */
export async function recordRejections(realm: RealmQueries, rejections: readonly Rejection[]): Promise<void> {
  if (rejections.length === 0) return;
  const rows = rejections.map(({ feed, eventId, path, reason }) => [feed, eventId, path, reason]);
  await realm.db.query(
    `INSERT INTO ${realm.schema}.rejection (feed, event_id, path, reason)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])`,
    [0, 1, 2, 3].map((column) => arrayLiteral(rows, column)),
  );
}
