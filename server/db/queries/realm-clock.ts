import type { Queryable, RealmDatabase } from '../database.ts';

export interface ClockRow {
  /** Milliseconds since the Unix epoch. */
  shows: number;
  /** Times real time between two steps; 0 while it stands still. */
  rate: number;
}

export interface StandingClock extends ClockRow {
  /** Another one wherever the realm's schema was dropped and made anew. */
  generation: number;
}

/** The clock of a realm that has one of its own; `null`: it goes by real time, or is not set yet. */
export async function readRealmClock({ db, schema }: RealmDatabase): Promise<StandingClock | null> {
  const [row] = await db.query<{ shows: Date; rate: number; generation: number }>(
    `SELECT shows, rate, tableoid::bigint AS generation FROM ${schema}.realm_clock`,
  );
  return row === undefined ? null : { ...row, shows: row.shows.getTime() };
}

export async function setRealmClock(tx: Queryable, schema: string, { rate, shows }: ClockRow): Promise<void> {
  await tx.query(
    `INSERT INTO ${schema}.realm_clock (shows, rate) VALUES ($1, $2)
     ON CONFLICT (one) DO UPDATE SET shows = excluded.shows, rate = excluded.rate`,
    [new Date(shows).toISOString(), rate],
  );
}

/** A realm whose clock is behind ours keeps minutes as long before its own time as others do before theirs. */
export async function setRealmHorizon(tx: Queryable, schema: string): Promise<void> {
  await tx.query(
    `UPDATE ${schema}.horizon SET kept_from = least(kept_from, ${schema}.start_of_day(${schema}.site_day(${schema}.realm_now()) - 35))
     WHERE what = 'minute'`,
  );
}
