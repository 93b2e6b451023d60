import type { RealmDatabase } from '../database.ts';

/** One minute of a drill; it began at `at`, milliseconds since the Unix epoch. */
export interface ChartMinute {
  at: number;
  /** Units that arrived in it. */
  units: number;
  /** Items that the AI did not find clear and no officer had read at its end. */
  queue: number;
}

/** Figures of whole minutes between two, the first included, the last not: milliseconds since the Unix epoch. */
export async function readChartMinutes(
  { db, schema }: RealmDatabase,
  from: number,
  until: number,
): Promise<ChartMinute[]> {
  if (until <= from) return [];
  return await db.query<ChartMinute>(
    `WITH minute AS (
       SELECT generate_series(to_timestamp($1::bigint / 1000), to_timestamp($2::bigint / 1000) - INTERVAL '1 minute',
                              INTERVAL '1 minute') AS bucket
     ), arrived AS (
       SELECT bucket, sum(units)::bigint AS units FROM ${schema}.count_minute
       WHERE bucket >= to_timestamp($1::bigint / 1000) AND bucket < to_timestamp($2::bigint / 1000) GROUP BY 1
     ), flagged AS (
       SELECT CASE waits WHEN 'flagged' THEN waits_since ELSE ai_at END AS since, decided_at AS until
       FROM ${schema}.item WHERE ai_result <> 'clear'
     )
     SELECT (extract(epoch FROM m.bucket) * 1000)::bigint AS at, coalesce(a.units, 0) AS units,
            (SELECT count(*) FROM flagged f WHERE f.since < m.bucket + INTERVAL '1 minute'
               AND (f.until IS NULL OR f.until >= m.bucket + INTERVAL '1 minute')) AS queue
     FROM minute m LEFT JOIN arrived a USING (bucket) ORDER BY 1`,
    [from, until],
    { timeoutMs: 60_000 },
  );
}
