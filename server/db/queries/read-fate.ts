import { arrayLiteral } from '../array-literal.ts';
import type { RealmDatabase, RealmQueries } from '../database.ts';
import type { EventRow, EventTable } from './insert-events.ts';

/** What became of a row beyond that it is there. */
export interface Fate {
  /** Place of the row among those asked for. */
  place: number;
  /** A correction had come before it and holds since it is there. */
  corrected: boolean;
  /** The number under which it is kept apart, where another feed has stated the same one. */
  number: string | null;
}

/** Streams whose things are numbered, and the column that has the number. */
export const NUMBER_COLUMN: Readonly<Partial<Record<EventTable['table'], string>>> = {
  seizure: 'case_no',
  lead: 'lead_no',
  bulletin: 'bulletin_no',
};

/** Whether corrections of a stream wait for their event. */
export async function anyWaits({ db, schema }: RealmDatabase, { table }: EventTable): Promise<boolean> {
  const rows = await db.feeds.query(
    `SELECT FROM ${schema}.correction_target WHERE waits AND type = '${table}' LIMIT 1`,
  );
  return rows.length > 0;
}

/** Of rows that were inserted just now; those of which there is nothing to say are left out. */
export async function readFates(
  { db, schema }: RealmDatabase,
  { columns, table }: EventTable,
  rows: readonly EventRow[],
): Promise<Fate[]> {
  const number = NUMBER_COLUMN[table];
  // In the first five columns, time, feed, source and id.
  const identities = rows.map((row) => [row[0] ?? null, row[2] ?? null, row[3] ?? null, row[4] ?? null]);
  const stated = columns.findIndex(({ name }) => name === number);
  const numbers = rows.map((row) => [row[stated] ?? null]);
  return await db.feeds.query<Fate>(
    `SELECT n.place::integer - 1 AS place, t.id IS NOT NULL AS corrected, ${number === undefined ? 'NULL' : `nullif(e.${number}, n.number)`} AS number
     FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[])
       WITH ORDINALITY AS n(time, feed, source, id, number, place)
     LEFT JOIN ${schema}.correction_target t
       ON (t.source, t.id, t.feed, t.type) = (n.source, n.id, n.feed, '${table}') AND NOT t.waits
     ${number === undefined ? '' : `JOIN ${schema}.${table} e ON (e.source, e.id, e.feed, e.time) = (n.source, n.id, n.feed, n.time)`}
     WHERE t.id IS NOT NULL ${number === undefined ? '' : `OR e.${number} <> n.number`}
     ORDER BY n.place`,
    [...[0, 1, 2, 3].map((column) => arrayLiteral(identities, column)), arrayLiteral(numbers, 0)],
  );
}

/** Of corrections those that the database refuses, by their place; see correction_refusal() in migrations/realm/045-own-word.sql. */
export async function readRefused(
  { db, schema }: RealmQueries,
  { columns }: EventTable,
  rows: readonly EventRow[],
): Promise<Map<number, 'feed' | 'number'>> {
  const asked = ['feed', 'token', 'target_type', 'target_feed', 'target_source', 'target_id'];
  const places = asked.map((name) => columns.findIndex((column) => column.name === name));
  const refused = await db.query<{ place: number; why: 'feed' | 'number' }>(
    `SELECT place::integer - 1 AS place, why
     FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[])
       WITH ORDINALITY AS n(feed, token, type, target_feed, source, id, place)
     CROSS JOIN LATERAL ${schema}.correction_refusal(feed, token, type, coalesce(target_feed, feed), source, id) AS why
     WHERE why IS NOT NULL`,
    places.map((column) => arrayLiteral(rows, column)),
  );
  return new Map(refused.map(({ place, why }) => [place, why]));
}
