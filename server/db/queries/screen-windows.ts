import { arrayLiteral } from '../array-literal.ts';
import type { Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

export interface WindowRow {
  screen: number;
  window: string;
}

export interface WindowElsewhereRow extends WindowRow {
  leftMs: number;
}

/**
 * A server that has not stated its windows for so long has none, in milliseconds: several statements, and less than a wall
 * waits before it becomes another screen.
 */
const LEASE_MS = 4_000;

/**
 * States all windows of a server, each screen once, and reads those of the others. A screen that another window has at
 * another server stays with it.
 */
export async function shareWindows(
  db: Queryable,
  server: string,
  windows: readonly WindowRow[],
): Promise<WindowElsewhereRow[]> {
  const rows = windows.map(({ screen, window }) => [screen, window]);
  return await db.query<WindowElsewhereRow>(
    `WITH shown AS (
       SELECT screen, window_id FROM unnest($2::bigint[], $3::text[]) AS shown (screen, window_id)),
     gone AS (
       DELETE FROM ${SHARED_SCHEMA}.screen_window WHERE server = $1 AND screen NOT IN (SELECT screen FROM shown)),
     here AS (
       INSERT INTO ${SHARED_SCHEMA}.screen_window AS had (screen, window_id, server, seen_at)
       SELECT screen, window_id, $1, now() FROM shown ORDER BY screen
       ON CONFLICT (screen) DO UPDATE SET window_id = excluded.window_id, server = $1, seen_at = excluded.seen_at
       WHERE had.server = $1 OR had.window_id = excluded.window_id
         OR had.seen_at <= now() - ${LEASE_MS} * interval '1 millisecond')
     SELECT screen, window_id AS "window",
       (${LEASE_MS} - extract(epoch FROM now() - seen_at) * 1000)::float8 AS "leftMs"
     FROM ${SHARED_SCHEMA}.screen_window
     WHERE server <> $1 AND seen_at > now() - ${LEASE_MS} * interval '1 millisecond'`,
    [server, arrayLiteral(rows, 0), arrayLiteral(rows, 1)],
    { timeoutMs: 1_500 },
  );
}
