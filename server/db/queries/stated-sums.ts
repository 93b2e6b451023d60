import type { Queryable } from '../database.ts';

/**
 * A condition of what inserts events of feeds: it says to the triggers that they came by a token, for as long as the
 * transaction. See migrations/realm/125-stated-sums.sql.
 */
export const BY_TOKEN = "(SELECT set_config('gwanje.by_token', 'on', true)) = 'on'";

/** Of a statement: rows of it bring what their feed states for a day beyond its highest sum. Nothing was inserted. */
const BEYOND = 'GW001';

/** A row that does not fit into the sum of a day beside the others of its statement. */
export interface BeyondSum {
  feed: string;
  source: string;
  id: string;
  /** When it happened, in milliseconds since the Unix epoch. */
  at: number;
  /** As on the wire. */
  field: string;
  /** In Korea: `YYYY-MM-DD`. */
  day: string;
  most: number;
}

/** Which rows of a statement that was refused do not fit; `null`: it was refused for something else. */
export function beyondOf(error: unknown): BeyondSum[] | null {
  if (!(error instanceof Error) || !('code' in error) || error.code !== BEYOND) return null;
  return JSON.parse(String('detail' in error ? error.detail : '[]')) as BeyondSum[];
}

/** A person has looked at a feed and taken back what it sent: what it states from now on is added up from zero. */
export async function forgetSums(db: Queryable, schema: string, feed: string): Promise<void> {
  await db.query(`DELETE FROM ${schema}.stated_sum WHERE feed = $1`, [feed]);
}
