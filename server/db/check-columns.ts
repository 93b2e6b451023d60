import { definitionOf, EVENT_STREAMS } from '../contract/events/catalogue.ts';
import { columnOf } from '../contract/events/definition.ts';
import { arrayLiteral } from './array-literal.ts';
import type { RealmDatabase } from './database.ts';
import { MigrationRefused } from './migrate.ts';
import { COMMON_COLUMNS } from './queries/insert-events.ts';

/** What a table of events has beside the fields: who sent it, and when it came. */
const OWN_COLUMNS = [...COMMON_COLUMNS.map(({ name }) => name), 'token', 'received_at'];

/** Every field of the catalogue, in the table of its events and in the one that keeps what counts of them. */
const WANTED = EVENT_STREAMS.flatMap((stream) => {
  const { fields, kept } = definitionOf(stream);
  return Object.entries(fields).flatMap(([field, of]) =>
    [stream, kept].map((table) => [table, columnOf(field, of), of.sql, `${stream}.${field}`]),
  );
});

/**
 * Holds the tables of a realm against the catalogue of events: a field without a column would be dropped without a word, and a
 * column without a field could not be told.
 * @throws {MigrationRefused} that names each of them
 */
export async function checkColumns({ db, schema }: RealmDatabase): Promise<void> {
  const faults = await db.query<{ fault: string }>(
    `WITH wanted AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS w("table", name, type, field)
     ), there AS (
       SELECT c.relname::text AS "table", a.attname::text AS name, a.atttypid::regtype AS type
       FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relnamespace = $5::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
     )
     SELECT CASE WHEN t.name IS NULL THEN format('the field %s has no column %s in the table %s', w.field, w.name, w."table")
                 ELSE format('the column %s of the table %s is %s, and the field %s needs %s', w.name, w."table", t.type, w.field, w.type)
            END AS fault
     FROM wanted w LEFT JOIN there t USING ("table", name)
     WHERE t.name IS NULL OR t.type <> w.type::regtype
     UNION ALL
     SELECT format('the column %s of the table %s is no field of the catalogue', t.name, t."table")
     FROM there t WHERE t."table" = ANY ($6::text[]) AND t.name <> ALL ($7::text[])
       AND NOT EXISTS (SELECT FROM wanted w WHERE (w."table", w.name) = (t."table", t.name))
     ORDER BY 1`,
    [...[0, 1, 2, 3].map((column) => arrayLiteral(WANTED, column)), schema, EVENT_STREAMS, OWN_COLUMNS],
  );
  if (faults.length === 0) return;
  throw new MigrationRefused(
    `the tables of ${schema} do not fit the events that this version takes: ${faults.map(({ fault }) => fault).join('; ')}`,
  );
}
