import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

interface Place {
  port: string;
  route: string;
}

/** Figures of whole minutes; `null` feeds: none tells of the place. */
export interface CoverageRow extends Place {
  arrivals: number;
  units: number;
  primary: number;
  feed: 'speaking' | 'silent' | 'unknown' | null;
  lastHeardAt: string | null;
}

/** A feed is silent after this many of its cadences; it tells of a place that it has told of in so many days [E]. */
const SILENT_CADENCES = 2;
const TELLS_DAYS = 35;

/**
 * What came between two minutes (whole minutes since the Unix epoch, the first included, the last not), at every place that
 * spoke in the eight days before or of which a feed tells, and whether those feeds speak at `now` (ISO 8601).
 */
export async function readCoverage(
  { db, schema }: RealmDatabase,
  from: number,
  to: number,
  now: string,
): Promise<CoverageRow[]> {
  return await db.query<CoverageRow>(
    `WITH counted AS (
       SELECT port, route, sum(arrivals) AS arrivals, sum(units) AS units, sum(primary_verdicts) AS primary_verdicts
       FROM ${schema}.count_minute
       WHERE bucket >= to_timestamp($1::bigint * 60) AND bucket < to_timestamp($2::bigint * 60) GROUP BY port, route
     ), heard AS (
       SELECT f.name, f.cadence_seconds, d.last_heard_at
       FROM ${schema}.feed f
       LEFT JOIN LATERAL (SELECT last_heard_at FROM ${schema}.feed_day d WHERE d.feed = f.name ORDER BY day DESC LIMIT 1) d ON true
     ), telling AS (
       SELECT p.port, p.route, max(h.last_heard_at) AS last_heard_at,
              CASE WHEN bool_or(h.last_heard_at >= $3::timestamptz - make_interval(secs => ${SILENT_CADENCES} * h.cadence_seconds))
                   THEN 'speaking' WHEN count(h.cadence_seconds) > 0 THEN 'silent' ELSE 'unknown' END AS feed
       FROM ${schema}.feed_place p LEFT JOIN heard h ON h.name = p.feed
       WHERE p.last_at > $3::timestamptz - INTERVAL '${TELLS_DAYS} days' GROUP BY p.port, p.route
     ), place AS (
       SELECT port, route FROM telling
       UNION
       SELECT port, route FROM ${schema}.count_day
       WHERE day > ${schema}.site_day($3::timestamptz) - 8 AND day <= ${schema}.site_day($3::timestamptz)
     )
     SELECT port, route, coalesce(arrivals, 0) AS arrivals, coalesce(units, 0) AS units,
            coalesce(primary_verdicts, 0) AS "primary", t.feed, ${utcText('t.last_heard_at')} AS "lastHeardAt"
     FROM place LEFT JOIN counted USING (port, route) LEFT JOIN telling t USING (port, route)`,
    [from, to, now],
  );
}

/** Arrivals of one hour; hours are their beginnings in milliseconds since the Unix epoch. */
export interface HourRow extends Place {
  hour: number;
  arrivals: number;
}

/** Seizures alone do not count an hour as known: they are told of years of which nobody has told the traffic. */
const HAS_TRAFFIC = 'arrivals + primary_verdicts + secondary_verdicts > 0';

/** Arrivals of some hours: all places that have traffic in one of them. */
export async function readHours({ db, schema }: RealmDatabase, hours: readonly number[]): Promise<HourRow[]> {
  return await db.query<HourRow>(
    `SELECT port, route, (extract(epoch FROM bucket) * 1000)::float8 AS hour, arrivals FROM ${schema}.count_hour
     WHERE bucket = ANY ($1::timestamptz[]) AND ${HAS_TRAFFIC}`,
    [hours.map((hour) => new Date(hour).toISOString())],
  );
}

/** The first hour since `since` in which a place has traffic; hours are their beginnings in milliseconds since the Unix epoch. */
export async function readFirstHours(
  { db, schema }: RealmDatabase,
  since: number,
): Promise<(Place & { hour: number })[]> {
  return await db.query(
    `SELECT port, route, (extract(epoch FROM min(bucket)) * 1000)::float8 AS hour FROM ${schema}.count_hour
     WHERE bucket >= $1::timestamptz AND ${HAS_TRAFFIC} GROUP BY port, route`,
    [new Date(since).toISOString()],
  );
}
