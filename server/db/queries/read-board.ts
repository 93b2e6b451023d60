import type {
  FeedCell,
  LatestCase,
  MinuteCell,
  NewsItem,
  RecordCell,
  TodayCell,
} from '../../contract/cells.ts';
import { LATEST_CASES, NEWS_ITEMS } from '../../contract/cells.ts';
import type { RealmDatabase } from '../database.ts';

/** A value that belongs to a port and route. */
export interface At<T> {
  port: string;
  route: string;
  value: T;
}

const instant = (expression: string) =>
  `to_char(${expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const FIGURES = {
  arrivals: 'arrivals',
  units: 'units',
  highRiskUnits: 'high_risk_units',
  primary: 'primary_verdicts',
  flagged: 'flagged',
  secondary: 'secondary_verdicts',
  upheld: 'upheld',
  cases: 'cases',
  grams: 'grams',
} as const satisfies Record<Exclude<keyof TodayCell, 'day'>, string>;

/**
 * Figures of a site day, `YYYY-MM-DD`, of every port and route that spoke on it or in the week before: zero where nothing
 * happened, nothing where nothing is known.
 */
export async function readDay({ db, schema }: RealmDatabase, day: string): Promise<At<TodayCell>[]> {
  const figures = Object.entries(FIGURES).map(([name, column]) => `coalesce(c.${column}, 0) AS "${name}"`);
  const rows = await db.query<TodayCell & { port: string; route: string }>(
    `SELECT p.port, p.route, $1::text AS day, ${figures.join(', ')}
     FROM (SELECT DISTINCT port, route FROM ${schema}.count_day WHERE day > $1::date - 8 AND day <= $1::date) p
     LEFT JOIN ${schema}.count_day c ON (c.day, c.port, c.route) = ($1::date, p.port, p.route)`,
    [day],
  );
  return rows.map(({ port, route, ...value }) => ({ port, route, value }));
}

/** Counts of minutes (whole minutes since the Unix epoch), between two, both included, or only those named. */
export async function readMinutes(
  { db, schema }: RealmDatabase,
  from: number,
  to: number,
  named: readonly number[] | null,
): Promise<At<MinuteCell>[]> {
  const rows = await db.query<{ port: string; route: string; value: MinuteCell }>(
    `SELECT port, route, json_build_array(extract(epoch FROM bucket)::bigint / 60, units, primary_verdicts, flagged,
                                          secondary_verdicts, cases) AS value
     FROM ${schema}.count_minute
     WHERE bucket BETWEEN to_timestamp($1::bigint * 60) AND to_timestamp($2::bigint * 60)
       AND ($3::bigint[] IS NULL OR extract(epoch FROM bucket)::bigint / 60 = ANY ($3::bigint[]))`,
    [from, to, named === null ? null : `{${named.join(',')}}`],
  );
  return rows;
}

/** Units of a site day by country of origin. */
export async function readOrigins(
  { db, schema }: RealmDatabase,
  day: string,
): Promise<At<Record<string, number>>[]> {
  return await db.query(
    `SELECT port, route, coalesce(json_object_agg(origin, units ORDER BY origin) FILTER (WHERE units <> 0), '{}') AS value
     FROM ${schema}.count_origin_day WHERE day = $1 GROUP BY port, route`,
    [day],
  );
}

/** Seizures by day for years; only some `port|route|year`, or all. Named ones without a seizure come back empty. */
export async function readRecords(
  { db, schema }: RealmDatabase,
  years: readonly number[],
  named: readonly string[] | null,
): Promise<At<RecordCell>[]> {
  const rows = await db.query<{ port: string; route: string; value: RecordCell }>(
    `SELECT port, route, json_build_object('year', year, 'days', days) AS value FROM (
       SELECT port, route, extract(year FROM day)::integer AS year,
              json_agg(json_build_array(extract(month FROM day) * 100 + extract(day FROM day), cases, grams)
                       ORDER BY day) AS days
       FROM ${schema}.count_day
       WHERE cases > 0 AND day >= make_date($1, 1, 1) AND day < make_date($2 + 1, 1, 1)
         AND ($3::text[] IS NULL OR (port || '|' || route || '|' || extract(year FROM day)) = ANY ($3::text[]))
       GROUP BY 1, 2, 3) AS record`,
    [Math.min(...years), Math.max(...years), named === null ? null : [...named]],
  );
  const found = new Set(rows.map(({ port, route, value }) => `${port}|${route}|${value.year}`));
  for (const name of named ?? []) {
    const [port = '', route = '', year] = name.split('|');
    if (!found.has(name) && years.includes(Number(year))) {
      rows.push({ port, route, value: { year: Number(year), days: [] } });
    }
  }
  return rows;
}

/** The latest cases by time, per port and route: of those named, or of all that have any. */
export async function readLatestCases(
  { db, schema }: RealmDatabase,
  named: readonly string[] | null,
): Promise<At<LatestCase[]>[]> {
  return await db.query(
    `SELECT p.port, p.route, coalesce(l.cases, '[]') AS value
     FROM (SELECT DISTINCT split_part(n, '|', 1) AS port, split_part(n, '|', 2) AS route FROM unnest($1::text[]) n
           UNION SELECT DISTINCT port, route FROM ${schema}.seizure_case WHERE $1::text[] IS NULL) p
     CROSS JOIN LATERAL (
       SELECT json_agg(json_build_object(
         'caseNo', case_no, 'time', ${instant('time')}, 'knownAt', ${instant('known_at')}, 'category', category,
         'substance', substance, 'grams', grams, 'amountKrw', amount_krw, 'origin', origin, 'status', status,
         'amendments', amendments) ORDER BY time DESC, case_no) AS cases
       FROM (SELECT * FROM ${schema}.seizure_case c WHERE (c.port, c.route) = (p.port, p.route)
             ORDER BY time DESC, case_no LIMIT ${LATEST_CASES}) c) l`,
    [named === null ? null : [...named]],
  );
}

/** What became known last per port and route: arrivals of the last hours, statements on seizures, corrections of them. */
export async function readNews(
  { db, schema }: RealmDatabase,
  pairs: readonly { port: string; route: string }[],
  since: Date,
): Promise<At<NewsItem[]>[]> {
  return await db.query(
    `SELECT p.port, p.route, coalesce(n.items, '[]') AS value
     FROM unnest($1::text[], $2::text[]) AS p(port, route)
     CROSS JOIN LATERAL (
       SELECT json_agg(json_build_object(
         'knownAt', ${instant('known')}, 'time', ${instant('time')}, 'kind', kind, 'subject', subject, 'origin', origin,
         'units', units, 'risk', risk, 'substance', substance, 'grams', grams) ORDER BY known DESC, subject) AS items
       FROM (
         (SELECT a.recorded_at AS known, a.time, 'arrival' AS kind, coalesce(k.conveyance, a.conveyance) AS subject,
                 coalesce(k.origin, a.origin) AS origin, coalesce(k.units, a.units) AS units, coalesce(k.risk, a.risk) AS risk,
                 NULL AS substance, NULL::numeric AS grams
          FROM ${schema}.arrival a LEFT JOIN ${schema}.corrected_arrival k USING (feed, source, id, time)
          WHERE (a.port, a.route) = (p.port, p.route) AND a.time > $3::timestamptz
            AND k.retracted IS NOT TRUE AND (k.port IS NULL OR (k.port, k.route) = (p.port, p.route))
          ORDER BY a.time DESC LIMIT ${NEWS_ITEMS})
         UNION ALL
         (SELECT s.recorded_at, s.time,
                 CASE WHEN s.recorded_at > s.time + INTERVAL '1 day' THEN 'disclosed-late' ELSE 'seizure' END,
                 s.case_no, s.origin, NULL, NULL, coalesce(s.substance, s.category), s.grams
          FROM ${schema}.seizure s WHERE (s.port, s.route) = (p.port, p.route) AND s.recorded_at > $3::timestamptz
          ORDER BY s.recorded_at DESC LIMIT ${NEWS_ITEMS})
         UNION ALL
         (SELECT k.recorded_at, s.time, CASE WHEN k.retracted THEN 'retracted' ELSE 'amended' END,
                 s.case_no, s.origin, NULL, NULL, coalesce(s.substance, s.category),
                 coalesce((k.changes->>'grams')::numeric, s.grams)
          FROM ${schema}.correction k JOIN ${schema}.seizure s ON (s.feed, s.source, s.id) = (k.target_feed, k.target_source, k.target_id)
          WHERE k.target_type = 'seizure' AND (s.port, s.route) = (p.port, p.route) AND k.recorded_at > $3::timestamptz
          ORDER BY k.recorded_at DESC LIMIT ${NEWS_ITEMS})
         ORDER BY known DESC LIMIT ${NEWS_ITEMS}
       ) AS item) n`,
    [pairs.map(({ port }) => port), pairs.map(({ route }) => route), since.toISOString()],
  );
}

/** Every feed, and what was heard of it: figures of the site day, freshness of any day. */
export async function readFeeds({ db, schema }: RealmDatabase, day: string): Promise<FeedCell[]> {
  return await db.query<FeedCell>(
    `SELECT coalesce(f.name, d.feed) AS name, f.cadence_seconds AS "cadenceSeconds",
            ${instant('d.last_event_time')} AS "lastEventTime", ${instant('d.last_heard_at')} AS "lastHeardAt",
            $1::text AS day,
            CASE WHEN d.day = $1::date THEN d.accepted ELSE 0 END AS accepted,
            CASE WHEN d.day = $1::date THEN d.rejected ELSE 0 END AS rejected
     FROM ${schema}.feed f
     FULL JOIN (SELECT DISTINCT ON (feed) * FROM ${schema}.feed_day ORDER BY feed, day DESC) d ON d.feed = f.name
     ORDER BY 1`,
    [day],
  );
}
