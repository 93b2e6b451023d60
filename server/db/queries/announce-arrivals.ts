import { arrayLiteral } from '../array-literal.ts';
import type { RealmDatabase, RealmQueries } from '../database.ts';
import { utcText } from './utc-text.ts';
import { BY_TOKEN } from './stated-sums.ts';
import { valuesOf, type EventRow, type EventTable } from './insert-events.ts';

/**
 * Keeps arrivals that have not happened yet. A later list of the same flight replaces the earlier one; no two rows may be
 * of the same flight.
 * @returns for each row whether it was new, changed, or already so
 */
export async function announceArrivals(
  { db, schema }: RealmQueries,
  { columns }: EventTable,
  rows: readonly EventRow[],
): Promise<('new' | 'changed' | 'known')[]> {
  const names = columns.map(({ name }) => name).join(', ');
  const values = valuesOf(schema, columns);
  const parameters = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ');
  const changing = ['time', 'scheduled_at', 'port', 'units', 'origin'];
  const written = await db.query<{ id: string; fresh: boolean }>(
    `INSERT INTO ${schema}.announced_arrival AS a (${names})
     SELECT ${values} FROM unnest(${parameters}) AS t(${names}) WHERE ${BY_TOKEN}
     ON CONFLICT (feed, source, id) DO UPDATE SET recorded_at = excluded.recorded_at,
       ${changing.map((name) => `${name} = excluded.${name}`).join(', ')}
       WHERE (${changing.map((name) => `a.${name}`).join(', ')})
         IS DISTINCT FROM (${changing.map((name) => `excluded.${name}`).join(', ')})
     RETURNING id, xmax = 0 AS fresh`,
    columns.map((_, column) => arrayLiteral(rows, column)),
  );
  return rows.map((row) => {
    const found = written.find(({ id }) => id === row[4]);
    return found === undefined ? 'known' : found.fresh ? 'new' : 'changed';
  });
}

/** Which of the flights have landed already, whatever time their lists say now. */
export async function readLanded(
  { db, schema }: RealmQueries,
  feed: string,
  source: string,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.query<{ id: string }>(
    `SELECT f.id FROM ${schema}.landed_flight f JOIN ${schema}.arrival a USING (source, id, feed, time)
     WHERE source = $1 AND feed = $2 AND f.id = ANY ($3::text[])
       AND NOT ${schema}.is_taken_back('arrival', feed, source, f.id, time, 'infinity')`,
    [source, feed, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/**
 * Lays down at which times flights land, unless another list has: then it is that one, and the arrival the same one.
 * @returns ISO 8601, UTC, by flight
 */
export async function landFlights(
  { db, schema }: RealmQueries,
  feed: string,
  source: string,
  flights: readonly { id: string; time: string }[],
): Promise<Map<string, string>> {
  if (flights.length === 0) return new Map();
  const rows = await db.query<{ id: string; time: string }>(
    `INSERT INTO ${schema}.landed_flight AS f (feed, source, id, time)
     SELECT $1, $2, id, time FROM unnest($3::text[], $4::timestamptz[]) AS t(id, time) ORDER BY id
     ON CONFLICT (source, id, feed) DO UPDATE SET time = ${schema}.landing_time(f, excluded.time) RETURNING id, ${utcText('time')} AS time`,
    [feed, source, flights.map(({ id }) => id), flights.map(({ time }) => time)],
  );
  return new Map(rows.map(({ id, time }) => [id, time]));
}

/** Takes announcements back: of flights that have landed by another way. */
export async function withdrawAnnounced(
  { db, schema }: RealmQueries,
  feed: string,
  source: string,
  ids: readonly string[],
): Promise<void> {
  await db.query(
    `DELETE FROM ${schema}.announced_arrival WHERE feed = $3 AND source = $1 AND id = ANY ($2::text[])`,
    [source, ids, feed],
  );
}

/** Lets announced arrivals land whose time has come. @returns how many did */
export async function landDueArrivals({ db, schema }: RealmDatabase): Promise<number> {
  const [row] = await db.query<{ landed: number }>(`SELECT ${schema}.land_due_arrivals() AS landed`);
  return row?.landed ?? 0;
}
