import { MOST_JUDGED } from '../../contract/cells.ts';
import type { InvestigationsCell } from '../../contract/case-cells.ts';
import type { RealmDatabase } from '../database.ts';
import type { At } from './read-board.ts';
import { utcText } from './utc-text.ts';

/** Acceptances of so many days until now make the median. */
const ACCEPTED_DAYS = 30;

/**
 * Major cases that no investigation unit has taken by `now` (ISO 8601), and how long it took with those taken in the thirty
 * days before: of every port and route that had a case of any kind in the year before. What is major is in `case_rule`.
 */
export async function readInvestigations(
  { db, schema }: RealmDatabase,
  now: string,
): Promise<At<InvestigationsCell>[]> {
  const rows = await db.query<InvestigationsCell & { port: string; route: string }>(
    `WITH rule AS (
       SELECT max(value) FILTER (WHERE name = 'major_grams') AS grams,
              max(value) FILTER (WHERE name = 'major_amount_krw') AS amount_krw,
              make_interval(days => max(value) FILTER (WHERE name = 'unasked_days')::integer) AS unasked
       FROM ${schema}.case_rule
     ), major AS (
       SELECT c.*, c.investigation_accepted_at IS NOT NULL AND c.investigation_accepted_at <= $1::timestamptz AS accepted,
              c.investigation_requested_at IS NOT NULL OR c.time > $1::timestamptz - r.unasked AS awaited
       FROM ${schema}.seizure_case c CROSS JOIN rule r
       WHERE c.time <= $1::timestamptz
         AND (c.category = 'drug' AND c.grams >= r.grams OR c.amount_krw >= r.amount_krw
              OR c.category = 'firearm' AND NOT ${schema}.is_nailer(c.item))
     ), waiting AS (
       SELECT *, row_number() OVER (PARTITION BY port, route ORDER BY time, case_no) AS place
       FROM major WHERE NOT accepted AND awaited
     ), taken AS (
       SELECT port, route, count(*) AS accepted,
              round(percentile_cont(0.5) WITHIN GROUP (
                ORDER BY greatest(0, extract(epoch FROM investigation_accepted_at - time)::float8))) AS p50
       FROM major
       WHERE accepted AND investigation_accepted_at > $1::timestamptz - INTERVAL '${ACCEPTED_DAYS} days'
       GROUP BY port, route
     )
     SELECT p.port, p.route, coalesce(w.rows, '[]') AS waiting, coalesce(w.n, 0) AS "waitingCount",
            coalesce(t.accepted, 0) AS accepted, t.p50 AS "acceptedP50Seconds"
     FROM (SELECT DISTINCT port, route FROM ${schema}.seizure_case
           WHERE time > $1::timestamptz - INTERVAL '366 days' AND time <= $1::timestamptz
           UNION SELECT port, route FROM waiting UNION SELECT port, route FROM taken) p
     LEFT JOIN (
       SELECT port, route, count(*) AS n,
              json_agg(json_build_object('caseNo', case_no, 'port', port, 'route', route, 'time', ${utcText('time')},
                'category', category, 'substance', substance, 'grams', grams,
                'requestedAt', ${utcText('investigation_requested_at')}) ORDER BY place)
                FILTER (WHERE place <= ${MOST_JUDGED}) AS rows
       FROM waiting GROUP BY port, route
     ) w USING (port, route)
     LEFT JOIN taken t USING (port, route)`,
    [now],
  );
  return rows.map(({ port, route, ...value }) => ({ port, route, value }));
}
