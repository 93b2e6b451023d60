import { addDays, daysLater, siteDay, startOfDay, startOfHour } from '../../contract/days.ts';
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
  const iso = (at: number) => new Date(at).toISOString();
  const cut = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS;
  const before = Array.from({ length: days + 1 }, (_, n) => -n);
  const each = before.map((n) => addDays(siteDay(now), n));
  const cuts = before.map((n) => daysLater(cut, n));
  return await db.query<DayFigures>(
    `WITH day AS (
       SELECT * FROM unnest($3::date[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[]) AS each(day, starts, hour, cut)
     ), part AS (
       SELECT day.day, c.* FROM day JOIN ${schema}.count_hour c
         ON (c.port, c.route) = ($1, $2) AND c.bucket >= day.starts AND c.bucket < day.hour
       UNION ALL
       SELECT day.day, c.* FROM day JOIN ${schema}.count_minute c
         ON (c.port, c.route) = ($1, $2) AND c.bucket >= day.hour AND c.bucket < day.cut
     ), cut AS (
       SELECT day, ${figures((column) => `sum(${column})`)} AS figures FROM part GROUP BY day
     )
     SELECT day.day::text AS day,
            CASE WHEN w.day IS NOT NULL THEN ${figures((column) => `w.${column}`)} END AS whole,
            CASE WHEN w.day IS NOT NULL AND day.hour >= (SELECT kept_from FROM ${schema}.horizon WHERE what = 'minute')
                 THEN coalesce(cut.figures, ${figures(() => '0')}) END AS "byNow"
     FROM day LEFT JOIN ${schema}.count_day w ON (w.day, w.port, w.route) = (day.day, $1, $2)
     LEFT JOIN cut ON cut.day = day.day
     ORDER BY day.day DESC`,
    [
      port,
      route,
      each,
      each.map((day) => iso(startOfDay(day))),
      cuts.map((at) => iso(startOfHour(at))),
      cuts.map(iso),
    ],
  );
}
