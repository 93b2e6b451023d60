import { arrayLiteral } from '../array-literal.ts';
import type { Queryable, RealmQueries } from '../database.ts';
import type { EventRow, EventTable } from './insert-events.ts';

/** What a feed states for a day of the site in one field. */
export interface Stated {
  feed: string;
  /** As on the wire. */
  type: string;
  field: string;
  /** In Korea: `YYYY-MM-DD`. */
  day: string;
  amount: number;
}

/**
 * Lays amounts aside as far as there is room below their highest sums; those below zero are given back.
 * @returns how much was laid aside of each
 */
export async function layAside({ db, schema }: RealmQueries, stated: readonly Stated[]): Promise<number[]> {
  const rows = stated.map(({ amount, day, feed, field, type }) => [feed, type, field, day, amount]);
  const arrays = ['text', 'text', 'text', 'date', 'float8'].map((type, index) => `$${index + 1}::${type}[]`);
  const [answer] = await db.query<{ laid: number[] }>(
    `SELECT ${schema}.lay_aside(${arrays.join(', ')}) AS laid`,
    arrays.map((_, column) => arrayLiteral(rows, column)),
  );
  return answer?.laid ?? [];
}

/** A person has looked at a feed and taken back what it sent: what it states from now on is added up from zero. */
export async function forgetSums(db: Queryable, schema: string, feed: string): Promise<void> {
  await db.query(`DELETE FROM ${schema}.stated_sum WHERE feed = $1`, [feed]);
}

/** A day on which a correction reaches events, and how many. */
export interface ReachedDay {
  /** Place of the correction among those asked for. */
  place: number;
  day: string;
  events: number;
}

export async function readReachedDays(
  { db, schema }: RealmQueries,
  table: EventTable['table'],
  named: readonly { feed: string; source: string; id: string }[],
): Promise<ReachedDay[]> {
  const rows = named.map(({ feed, id, source }) => [feed, source, id]);
  // What is announced counts by itself when it is due, under the corrections that are there by then.
  const tables = table === 'arrival' ? [table, 'announced_arrival'] : [table];
  // What is said of a case may be shown on the day of any statement before it.
  const earlier = `CROSS JOIN LATERAL (
    SELECT DISTINCT ON (${schema}.kst_day(f.time)) f.time FROM ${schema}.seizure f
    WHERE f.case_no = e.case_no AND ${schema}.kst_day(f.time) <= ${schema}.kst_day(e.time)) shown`;
  const reached = tables.map(
    (each) => `SELECT n.place, ${table === 'seizure' ? 'shown' : 'e'}.time
               FROM named n JOIN ${schema}.${each} e USING (feed, source, id) ${table === 'seizure' ? earlier : ''}`,
  );
  return await db.query<ReachedDay>(
    `WITH named AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS n(feed, source, id, place)
     )
     SELECT place::integer - 1 AS place, ${schema}.kst_day(time)::text AS day, count(*)::integer AS events
     FROM (${reached.join(' UNION ALL ')}) AS reached
     GROUP BY 1, 2`,
    [0, 1, 2].map((column) => arrayLiteral(rows, column)),
  );
}

/** What is stated of a case on a day: by column, the highest of several. */
export type CaseDay = { number: string; day: string } & Record<string, number | null>;

/**
 * @param named feeds, case numbers as they state them, and numbers of their tokens
 * @returns under which numbers the cases are kept, in order, and what is stated of them
 */
export async function readCaseDays(
  { db, schema }: RealmQueries,
  columns: readonly string[],
  named: readonly EventRow[],
): Promise<{ numbers: string[]; days: CaseDay[] }> {
  const found = await db.query<{ number: string }>(
    `SELECT ${schema}.number_of('seizure', n.number, n.feed, ${schema}.may_correct_others(n.feed, n.token)) AS number
     FROM unnest($1::text[], $2::text[], $3::bigint[]) WITH ORDINALITY AS n(feed, number, token, place) ORDER BY n.place`,
    [0, 1, 2].map((column) => arrayLiteral(named, column)),
  );
  const numbers = found.map(({ number }) => number);
  const values = columns.map(
    (column) =>
      `max(greatest((to_jsonb(s) ->> '${column}')::float8, (c.changes ->> '${column}')::float8)) AS ${column}`,
  );
  const days = await db.query<CaseDay>(
    `SELECT s.case_no AS number, ${schema}.kst_day(s.time)::text AS day, ${values.join(', ')}
     FROM ${schema}.seizure s
     CROSS JOIN LATERAL ${schema}.corrections_of(s.feed, s.source, s.id, s.time, 'seizure', 'infinity') c
     WHERE s.case_no = ANY ($1::text[]) GROUP BY 1, 2`,
    [[...new Set(numbers)]],
  );
  return { numbers, days };
}

/** What a feed has stated of an event beforehand, in a correction that reaches it. */
export interface StatedBefore {
  /** Place of the event among those asked for. */
  place: number;
  column: string;
  /** The highest of several. */
  value: number;
}

export async function readStatedBefore(
  { db, schema }: RealmQueries,
  { table }: EventTable,
  columns: readonly string[],
  rows: readonly EventRow[],
): Promise<StatedBefore[]> {
  return await db.query<StatedBefore>(
    `SELECT n.place::integer - 1 AS place, c.column, max(c.value::float8) AS value
     FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS n(feed, source, id, place)
     JOIN ${schema}.correction_target t ON (t.source, t.id, t.feed, t.type) = (n.source, n.id, n.feed, '${table}')
     JOIN ${schema}.correction k
       ON (k.target_feed, k.target_source, k.target_id, k.target_type) = (t.feed, t.source, t.id, t.type) AND k.feed = t.feed
     CROSS JOIN LATERAL jsonb_each_text(k.changes) AS c("column", value)
     WHERE c.column = ANY ($4) AND c.value IS NOT NULL
       AND NOT ${schema}.is_taken_back('correction', k.feed, k.source, k.id, k.time, 'infinity')
     GROUP BY 1, 2`,
    [...[2, 3, 4].map((column) => arrayLiteral(rows, column)), columns],
  );
}
