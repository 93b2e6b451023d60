import type { EventStream } from '../../contract/events/catalogue.ts';
import { arrayLiteral, type Value } from '../array-literal.ts';
import type { Queryable, RealmDatabase } from '../database.ts';
import { BY_TOKEN } from './stated-sums.ts';

/** A raw table and its columns in the order of {@link EventRow}; the first five are an event's own. */
export interface EventTable {
  table: EventStream | 'correction' | 'announced_arrival';
  columns: readonly { name: string; type: string }[];
}

/** Values in the order of the table's columns. Instants are ISO 8601 in UTC. */
export type EventRow = readonly Value[];

/** Columns that every event has, first in each table's list. `recorded_at` NULL means now. */
export const COMMON_COLUMNS = [
  { name: 'time', type: 'timestamptz' },
  { name: 'recorded_at', type: 'timestamptz' },
  { name: 'feed', type: 'text' },
  { name: 'source', type: 'text' },
  { name: 'id', type: 'text' },
] as const;

/** Where a row has its time, feed, source and id. */
const KEY = [0, 2, 3, 4] as const;

const UNIQUE_VIOLATION = '23505';

/**
 * Inserts rows in one statement, which is one transaction; triggers count them. All or nothing: a plain INSERT is a third
 * cheaper than one that must be ready for conflicts (5.7 µs a row, not 8.7).
 * `unnest` stands in the select list because in FROM its rows are stored before they are read (1.0 µs a row).
 * @returns false when a row is there already, or twice among these: then nothing was inserted
 */
export async function insertNewEvents(
  realm: RealmDatabase,
  table: EventTable,
  rows: readonly EventRow[],
): Promise<boolean> {
  try {
    await insertOnly(realm.db.feeds, realm, table, rows);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return false;
    throw error;
  }
}

/** The same where it is known how: throws when a row is there already. */
export async function insertOnly(
  db: Queryable,
  realm: RealmDatabase,
  table: EventTable,
  rows: readonly EventRow[],
): Promise<void> {
  const { insert, parameters } = statementParts(realm, table, rows);
  await db.query(insert, parameters);
}

/**
 * The same for rows of which some may be there already: those are left. Which ones is looked up only when there are some
 * (0.5 µs a row).
 * @returns for each row whether it was new
 */
export async function insertEvents(
  realm: RealmDatabase,
  table: EventTable,
  rows: readonly EventRow[],
): Promise<boolean[]> {
  const { inputOf, insert, parameters } = statementParts(realm, table, rows);
  const [answer] = await realm.db.feeds.query<{ inserted: number; known: number[] | null }>(
    `WITH inserted AS (
       ${insert} ON CONFLICT DO NOTHING RETURNING feed, source, id, time
     ), total AS (SELECT count(*) AS inserted FROM inserted)
     SELECT inserted, CASE WHEN inserted < ${rows.length} THEN (
       SELECT array_agg(place) FROM (SELECT ${inputOf(KEY)}, generate_series(1, ${rows.length}) AS place) AS input
       WHERE NOT EXISTS (SELECT FROM inserted n WHERE n.id = input.id AND n.source = input.source AND n.feed = input.feed AND n.time = input.time)
     ) END AS known FROM total`,
    parameters,
  );
  const fresh = rows.map(() => true);
  for (const place of answer?.known ?? []) fresh[place - 1] = false;
  if (fresh.reduce((sum, each) => sum + Number(each), 0) !== answer?.inserted) markRepeats(rows, fresh);
  return fresh;
}

/**
 * A column that says the same in every row is one value, not an array: all of a request is of one feed,
 * and few events have every field. Never the first, which makes the rows.
 */
function statementParts(
  { schema }: RealmDatabase,
  { columns, table }: EventTable,
  rows: readonly EventRow[],
) {
  const same = columns.map(
    (_, column) => column > 0 && rows.every((row) => row[column] === rows[0]?.[column]),
  );
  const inputs = columns.map(({ name, type }, column) => {
    const parameter = `$${column + 1}::${type}`;
    return `${same[column] ? parameter : `unnest(${parameter}[])`} AS ${name}`;
  });
  const insert = `INSERT INTO ${schema}.${table} (${columns.map(({ name }) => name).join(', ')}, received_at)
    SELECT ${valuesOf(schema, columns)}, ${receivedAt(schema)} FROM (SELECT ${inputs.join(', ')}) AS input WHERE ${BY_TOKEN}`;
  return {
    insert,
    inputOf: (places: readonly number[]) => places.map((place) => inputs[place]).join(', '),
    parameters: columns.map((_, column) =>
      same[column] ? (rows[0]?.[column] ?? null) : arrayLiteral(rows, column),
    ),
  };
}

/** In a subquery the realm's clock is asked once, not for each row. */
export function valuesOf(schema: string, columns: EventTable['columns']): string {
  return columns
    .map(({ name }) =>
      name === 'recorded_at' ? `coalesce(recorded_at, (SELECT ${schema}.realm_now()))` : name,
    )
    .join(', ');
}

/** Where the sender says when it was recorded: when it came, by the realm's clock. */
export function receivedAt(schema: string): string {
  return `CASE WHEN recorded_at IS NOT NULL THEN (SELECT ${schema}.realm_now()) END`;
}

/** Of rows with one identity within the same statement only the first was inserted. */
function markRepeats(rows: readonly EventRow[], fresh: boolean[]): void {
  const seen = new Set<string>();
  rows.forEach((row, index) => {
    const identity = JSON.stringify([row[2], row[3], row[4], row[0]]);
    if (seen.has(identity)) fresh[index] = false;
    seen.add(identity);
  });
}
