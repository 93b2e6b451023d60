import type { Queryable } from '../database.ts';

/**
 * A lease is a time and a number in a row, by the database's clock: those of servers may differ, and nobody keeps a row
 * locked. `holder` is the run of a server. Tables: `drill`, `replay`.
 */
interface Lease {
  id: number;
  holder: string;
}

/** How long ago the lease of a row ran out or was given back, in milliseconds; `null`: somebody holds it. */
export const leftMs = (row: string) =>
  `CASE WHEN ${row}.held_until > clock_timestamp() THEN NULL
     ELSE coalesce(extract(epoch FROM clock_timestamp() - ${row}.held_until) * 1000, 0)::float8 END`;

/**
 * Takes the lease of a row, or renews one's own.
 * @param where what must also be so
 * @returns its number, which grows whenever another one takes it; `null`: another one holds it, or there is no such row
 */
export async function holdLease(
  db: Queryable,
  table: string,
  { holder, id }: Lease,
  seconds: number,
  where = 'true',
): Promise<number | null> {
  const [row] = await db.query<{ term: number }>(
    `UPDATE ${table} SET holder = $2, held_until = clock_timestamp() + make_interval(secs => $3),
       term = term + (holder IS DISTINCT FROM $2)::int
     WHERE id = $1 AND (holder IS NULL OR holder = $2 OR held_until < clock_timestamp()) AND ${where} RETURNING term`,
    [id, holder, seconds],
  );
  return row?.term ?? null;
}

/** Shorter than any lease, in seconds. */
const STANDSTILL_SECONDS = 2;

/**
 * For a transaction that is committed under a lease, at its beginning: one that stands still for so long is ended by the database.
 * What was renewed just before its commit is committed in time or not at all, and what a server has locked whose network is
 * gone is free before another one takes its lease.
 */
export async function endWithLease(tx: Queryable): Promise<void> {
  await tx.query(`SET LOCAL idle_in_transaction_session_timeout = '${STANDSTILL_SECONDS}s'`);
}

/** Gives back all that a run of a server holds, or the lease of one row, so that nobody has to wait. */
export async function giveLeases(
  db: Queryable,
  table: string,
  holder: string,
  id: number | null = null,
): Promise<void> {
  await db.query(
    `UPDATE ${table} SET holder = NULL, held_until = clock_timestamp() WHERE holder = $1 AND id = coalesce($2, id)`,
    [holder, id],
  );
}
