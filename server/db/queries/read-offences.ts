import type { OffencesCell } from '../../contract/case-cells.ts';
import type { RealmDatabase } from '../database.ts';
import type { At } from './read-board.ts';
import { utcText } from './utc-text.ts';

/** Offences of which a partner state is told. */
const TOLD = `offence IN ('voice-phishing', 'transnational-crime')`;

/**
 * Cases by the offence that they are tagged with, in the calendar year of a site day, `YYYY-MM-DD`, until then, and whether
 * partners were told: of every port and route that had a case of any kind in the year before.
 */
export async function readOffences({ db, schema }: RealmDatabase, day: string): Promise<At<OffencesCell>[]> {
  const rows = await db.query<OffencesCell & { port: string; route: string }>(
    `WITH seized AS (
       SELECT *, CASE WHEN ${schema}.site_day(time) >= date_trunc('year', $1::date) THEN offence END AS tagged
       FROM ${schema}.seizure_case
       WHERE time >= ${schema}.start_of_day($1::date - 366)
         AND time < ${schema}.start_of_day($1::date + 1)
     ), request AS (
       -- The case that a request names is that of its latest statement.
       SELECT DISTINCT ON (lead_no) case_no, status
       FROM ${schema}.lead_statements((SELECT array_agg(lead_no) FROM ${schema}.lead_now WHERE kind = 'request'))
       ORDER BY lead_no, time DESC, recorded_at DESC, source DESC, id DESC, feed DESC
     ), told AS (
       SELECT case_no, bool_or(status = 'closed') AS answered FROM request WHERE case_no IS NOT NULL GROUP BY case_no
     ), offence AS (
       SELECT port, route, tagged, count(*) AS cases, coalesce(sum(amount_krw), 0) AS amount_krw,
              count(*) FILTER (WHERE referred_at IS NULL) AS unreferred,
              ${utcText('min(time) FILTER (WHERE referred_at IS NULL)')} AS oldest
       FROM seized WHERE tagged IS NOT NULL GROUP BY port, route, tagged
     )
     SELECT s.port, s.route, extract(year FROM $1::date)::integer AS year,
            coalesce((SELECT json_agg(json_build_array(tagged, cases, amount_krw, unreferred, oldest) ORDER BY cases DESC, tagged)
                      FROM offence o WHERE (o.port, o.route) = (s.port, s.route)), '[]') AS rows,
            count(*) FILTER (WHERE tagged IS NOT NULL AND ${TOLD} AND t.case_no IS NOT NULL) AS notified,
            count(*) FILTER (WHERE tagged IS NOT NULL AND ${TOLD} AND t.answered) AS answered
     FROM seized s LEFT JOIN told t USING (case_no)
     GROUP BY s.port, s.route`,
    [day],
  );
  return rows.map(({ port, route, ...value }) => ({ port, route, value }));
}
