import type { Database, Queryable } from './database.ts';
import { SHARED_SCHEMA } from './queries/feed-tokens.ts';

/** A schema has hundreds of tables, and dropping them waits for their readers. */
const PATIENT = { timeoutMs: 60_000 };

/** Realms that pass: the live one, and whatever else somebody keeps, is never dropped by the board. */
const PASSING = /^(drill|replay)_[0-9a-z_]{1,34}$/;

/**
 * Drops the schema of a drill or a replay with all that is in it, and takes it off the register; feeds' tokens of it go as
 * well. Nothing may run on it any more. One that is not there is none.
 */
export async function dropRealm(db: Database, name: string): Promise<void> {
  await db.transaction(async (tx) => {
    await dropSchema(tx, name);
    await tx.query(`DELETE FROM ${SHARED_SCHEMA}.realm WHERE name = $1`, [name]);
  }, PATIENT);
}

/** Drops what is in the realm and leaves it on the register: it is to be made anew. */
export async function emptyRealm(db: Database, name: string): Promise<void> {
  await db.transaction(async (tx) => dropSchema(tx, name), PATIENT);
}

async function dropSchema(tx: Queryable, name: string): Promise<void> {
  if (!PASSING.test(name)) throw new Error(`not a realm of a drill or a replay: ${JSON.stringify(name)}`);
  // Jobs stand above the schemas: they would call what is gone.
  await tx.query(
    `SELECT delete_job(job_id) FROM timescaledb_information.jobs WHERE proc_schema = $1 OR hypertable_schema = $1`,
    [name],
  );
  await tx.query(`DROP SCHEMA IF EXISTS ${name} CASCADE`);
}
