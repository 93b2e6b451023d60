import { MOST_JUDGED } from '../../contract/cells.ts';
import type { MatrixCell } from '../../contract/screening-cells.ts';
import type { RealmDatabase } from '../database.ts';
import type { At } from './read-board.ts';

/**
 * Items first read on a site day by both verdicts, at every port and route with a verdict in the week until it. What the AI
 * alone found clear is no item in the database: it is what remains of the day's primary readings, less those not clear and
 * those of items (a reading twice counts twice).
 */
export async function readMatrix({ db, schema }: RealmDatabase, day: string): Promise<At<MatrixCell>[]> {
  const rows = await db.query<MatrixCell & { port: string; route: string }>(
    `WITH pair AS (
       SELECT port, route, ai, officer, sum(items) AS items, sum(clear_primaries) AS clear_primaries
       FROM ${schema}.count_pair WHERE day = $1::date GROUP BY 1, 2, 3, 4
     ), place AS (
       SELECT DISTINCT port, route FROM ${schema}.count_day
       WHERE day > $1::date - 8 AND day <= $1::date AND primary_verdicts + secondary_verdicts > 0
     ), remainder AS (
       SELECT p.port, p.route, greatest(0, coalesce(d.primary_verdicts - d.flagged, 0) - coalesce(
                (SELECT sum(clear_primaries) FROM pair WHERE (pair.port, pair.route) = (p.port, p.route)), 0)) AS items
       FROM place p LEFT JOIN ${schema}.count_day d ON (d.day, d.port, d.route) = ($1::date, p.port, p.route)
     ), cells AS (
       SELECT port, route, ai, officer, sum(items) AS items FROM (
         SELECT port, route, ai, officer, items FROM pair
         UNION ALL SELECT port, route, 'clear', 'pending', items FROM remainder) c
       GROUP BY 1, 2, 3, 4 HAVING sum(items) > 0
     ), seat AS (
       SELECT port, route, station, sum(items) FILTER (WHERE ai IN ('suspect', 'confirmed')) AS flagged_read,
              sum(items) FILTER (WHERE ai IN ('suspect', 'confirmed') AND officer = 'clear') AS down,
              sum(items) FILTER (WHERE ai = 'clear') AS clear_read,
              sum(items) FILTER (WHERE ai = 'clear' AND officer <> 'clear') AS up
       FROM ${schema}.count_pair WHERE day = $1::date AND officer <> 'pending' GROUP BY 1, 2, 3
     ), worst AS (
       SELECT *, row_number() OVER (PARTITION BY port, route
                                    ORDER BY coalesce(down, 0) + coalesce(up, 0) DESC, station) AS place
       FROM seat WHERE coalesce(down, 0) + coalesce(up, 0) > 0
     )
     SELECT r.port, r.route, $1::text AS day,
            coalesce((SELECT json_agg(json_build_array(ai, officer, items) ORDER BY ai, officer) FROM cells c
                      WHERE (c.port, c.route) = (r.port, r.route)), '[]') AS pairs,
            coalesce((SELECT json_agg(json_build_array(station, coalesce(flagged_read, 0), coalesce(down, 0),
                                                       coalesce(clear_read, 0), coalesce(up, 0)) ORDER BY place)
                      FROM worst w WHERE (w.port, w.route) = (r.port, r.route) AND place <= ${MOST_JUDGED}),
                     '[]') AS stations
     FROM remainder r`,
    [day],
  );
  return rows.map(({ port, route, ...value }) => ({ port, route, value }));
}
