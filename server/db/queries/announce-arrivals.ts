import { arrayLiteral } from '../array-literal.ts';
import type { RealmDatabase } from '../database.ts';
import type { EventRow, EventTable } from './insert-events.ts';

/**
 * Keeps arrivals that have not happened yet. A later list of the same flight replaces the earlier one.
 * @returns for each row whether it was new, changed, or already so
 */
export async function announceArrivals(
  { db, schema }: RealmDatabase,
  { columns }: EventTable,
  rows: readonly EventRow[],
): Promise<('new' | 'changed' | 'known')[]> {
  const names = columns.map(({ name }) => name).join(', ');
  const values = columns
    .map(({ name }) => (name === 'recorded_at' ? 'coalesce(recorded_at, now())' : name))
    .join(', ');
  const parameters = columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ');
  const written = await db.query<{ id: string; fresh: boolean }>(
    `INSERT INTO ${schema}.announced_arrival AS a (${names})
     SELECT ${values} FROM unnest(${parameters}) AS t(${names})
     ON CONFLICT (source, id, time) DO UPDATE SET units = excluded.units, origin = excluded.origin,
       recorded_at = excluded.recorded_at
       WHERE (a.units, a.origin) <> (excluded.units, excluded.origin)
     RETURNING id, xmax = 0 AS fresh`,
    columns.map((_, column) => arrayLiteral(rows, column)),
  );
  return rows.map((row) => {
    const found = written.find(({ id }) => id === row[4]);
    return found === undefined ? 'known' : found.fresh ? 'new' : 'changed';
  });
}

/** Lets announced arrivals land whose time has come. @returns how many did */
export async function landDueArrivals({ db, schema }: RealmDatabase): Promise<number> {
  const [row] = await db.query<{ landed: number }>(`SELECT ${schema}.land_due_arrivals() AS landed`);
  return row?.landed ?? 0;
}
