import type { RealmDatabase } from '../database.ts';

const ALL = `'-infinity', 'infinity', 'infinity'`;
const TIMEOUT = { timeoutMs: 60_000 };

/** Readings of goods of high-risk countries, against what waits to be read again. */
export interface ShortReadings {
  /** Readings under seven seconds, and of exactly seven. */
  short: number;
  seven: number;
  /** Short ones as the board counts them by station. */
  counted: number;
  /** Goods read too fast and not long enough since; of them, those that do not wait. */
  owed: number;
  missed: number;
  /** Goods that wait though nothing is owed. */
  needless: number;
  example: string | null;
}

/** Worked out from the verdicts alone, then held against `item`. */
export async function readShortReadings({ db, schema }: RealmDatabase): Promise<ShortReadings> {
  const [row] = await db.query<ShortReadings>(
    `WITH reading AS (
       SELECT v.subject, v.port, v.route, v.time, v.scan_ms,
              coalesce(v.origin IN (SELECT origin FROM ${schema}.high_risk_origin), false) AS high
       FROM ${schema}.verdicts_as_known(${ALL}) v
     ), read AS (
       SELECT subject, port, route, count(*) FILTER (WHERE high AND scan_ms < 7000) AS short,
              count(*) FILTER (WHERE high AND scan_ms = 7000) AS seven,
              coalesce(max(time) FILTER (WHERE high AND scan_ms < 7000) > coalesce(max(time) FILTER (WHERE scan_ms >= 7000),
                '-infinity'), false) AS owed
       FROM reading GROUP BY 1, 2, 3
     ), held AS (
       SELECT coalesce(r.subject, i.subject) AS subject, coalesce(r.short, 0) AS short, coalesce(r.seven, 0) AS seven,
              coalesce(r.owed, false) AS owed,
              -- An item that the AI flagged and nobody has read waits for that first.
              i.waits IS NOT NULL AS waits, coalesce(i.waits = 'again', false) AS again
       FROM read r FULL JOIN (SELECT * FROM ${schema}.item WHERE waits IS NOT NULL) i
         ON i.subject = r.subject AND i.port = r.port AND i.route = r.route
     )
     SELECT coalesce(sum(short), 0)::bigint AS short, coalesce(sum(seven), 0)::bigint AS seven,
            (SELECT coalesce(sum(c00 + c01 + c02 + c03 + c04 + c05 + c06), 0)::bigint FROM ${schema}.count_reading) AS counted,
            count(*) FILTER (WHERE owed) AS owed, count(*) FILTER (WHERE owed AND NOT waits) AS missed,
            count(*) FILTER (WHERE again AND NOT owed) AS needless,
            min(subject) FILTER (WHERE (owed AND NOT waits) OR (again AND NOT owed)) AS example
     FROM held`,
    [],
    TIMEOUT,
  );
  if (row === undefined) throw new Error('no readings were counted');
  return row;
}

/** Between two instants (ISO 8601; the second excluded) at some places: `PORT|ROUTE`. */
export interface ScreenedSpan {
  from: string;
  to: string;
  places: readonly string[];
}
const spanParams = ({ from, places, to }: ScreenedSpan) => [from, to, places.join(',')];
const here = (alias: string) =>
  `concat(${alias}.port, '|', ${alias}.route) = ANY (string_to_array($3::text, ','))`;

export interface Cleared {
  units: number;
  verdicts: number;
  byPersons: number;
  /** What an AI that was down is said to have cleared. */
  alone: number;
  example: string | null;
}

/** What was read while no AI did. */
export async function readCleared({ db, schema }: RealmDatabase, span: ScreenedSpan): Promise<Cleared> {
  const [row] = await db.query<Cleared>(
    `SELECT (SELECT coalesce(sum(a.units), 0)::bigint
             FROM ${schema}.arrivals_as_known($1::timestamptz, $2::timestamptz, 'infinity') a WHERE ${here('a')}) AS units,
            count(*) AS verdicts, count(*) FILTER (WHERE judged_by = 'officer' AND result = 'clear') AS "byPersons",
            count(*) FILTER (WHERE judged_by = 'ai' AND result = 'clear') AS alone,
            min(subject) FILTER (WHERE judged_by = 'ai' AND result = 'clear') AS example
     FROM ${schema}.verdicts_as_known($1::timestamptz, $2::timestamptz, 'infinity') v WHERE ${here('v')}`,
    spanParams(span),
    TIMEOUT,
  );
  if (row === undefined) throw new Error('nothing was counted');
  return row;
}

export interface Drained {
  /** Units that arrived in the span. */
  units: number;
  /** Goods read since its beginning, and of them those read first after its end. */
  read: number;
  readAfter: number;
  /** Goods that the AI read again though it had looked at them for long enough. */
  twice: number;
  example: string | null;
}

/** What had waited at the end of a span, and how it was read. */
export async function readDrained({ db, schema }: RealmDatabase, span: ScreenedSpan): Promise<Drained> {
  const [row] = await db.query<Drained>(
    `WITH reading AS (
       SELECT v.subject, v.port, v.route, v.time, v.judged_by, v.stage,
              v.scan_ms < 7000 AND coalesce(v.origin IN (SELECT origin FROM ${schema}.high_risk_origin), false) AS short
       FROM ${schema}.verdicts_as_known($1::timestamptz, 'infinity', 'infinity') v WHERE ${here('v')}
     ), read AS (
       SELECT subject, port, route, min(time) AS first_at,
              count(*) FILTER (WHERE judged_by = 'ai' AND stage = 'primary') AS by_ai,
              count(*) FILTER (WHERE judged_by = 'ai' AND stage = 'primary' AND short) AS short
       FROM reading GROUP BY 1, 2, 3
     )
     SELECT (SELECT coalesce(sum(a.units), 0)::bigint
             FROM ${schema}.arrivals_as_known($1::timestamptz, $2::timestamptz, 'infinity') a WHERE ${here('a')}) AS units,
            count(*) AS read, count(*) FILTER (WHERE first_at >= $2::timestamptz) AS "readAfter",
            count(*) FILTER (WHERE by_ai > 1 + short) AS twice, min(subject) FILTER (WHERE by_ai > 1 + short) AS example
     FROM read`,
    spanParams(span),
    TIMEOUT,
  );
  if (row === undefined) throw new Error('nothing was counted');
  return row;
}
