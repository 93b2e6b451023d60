import type { DayFigures } from '../../contract/days-rest.ts';
import type { RealmDatabase } from '../database.ts';

const FIGURES: Readonly<Record<string, string>> = {
  arrivals: 'arrivals',
  units: 'units',
  highRiskUnits: 'high_risk_units',
  primary: 'primary_verdicts',
  flagged: 'flagged',
  secondary: 'secondary_verdicts',
  upheld: 'upheld',
  cases: 'cases',
  grams: 'grams',
};
const MINUTE_MS = 60_000;

/**
 * Figures of a port and route on site days, the newest first: that of `now` (milliseconds since the Unix epoch) and so many
 * before it. Of each the whole day, and what of it had come by the same time of day, to the minute that has begun; `null`
 * where nothing is known of the day, or where the minutes that would answer are not kept.
 */
export async function readDays(
  { db, schema }: RealmDatabase,
  port: string,
  route: string,
  days: number,
  now: number,
): Promise<DayFigures[]> {
  const figures = (of: (column: string) => string) =>
    `json_build_object(${Object.entries(FIGURES)
      .map(([name, column]) => `'${name}', ${of(column)}`)
      .join(', ')})`;
  return await db.query<DayFigures>(
    `WITH day AS (
       SELECT d AS day, d::timestamp AT TIME ZONE 'Asia/Seoul' AS starts,
              d::timestamp AT TIME ZONE 'Asia/Seoul' + ($4::timestamptz - ${schema}.kst_day($5::timestamptz)::timestamp AT TIME ZONE 'Asia/Seoul') AS cut
       FROM (SELECT ${schema}.kst_day($5::timestamptz) - n AS d FROM generate_series(0, $3::integer) n) each
     ), part AS (
       SELECT day.day, c.* FROM day JOIN ${schema}.count_hour c
         ON (c.port, c.route) = ($1, $2) AND c.bucket >= day.starts AND c.bucket < date_trunc('hour', day.cut)
       UNION ALL
       SELECT day.day, c.* FROM day JOIN ${schema}.count_minute c
         ON (c.port, c.route) = ($1, $2) AND c.bucket >= date_trunc('hour', day.cut) AND c.bucket < day.cut
     ), cut AS (
       SELECT day, ${figures((column) => `sum(${column})`)} AS figures FROM part GROUP BY day
     )
     SELECT day.day::text AS day,
            CASE WHEN w.day IS NOT NULL THEN ${figures((column) => `w.${column}`)} END AS whole,
            CASE WHEN w.day IS NOT NULL AND date_trunc('hour', day.cut) >= (SELECT kept_from FROM ${schema}.horizon WHERE what = 'minute')
                 THEN coalesce(cut.figures, ${figures(() => '0')}) END AS "byNow"
     FROM day LEFT JOIN ${schema}.count_day w ON (w.day, w.port, w.route) = (day.day, $1, $2)
     LEFT JOIN cut ON cut.day = day.day
     ORDER BY day.day DESC`,
    [
      port,
      route,
      days,
      new Date((Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS).toISOString(),
      new Date(now).toISOString(),
    ],
  );
}
