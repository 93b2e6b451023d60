import type { RealmDatabase } from '../database.ts';

/** Drops what is past its time and compresses what is old; at most one at a time, whoever calls. */
export async function maintain({ db, schema }: RealmDatabase): Promise<void> {
  await db.query(`CALL ${schema}.maintain()`, [], { timeoutMs: 120_000 });
}
