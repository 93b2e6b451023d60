import type { RealmDatabase } from '../database.ts';

/** An alarm that was raised, whatever became of it. */
export interface RaisedAlarm {
  id: number;
  rule: string;
  port: string | null;
  route: string | null;
  subject: string | null;
  /** For the first time; milliseconds since the Unix epoch. */
  raisedAt: number;
}

/** All alarms of a realm, in the order in which they were raised. */
export async function readRaised({ db, schema }: RealmDatabase): Promise<RaisedAlarm[]> {
  const rows = await db.query<Omit<RaisedAlarm, 'raisedAt'> & { raisedAt: Date }>(
    `SELECT id, rule, port, route, subject, first_raised_at AS "raisedAt" FROM ${schema}.alarm ORDER BY id`,
  );
  return rows.map((row) => ({ ...row, raisedAt: row.raisedAt.getTime() }));
}
