import { arrayLiteral } from '../array-literal.ts';
import type { RealmDatabase, RealmQueries } from '../database.ts';
import { BY_TOKEN } from './stated-sums.ts';
import { receivedAt, valuesOf, type EventRow, type EventTable } from './insert-events.ts';

/** Of a stream whose raw rows are dropped after a time; instants in milliseconds since the Unix epoch. */
export interface IdentityHorizon {
  /** From here on identities are kept: what is older is refused, or brought as back-filling. */
  keptFrom: number;
  /** From here to `keptFrom` events were counted whose identities are gone. */
  closedFrom: number;
}

/** By table. */
export async function readIdentityHorizons({
  db,
  schema,
}: RealmQueries): Promise<Map<string, IdentityHorizon>> {
  const ms = (at: string) => `(extract(epoch FROM ${at}) * 1000)::float8`;
  const rows = await db.query<IdentityHorizon & { stream: string }>(
    `SELECT stream, ${ms(`${schema}.identities_kept_from(stream)`)} AS "keptFrom",
            CASE WHEN isfinite(closed_from) THEN ${ms('closed_from')} ELSE 'infinity' END AS "closedFrom"
     FROM ${schema}.identity_horizon`,
  );
  return new Map(rows.map(({ stream, ...horizon }) => [stream, horizon]));
}

/**
 * Inserts rows that are older than the identities that are kept, and keeps theirs for ever: those that were brought before
 * are left. In one statement, all of it or nothing.
 * @returns for each row whether it was new
 */
export async function insertOldEvents(
  { db, schema }: RealmDatabase,
  { columns, table }: EventTable,
  rows: readonly EventRow[],
): Promise<boolean[]> {
  const names = columns.map(({ name }) => name).join(', ');
  const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ');
  const [answer] = await db.feeds.query<{ places: number[] | null }>(
    `WITH input AS (
       SELECT DISTINCT ON (feed, source, id, time) * FROM unnest(${arrays}) WITH ORDINALITY AS t(${names}, place)
       ORDER BY feed, source, id, time, place
     ), fresh AS (
       INSERT INTO ${schema}.old_event (stream, feed, source, id, time)
       SELECT '${table}', feed, source, id, time FROM input ON CONFLICT DO NOTHING RETURNING feed, source, id, time
     ), inserted AS (
       INSERT INTO ${schema}.${table} (${names}, received_at)
       SELECT ${valuesOf(schema, columns)}, ${receivedAt(schema)} FROM input
       WHERE ${BY_TOKEN} AND (feed, source, id, time) IN (SELECT * FROM fresh)
       ON CONFLICT DO NOTHING RETURNING feed, source, id, time
     )
     SELECT array_agg(place::integer) AS places FROM input WHERE (feed, source, id, time) IN (SELECT * FROM inserted)`,
    columns.map((_, column) => arrayLiteral(rows, column)),
  );
  const fresh = new Set(answer?.places ?? []);
  return rows.map((_, index) => fresh.has(index + 1));
}
