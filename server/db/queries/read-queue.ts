import type { QueueCell } from '../../contract/screening-cells.ts';
import type { RealmDatabase } from '../database.ts';
import type { At } from './read-board.ts';
import { utcText } from './utc-text.ts';

/**
 * What waits for an officer: at every port and route that had an item in the seven site days until `day`, or where one
 * waits. The 95th percentile of ages is the instant after which 95 % of them began to wait.
 */
export async function readQueue({ db, schema }: RealmDatabase, day: string): Promise<At<QueueCell>[]> {
  const rows = await db.query<QueueCell & { port: string; route: string }>(
    `WITH waiting AS (
       SELECT port, route, count(*) FILTER (WHERE waits = 'flagged') AS flagged,
              count(*) FILTER (WHERE waits = 'again') AS again, min(waits_since) AS oldest,
              percentile_disc(0.05) WITHIN GROUP (ORDER BY waits_since) AS p95
       FROM ${schema}.item WHERE waits IS NOT NULL GROUP BY port, route
     )
     SELECT port, route, coalesce(flagged, 0) AS flagged, coalesce(again, 0) AS again,
            ${utcText('oldest')} AS "oldestSince", ${utcText('p95')} AS "p95Since"
     FROM (SELECT DISTINCT port, route FROM ${schema}.count_pair WHERE day > $1::date - 7 AND day <= $1::date AND items > 0) p
     FULL JOIN waiting USING (port, route)`,
    [day],
  );
  return rows.map(({ port, route, ...value }) => ({ port, route, value }));
}
