import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database, Queryable } from './database.ts';

/** Folder of `migrations/` that a schema takes: `shared` for what stands above the realms, `realm` for each realm. */
export type MigrationSet = 'shared' | 'realm';

/** Others may be at it: several drills are made at the same moment, each in a schema of its own. */
const PATIENT = { timeoutMs: 120_000 };

const DEADLOCK = '40P01';
const UNDEFINED_TABLE = '42P01';
const MOST_ATTEMPTS = 5;

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/** The first migrations of the sets before the baseline; every schema of that time has one of them. */
const BEFORE_BASELINE = ['0001-events.sql', '0001-realms-and-tokens.sql'];

/** The database does not fit this version: nothing is run. The message is meant for the person who starts the server. */
export class MigrationRefused extends Error {
  override readonly name: string = 'MigrationRefused';
}

/** A migration that was applied has another text now, or is missing. */
export class MigrationChanged extends MigrationRefused {
  override readonly name = 'MigrationChanged';
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return await Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * Brings a schema up to date, forward only. An advisory lock lets any number of servers start at once: one migrates, the
 * others wait and find it done. Each migration is one transaction.
 * @returns names of the migrations that were applied now
 * @throws {MigrationRefused} when the database was made by another version than this one can follow
 */
export async function migrate(
  db: Database,
  folder: string,
  schema: string,
  set: MigrationSet,
): Promise<string[]> {
  const migrations = await readMigrations(join(folder, set));
  await refuseBeforeBaseline(db, set === 'shared' ? null : schema);
  const applied: string[] = [];
  for (const migration of migrations) {
    const fresh = await deadlockRetried(() =>
      db.transaction(async (tx) => {
        await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('gwanje migrations', 0))");
        return await applyOnce(tx, schema, migration, migrations);
      }, PATIENT),
    );
    if (fresh) applied.push(migration.name);
  }
  return applied;
}

/**
 * Refuses a database that was made before the baseline, before anything in it is changed. The shared schema is migrated first
 * at every start, so all schemas are checked with it.
 * @param schema the only one to check; null: every schema of the board
 */
async function refuseBeforeBaseline(db: Database, schema: string | null): Promise<void> {
  const found = await db.query<{ schema: string; table: string }>(
    `SELECT nspname AS schema, format('%I.migration', nspname) AS "table"
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relname = 'migration' AND c.relkind = 'r' AND has_table_privilege(c.oid, 'SELECT')
       AND ($1::text IS NULL OR nspname = $1)
       AND (SELECT count(*) FROM pg_attribute
            WHERE attrelid = c.oid AND attname IN ('name', 'checksum', 'applied_at') AND NOT attisdropped) = 3
     ORDER BY 1`,
    [schema],
  );
  for (const each of found) {
    if (!(await holdsBeforeBaseline(db, each.table))) continue;
    throw new MigrationRefused(
      `This database was made by a version before the schema baseline of 0.1 (schema ${each.schema}) and cannot be upgraded; ` +
        'start with an empty database or a new DATA_DIR.',
    );
  }
}

async function holdsBeforeBaseline(db: Database, table: string): Promise<boolean> {
  const names = BEFORE_BASELINE.map((name) => `'${name}'`).join(', ');
  try {
    return (await db.query(`SELECT FROM ${table} WHERE name IN (${names})`)).length > 0;
  } catch (error) {
    // A drill or a replay may be removed meanwhile.
    if (hasCode(error, UNDEFINED_TABLE)) return false;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/**
 * Tables are made while other realms are written to and dropped: where two wait for each other the database ends one, which
 * has done nothing then and begins anew.
 */
async function deadlockRetried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!hasCode(error, DEADLOCK) || attempt >= MOST_ATTEMPTS) throw error;
    }
  }
}

async function applyOnce(
  tx: Queryable,
  schema: string,
  migration: Migration,
  all: readonly Migration[],
): Promise<boolean> {
  await tx.query(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
  await tx.query(`CREATE TABLE IF NOT EXISTS "${schema}".migration (
    name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  const done = await tx.query<{ name: string; checksum: string }>(
    `SELECT name, checksum FROM "${schema}".migration`,
  );
  for (const { name, checksum } of done) {
    const known = all.find((each) => each.name === name);
    if (known === undefined) {
      throw new MigrationChanged(
        `${schema}: ${name} was applied by a newer version; this one does not know it`,
      );
    }
    if (known.checksum !== checksum) {
      throw new MigrationChanged(
        `${schema}: ${name} was applied with another text; add a new migration instead`,
      );
    }
  }
  if (done.some(({ name }) => name === migration.name)) return false;
  await tx.query(`SET LOCAL search_path TO "${schema}", public`);
  for (const statement of splitStatements(migration.sql)) await tx.query(statement);
  await tx.query(`INSERT INTO "${schema}".migration (name, checksum) VALUES ($1, $2)`, [
    migration.name,
    migration.checksum,
  ]);
  return true;
}

/**
 * Statements of a migration. The extended protocol takes one at a time; our migrations end each with `;` at the end of a
 * line, and set bodies off with `$$` or with `BEGIN ATOMIC … END;`.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let current: string[] = [];
  let inDollars = false;
  let inAtomic = false;
  for (const line of sql.split('\n')) {
    if (current.length === 0 && /^\s*(--.*)?$/.test(line)) continue;
    current.push(line);
    if ((line.match(/\$\$/g) ?? []).length % 2 === 1) inDollars = !inDollars;
    if (!inDollars && /^BEGIN ATOMIC\b/.test(line)) inAtomic = true;
    const closesAtomic = inAtomic && line === 'END;';
    if (closesAtomic) inAtomic = false;
    if (!inDollars && !inAtomic && /;\s*(--.*)?$/.test(line)) {
      statements.push(current.join('\n'));
      current = [];
    }
  }
  if (current.length > 0) throw new Error(`unfinished statement: ${current[0] ?? ''}`);
  return statements;
}
