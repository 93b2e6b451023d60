import type { Queryable, RealmDatabase } from '../database.ts';
import type { AlarmPlace } from './alarm-rows.ts';

/** A holder that is silent for so long, in seconds, is followed by another server. */
const LEASE_SECONDS = 5;
/**
 * Takes the lease, or renews one's own, by the database's clock: those of servers may differ.
 * @returns its number, which grows whenever another server takes it; `null`: somebody else has it
 */
export async function holdAlarmLease(db: Queryable, schema: string, holder: string): Promise<number | null> {
  const [row] = await db.query<{ term: number }>(
    `INSERT INTO ${schema}.alarm_lease AS l (holder, until)
     VALUES ($1, clock_timestamp() + make_interval(secs => $2))
     ON CONFLICT (one) DO UPDATE SET holder = excluded.holder, until = excluded.until,
       term = l.term + (l.holder <> excluded.holder)::int
     WHERE l.holder = excluded.holder OR l.until < clock_timestamp() RETURNING term`,
    [holder, LEASE_SECONDS],
  );
  return row?.term ?? null;
}

/** Gives it back, so that nobody has to wait. */
export async function giveAlarmLease({ db, schema }: RealmDatabase, holder: string): Promise<void> {
  await db.query(`UPDATE ${schema}.alarm_lease SET until = '-infinity' WHERE holder = $1`, [holder]);
}

/** What waits for its delay, and since when in milliseconds since the Unix epoch. */
export async function readPending({
  db,
  schema,
}: RealmDatabase): Promise<(AlarmPlace & { since: number })[]> {
  const rows = await db.query<AlarmPlace & { since: Date }>(
    `SELECT rule, port, route, subject, since FROM ${schema}.alarm_pending`,
  );
  return rows.map((row) => ({ ...row, since: row.since.getTime() }));
}

export async function savePending(
  tx: Queryable,
  schema: string,
  { port, route, rule, since, subject }: AlarmPlace & { since: number },
): Promise<void> {
  await tx.query(
    `INSERT INTO ${schema}.alarm_pending (rule, port, route, subject, since) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (rule, port, route, subject) DO UPDATE SET since = excluded.since`,
    [rule, port, route, subject, new Date(since).toISOString()],
  );
}

export async function deletePending(
  tx: Queryable,
  schema: string,
  { port, route, rule, subject }: AlarmPlace,
): Promise<void> {
  await tx.query(
    `DELETE FROM ${schema}.alarm_pending
     WHERE rule = $1 AND (port, route, subject) IS NOT DISTINCT FROM ($2::text, $3::text, $4::text)`,
    [rule, port, route, subject],
  );
}
