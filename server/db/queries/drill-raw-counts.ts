import type { RealmDatabase } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** Figures that the board counts, under their columns in `count_minute`. */
const COUNTED = [
  'arrivals',
  'units',
  'high_risk_units',
  'primary_verdicts',
  'flagged',
  'secondary_verdicts',
  'upheld',
  'cases',
  'grams',
] as const;
export type Counted = Record<(typeof COUNTED)[number], number>;

const zeros = (columns: number) => Array.from({ length: columns }, () => '0').join(', ');
const standing = (alias: string, type: string, schema: string) =>
  `FROM (SELECT DISTINCT ON (feed, source, id, time) * FROM ${schema}.${type}
         WHERE recorded_at <= $1::timestamptz AND time >= $2::timestamptz AND time < $3::timestamptz) ${alias}
   LEFT JOIN change c ON (c.type, c.feed, c.source, c.id) = ('${type}', ${alias}.feed, ${alias}.source, ${alias}.id)
   LEFT JOIN gone g ON (g.type, g.feed, g.source, g.id) = ('${type}', ${alias}.feed, ${alias}.source, ${alias}.id)
   WHERE g.retracted IS NOT TRUE`;
const said = (alias: string, column: string, type = 'text') =>
  `CASE WHEN c.fields ? '${column}' THEN (c.fields ->> '${column}')::${type} ELSE ${alias}.${column} END AS ${column}`;

/**
 * Common table expressions that end in `raw`: what happened in each minute, counted anew from the raw rows of a period as they
 * were known at a time, each event once and under its corrections. They share nothing with what keeps the counts.
 * Parameters: $1 known at, $2 from (included), $3 until (excluded).
 */
function rawMinutes(schema: string): string {
  return `said AS (
    SELECT DISTINCT ON (k.target_type, k.target_feed, k.target_source, k.target_id, f.key)
           k.target_type AS type, k.target_feed AS feed, k.target_source AS source, k.target_id AS id, f.key, f.value
    FROM ${schema}.correction k CROSS JOIN LATERAL jsonb_each(k.changes) f
    WHERE k.recorded_at <= $1::timestamptz
    ORDER BY 1, 2, 3, 4, 5, k.time DESC, k.recorded_at DESC, k.id DESC
  ), change AS (
    SELECT type, feed, source, id, jsonb_object_agg(key, value) AS fields FROM said GROUP BY 1, 2, 3, 4
  ), gone AS (
    SELECT DISTINCT ON (target_type, target_feed, target_source, target_id)
           target_type AS type, target_feed AS feed, target_source AS source, target_id AS id, retracted
    FROM ${schema}.correction WHERE retracted IS NOT NULL AND recorded_at <= $1::timestamptz
    ORDER BY 1, 2, 3, 4, time DESC, recorded_at DESC, id DESC
  ), landed AS (
    SELECT a.time, ${said('a', 'port')}, ${said('a', 'route')}, ${said('a', 'units', 'integer')}, ${said('a', 'risk')}
    ${standing('a', 'arrival', schema)}
  ), judged AS (
    SELECT v.time, ${said('v', 'port')}, ${said('v', 'route')}, ${said('v', 'stage')}, ${said('v', 'result')}
    ${standing('v', 'verdict', schema)}
  ), stated AS (
    SELECT s.time, s.recorded_at, s.id, s.case_no, ${said('s', 'port')}, ${said('s', 'route')}, ${said('s', 'category')},
           ${said('s', 'grams', 'numeric')}
    FROM ${schema}.seizure s
    LEFT JOIN change c ON (c.type, c.feed, c.source, c.id) = ('seizure', s.feed, s.source, s.id)
    LEFT JOIN gone g ON (g.type, g.feed, g.source, g.id) = ('seizure', s.feed, s.source, s.id)
    WHERE g.retracted IS NOT TRUE AND s.recorded_at <= $1::timestamptz
  ), seized AS (
    SELECT DISTINCT ON (case_no) min(s.time) OVER (PARTITION BY case_no) AS time, port, route, category, grams
    FROM stated s ORDER BY case_no, s.time DESC, recorded_at DESC, id DESC
  ), happened AS (
    SELECT time, port, route, 1 AS arrivals, units, CASE risk WHEN 'high' THEN units ELSE 0 END AS high_risk_units,
           ${zeros(4)}, 0, 0::numeric FROM landed
    UNION ALL
    SELECT time, port, route, ${zeros(3)}, (stage = 'primary')::integer,
           (stage = 'primary' AND result <> 'clear')::integer, (stage = 'secondary')::integer,
           (stage = 'secondary' AND result <> 'clear')::integer, 0, 0 FROM judged
    UNION ALL
    SELECT time, port, route, ${zeros(7)}, 1, coalesce(grams, 0) FROM seized
    WHERE category = 'drug' AND time >= $2::timestamptz AND time < $3::timestamptz
  ), raw AS (
    SELECT date_trunc('minute', time) AS bucket, port, route, ${COUNTED.map((each) => `sum(${each}) AS ${each}`).join(', ')}
    FROM happened AS h(time, port, route, ${COUNTED.join(', ')}) GROUP BY 1, 2, 3
  )`;
}

/** Period and knowledge of {@link rawMinutes}; ISO 8601, or `infinity` and `-infinity`. */
export interface RawPeriod {
  known: string;
  from: string;
  until: string;
}
const TIMEOUT_MS = 60_000;
const EVER: RawPeriod = { known: 'infinity', from: '-infinity', until: 'infinity' };
const paramsOf = ({ from, known, until }: RawPeriod) => [known, from, until];

/** Figures of a period by port and route, counted anew. */
export async function readRawFigures(
  { db, schema }: RealmDatabase,
  period: Partial<RawPeriod>,
): Promise<(Counted & { port: string; route: string })[]> {
  return await db.query<Counted & { port: string; route: string }>(
    `WITH ${rawMinutes(schema)}
     SELECT port, route, ${COUNTED.map((each) => `sum(${each}) AS ${each}`).join(', ')} FROM raw GROUP BY 1, 2`,
    paramsOf({ ...EVER, ...period }),
    { timeoutMs: TIMEOUT_MS },
  );
}

export interface CountsCompared {
  level: 'minute' | 'hour' | 'day';
  compared: number;
  different: number;
  /** The first that is different: when and where. */
  first: string | null;
}

/** Not by the functions that count. */
const TIME_ZONE = `(SELECT time_zone FROM ${SHARED_SCHEMA}.site)`;

const LEVELS = {
  minute: {
    key: 'bucket',
    of: 'bucket',
    kept: (schema: string) => `(SELECT kept_from FROM ${schema}.horizon WHERE what = 'minute')`,
  },
  hour: {
    key: 'bucket',
    of: `date_trunc('hour', bucket, ${TIME_ZONE})`,
    kept: () => `'-infinity'::timestamptz`,
  },
  day: {
    key: 'day',
    of: `(bucket AT TIME ZONE ${TIME_ZONE})::date`,
    kept: () => `'-infinity'::date`,
  },
} as const;

/** Counts of minutes, hours and site days that are kept, held against a count of the raw rows. */
export async function compareCounts(
  { db, schema }: RealmDatabase,
  levels: readonly CountsCompared['level'][],
  period: Partial<RawPeriod> = {},
): Promise<CountsCompared[]> {
  const whole = { ...EVER, ...period };
  const list = (alias: string) => COUNTED.map((each) => `coalesce(${alias}.${each}, 0)::numeric`).join(', ');
  const compared = levels.map((level) => {
    const { kept, key, of } = LEVELS[level];
    // A period that is not all there ever was is compared by the minute, which lies wholly in it or out of it.
    const bounds =
      level === 'minute' ? `WHERE bucket >= $2::timestamptz AND bucket < $3::timestamptz AND` : 'WHERE';
    return `SELECT '${level}' AS level, count(*) AS compared, count(*) FILTER (WHERE differs) AS different,
                   min(concat_ws(' ', key, port, route)) FILTER (WHERE differs) AS first
      FROM (
        SELECT key::text, port, route, (${list('r')}) IS DISTINCT FROM (${list('k')}) AS differs
        FROM (SELECT ${of} AS key, port, route, ${COUNTED.map((each) => `sum(${each}) AS ${each}`).join(', ')}
              FROM raw GROUP BY 1, 2, 3 HAVING ${of} >= ${kept(schema)}) r
        FULL JOIN (SELECT ${key} AS key, port, route, ${COUNTED.join(', ')} FROM ${schema}.count_${level}
                   ${bounds} ${key} >= ${kept(schema)}) k USING (key, port, route)
      ) AS each_one`;
  });
  return await db.query<CountsCompared>(
    `WITH ${rawMinutes(schema)} ${compared.join(' UNION ALL ')}`,
    paramsOf(whole),
    { timeoutMs: TIMEOUT_MS },
  );
}
