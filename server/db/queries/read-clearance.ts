import { endOfHour, startOfHour } from '../../contract/days.ts';
import type { ClearanceCell } from '../../contract/place-cells.ts';
import type { RealmDatabase } from '../database.ts';
import type { At } from './read-board.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * How fast items are cleared, at every port and route that has counted in the week before or where an item waits. The last
 * 60 minutes and 24 hours end with the minute of `now` (milliseconds since the Unix epoch), as everywhere on the board.
 * Where readings began within eight days, nothing before their first hour counts as unread: nobody told of readings then.
 * A wait runs from the first reading to the officer's first verdict; where the officer's was the first, there was none.
 */
export async function readClearance(
  { db, schema }: RealmDatabase,
  now: number,
): Promise<At<ClearanceCell>[]> {
  const to = Math.floor(now / MINUTE) * MINUTE + MINUTE;
  const dayFrom = to - 24 * HOUR;
  const [firstHour, lastHour] = [endOfHour(dayFrom - 1), startOfHour(to)];
  const rows = await db.query<ClearanceCell & { port: string; route: string }>(
    `WITH begun AS (
       SELECT port, route, min(bucket) AS at FROM ${schema}.count_hour
       WHERE bucket >= $4::timestamptz - INTERVAL '8 days' AND bucket < $4 AND primary_verdicts > 0 GROUP BY 1, 2
     ), day AS (
       SELECT c.port, c.route, sum(units) - sum(primary_verdicts) AS unread FROM (
         SELECT bucket, port, route, units, primary_verdicts FROM ${schema}.count_minute WHERE bucket >= $1 AND bucket < $2
         UNION ALL
         SELECT bucket, port, route, units, primary_verdicts FROM ${schema}.count_hour WHERE bucket >= $2 AND bucket < $3
         UNION ALL
         SELECT bucket, port, route, units, primary_verdicts FROM ${schema}.count_minute WHERE bucket >= $3 AND bucket < $4) c
       LEFT JOIN begun b ON b.port = c.port AND b.route = c.route
       WHERE b.at IS NULL OR c.bucket >= b.at
       GROUP BY 1, 2
     ), hour AS (
       SELECT port, route, sum(primary_verdicts) AS read, sum(flagged) AS flagged
       FROM ${schema}.count_minute WHERE bucket >= $5 AND bucket < $4 GROUP BY 1, 2
     ), decided AS (
       SELECT port, route, count(*) AS read, count(*) FILTER (WHERE first_at < decided_at) AS items,
              percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY round(extract(epoch FROM decided_at - first_at)))
                FILTER (WHERE first_at < decided_at) AS seconds
       FROM ${schema}.item WHERE decided_at >= $5 AND decided_at < $4 GROUP BY 1, 2
     ), queue AS (
       SELECT port, route, count(*) AS items FROM ${schema}.item WHERE waits IS NOT NULL GROUP BY 1, 2
     ), seat AS (
       SELECT port, route, count(*) FILTER (WHERE state IN ('up', 'degraded')) AS open
       FROM ${schema}.station_now WHERE kind = 'reader' GROUP BY 1, 2
     ), place AS (
       SELECT port, route FROM ${schema}.count_day
       WHERE day > ${schema}.site_day($4) - 8 AND day <= ${schema}.site_day($4)
         AND arrivals + primary_verdicts + secondary_verdicts > 0
       UNION SELECT port, route FROM queue
     )
     SELECT port, route, coalesce(c.items, 0) AS decided, c.seconds[1] AS "dwellP50Seconds",
            c.seconds[2] AS "dwellP90Seconds", greatest(0, coalesce(d.unread, 0)) AS unread,
            coalesce(q.items, 0) AS queued, coalesce(h.read, 0) AS "readPerHour", coalesce(c.read, 0) AS "decidedPerHour",
            coalesce(h.flagged, 0) AS "flaggedPerHour", s.open AS "seatsOpen"
     FROM place LEFT JOIN day d USING (port, route) LEFT JOIN hour h USING (port, route)
     LEFT JOIN decided c USING (port, route) LEFT JOIN queue q USING (port, route) LEFT JOIN seat s USING (port, route)`,
    [dayFrom, firstHour, lastHour, to, to - HOUR].map((at) => new Date(at).toISOString()),
  );
  return rows.map(({ port, route, ...value }) => ({ port, route, value }));
}
