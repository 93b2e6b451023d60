import { EVENT_STREAMS, type EventStream } from '../../contract/events/catalogue.ts';
import type { JudgedStream } from '../../contract/scenario.ts';
import { arrayLiteral, type Value } from '../array-literal.ts';
import type { RealmDatabase } from '../database.ts';

type Known = (schema: string) => string;
const asKnown =
  (name: string): Known =>
  (schema) =>
    `${schema}.${name}_as_known('-infinity', 'infinity', 'infinity')`;
const table =
  (name: string): Known =>
  (schema) =>
    `${schema}.${name}`;

/** Of streams that are few: row by row, so that nothing has to be kept for it. */
const corrected =
  (name: string): Known =>
  (schema) =>
    `(SELECT (jsonb_populate_record(s, c.changes)).* FROM ${schema}.${name} s
      CROSS JOIN LATERAL ${schema}.corrections_of(s.feed, s.source, s.id, s.time, '${name}', 'infinity') c WHERE NOT c.retracted)`;

interface Stream {
  from: Known;
  time: string;
}
/** Streams of a realm as they stand now, with all corrections, and the column that says when a row's matter happened. */
const STREAMS: Readonly<Record<JudgedStream, Stream>> = {
  ...(Object.fromEntries(
    EVENT_STREAMS.map((name) => [name, { from: corrected(name), time: 'time' }]),
  ) as Record<EventStream, Stream>),
  arrival: { from: asKnown('arrivals'), time: 'time' },
  verdict: { from: asKnown('verdicts'), time: 'time' },
  seizure_case: { from: table('seizure_case'), time: 'time' },
  // When they were found to belong together, which is what happens.
  lead_match: { from: table('lead_match'), time: 'matched_at' },
  item: { from: table('item'), time: 'first_at' },
  correction: { from: table('correction'), time: 'time' },
  rejection: { from: table('rejection'), time: 'recorded_at' },
};

export function isJudged(name: string): name is JudgedStream {
  return Object.hasOwn(STREAMS, name);
}

/** What a column must be: one of these values. */
export type Wanted = Record<string, readonly Value[]>;

/** Names and types of the columns of a stream's table. */
export async function readColumns(
  { db, schema }: RealmDatabase,
  stream: JudgedStream,
): Promise<Map<string, string>> {
  const rows = await db.query<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
     WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`,
    [`${schema}.${stream}`],
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}

/**
 * How many rows of a stream there are, and when the first and the last of them happened, in milliseconds since the Unix epoch.
 * @param columns of the table; throws where something else is asked for
 */
export async function readRowsFound(
  { db, schema }: RealmDatabase,
  stream: JudgedStream,
  wanted: Wanted,
  columns: ReadonlyMap<string, string>,
): Promise<{ found: number; firstAt: number | null; lastAt: number | null }> {
  const { from, time } = STREAMS[stream];
  const params: string[] = [];
  const tests = Object.entries(wanted).map(([column, values]) => {
    const type = columns.get(column);
    if (type === undefined) throw new RangeError(`${column} is no column of ${stream}`);
    params.push(
      arrayLiteral(
        values.filter((value) => value !== null).map((value) => [String(value)]),
        0,
      ),
    );
    const isOne = `x.${column} = ANY ($${params.length}::${type}[])`;
    return values.includes(null) ? `(${isOne} OR x.${column} IS NULL)` : isOne;
  });
  const ms = (at: string) => `(extract(epoch FROM ${at}) * 1000)::bigint`;
  const [row] = await db.query<{ found: number; firstAt: number | null; lastAt: number | null }>(
    `SELECT count(*) AS found, ${ms(`min(x.${time})`)} AS "firstAt", ${ms(`max(x.${time})`)} AS "lastAt"
     FROM ${from(schema)} x ${tests.length === 0 ? '' : `WHERE ${tests.join(' AND ')}`}`,
    params,
    { timeoutMs: 60_000 },
  );
  return row ?? { found: 0, firstAt: null, lastAt: null };
}
