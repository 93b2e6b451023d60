import { definitionOf } from '../../contract/events/catalogue.ts';
import { columnOf } from '../../contract/events/definition.ts';
import { arrayLiteral } from '../array-literal.ts';
import type { RealmDatabase, RealmQueries } from '../database.ts';
import type { EventRow, EventTable } from './insert-events.ts';
import { utcText } from './utc-text.ts';

/** What became of a row beyond that it is there. */
export interface Fate {
  /** Place of the row among those asked for. */
  place: number;
  /** A correction that stands for its name changes it, or says that it did not happen. */
  corrected: 'changed' | 'retracted' | null;
  /** The number under which it is kept apart, where another feed has stated the same one. */
  number: string | null;
}

/** The column that numbers the things of a stream, where they are numbered. */
export function numberColumn(table: EventTable['table']): string | undefined {
  if (table === 'correction' || table === 'announced_arrival') return undefined;
  const { fields, number } = definitionOf(table);
  const field = number === undefined ? undefined : fields[number];
  return field && columnOf(number ?? '', field);
}

/** Whether corrections name events of a stream, which they then do for ever. */
export async function anyCorrected({ db, schema }: RealmQueries, { table }: EventTable): Promise<boolean> {
  const rows = await db.query(`SELECT FROM ${schema}.correction_target WHERE type = '${table}' LIMIT 1`);
  return rows.length > 0;
}

/** In the first five columns, time, feed, source and id. */
const identitiesOf = (rows: readonly EventRow[]) =>
  rows.map((row) => [row[0] ?? null, row[2] ?? null, row[3] ?? null, row[4] ?? null]);
const IDENTITIES = 'unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[]';
const identityArrays = (rows: readonly EventRow[]) => {
  const identities = identitiesOf(rows);
  return [0, 1, 2, 3].map((column) => arrayLiteral(identities, column));
};

/** Of rows that were inserted just now; those of which there is nothing to say are left out. */
export async function readFates(
  { db, schema }: RealmDatabase,
  { columns, table }: EventTable,
  rows: readonly EventRow[],
): Promise<Fate[]> {
  const number = numberColumn(table);
  const stated = columns.findIndex(({ name }) => name === number);
  const numbers = rows.map((row) => [row[stated] ?? null]);
  return await db.feeds.query<Fate>(
    `SELECT n.place::integer - 1 AS place, c.corrected, ${number === undefined ? 'NULL' : `nullif(e.${number}, n.number)`} AS number
     FROM ${IDENTITIES}, $5::text[]) WITH ORDINALITY AS n(time, feed, source, id, number, place)
     LEFT JOIN ${schema}.correction_target t ON (t.source, t.id, t.feed, t.type) = (n.source, n.id, n.feed, '${table}')
     LEFT JOIN LATERAL (
       SELECT CASE WHEN k.retracted THEN 'retracted' WHEN k.changes <> '{}' THEN 'changed' END AS corrected
       FROM ${schema}.corrections_of(t.feed, t.source, t.id, n.time, t.type, 'infinity') k WHERE t.id IS NOT NULL
     ) c ON true
     ${number === undefined ? '' : `JOIN ${schema}.${table} e ON (e.source, e.id, e.feed, e.time) = (n.source, n.id, n.feed, n.time)`}
     WHERE c.corrected IS NOT NULL ${number === undefined ? '' : `OR e.${number} <> n.number`}
     ORDER BY n.place`,
    [...identityArrays(rows), arrayLiteral(numbers, 0)],
  );
}

/** Of rows that were there already: those that were taken back, and the number of the order. */
export async function readTakenBack(
  { db, schema }: RealmDatabase,
  { table }: EventTable,
  rows: readonly EventRow[],
): Promise<{ place: number; number: number }[]> {
  return await db.feeds.query(
    `SELECT n.place::integer - 1 AS place, max(b.number) AS number
     FROM ${IDENTITIES}) WITH ORDINALITY AS n(time, feed, source, id, place)
     JOIN ${schema}.taken_event e ON (e.source, e.id, e.feed, e.time, e.stream) = (n.source, n.id, n.feed, n.time, '${table}')
     JOIN ${schema}.taken_back b ON b.number = e.number
       AND e.given_back_at IS NULL AND (e.taken_at IS NOT NULL OR b.undone_at IS NULL)
     GROUP BY n.place ORDER BY n.place`,
    identityArrays(rows),
  );
}

/** What a correction reaches. */
export interface Reach {
  /** Place of the correction among those asked for. */
  place: number;
  /** Times of the events of the name, ISO 8601, in order. */
  times: string[];
  /** From where on rows of the stream are kept, where some have been dropped: the event may have been among them. */
  keptFrom: string | null;
}

/** Of corrections that were inserted just now: those that reach more than one event, or none where it may have been dropped. */
export async function readReach(
  { db, schema }: RealmDatabase,
  { columns }: EventTable,
  rows: readonly EventRow[],
): Promise<Reach[]> {
  const parameters = ['target_type', 'target_source', 'target_id', 'target_feed'].map((name) => {
    const column = columns.findIndex((each) => each.name === name);
    // Where it names no feed it reaches its own.
    return arrayLiteral(
      rows.map((row) => [row[column] ?? (name === 'target_feed' ? (row[2] ?? null) : null)]),
      0,
    );
  });
  const types = [
    ...new Set(rows.map((row) => String(row[columns.findIndex(({ name }) => name === 'target_type')]))),
  ];
  // What is corrected of a stream of many rows is in a table of its own: the rows themselves are then found by their time.
  const times = types.map((type) => {
    const from = ['arrival', 'verdict'].includes(type)
      ? `${schema}.corrected_${type} e JOIN ${schema}.${type} USING (source, id, feed, time)`
      : `${schema}.${type} e`;
    return `SELECT n.place, e.time FROM named n CROSS JOIN LATERAL (
              SELECT e.time FROM ${from} WHERE (e.source, e.id, e.feed) = (n.source, n.id, n.feed)) e
            WHERE n.type = '${type}'`;
  });
  return await db.feeds.query<Reach>(
    `WITH named AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS n(type, source, id, feed, place)
     ), reached AS (${times.join(' UNION ALL ')})
     SELECT n.place::integer - 1 AS place,
            coalesce(array_agg(${utcText('r.time')} ORDER BY r.time) FILTER (WHERE r.time IS NOT NULL), '{}') AS times,
            CASE WHEN h.closed_from < 'infinity' THEN ${utcText('h.kept_from')} END AS "keptFrom"
     FROM named n LEFT JOIN reached r USING (place) LEFT JOIN ${schema}.identity_horizon h ON h.stream = n.type
     GROUP BY n.place, h.closed_from, h.kept_from
     HAVING count(r.time) > 1 OR count(r.time) = 0 AND h.closed_from < 'infinity'
     ORDER BY n.place`,
    parameters,
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
