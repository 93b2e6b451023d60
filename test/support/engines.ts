import { randomBytes } from 'node:crypto';
import { cpSync, createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Client, escapeIdentifier } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { describe, inject } from 'vitest';
import type { Database } from '../../server/db/database.ts';
import { openEmbeddedDatabase } from '../../server/db/embedded-database.ts';
import { createSite } from '../../server/site/apply-site.ts';
import { migrate } from '../../server/db/migrate.ts';
import { prepareRealm } from '../../server/db/prepare-realm.ts';
import { openPgDatabase } from '../../server/db/pg-database.ts';
import { LIVE_REALM } from '../../server/server.ts';
import { oncePerRun } from './run-folder.ts';

export type Engine = 'embedded' | 'native';

/** A database of its own for one test file: migrated, with a `live` realm. */
export interface TestDatabase {
  db: Database;
  /** Environment for a process that shall open it: only one at a time may, where it is embedded. */
  env: Record<string, string>;
  /** `COPY table (columns) FROM` CSV text, straight into the database as an operator would. */
  copy(table: string, columns: string, csv: string): Promise<void>;
  /** Closes and opens again. */
  reopen(): Promise<Database>;
  /** Closes and removes. */
  drop(): Promise<void>;
}

export const KOREA_FILE = new URL('../../server/site/korea.yaml', import.meta.url).pathname;
export const MIGRATIONS = new URL('../../migrations', import.meta.url).pathname;

/**
 * The contract suite: what must hold on both engines, because SQL, triggers, notifications, transactions or files could
 * differ between them.
 */
export function onEachEngine(name: string, suite: (engine: Engine) => void): void {
  const engines: Engine[] = inject('native') === null ? ['embedded'] : ['embedded', 'native'];
  for (const engine of engines) describe(`${name} (${engine})`, () => suite(engine));
}

/**
 * A suite for which one engine is as good as the other: natively where there is a native TimescaleDB, which costs a
 * tenth of the time, else embedded; on both in `npm run test:all`.
 */
export function onOneEngine(name: string, suite: (engine: Engine) => void): void {
  if (inject('allEngines')) return onEachEngine(name, suite);
  const engine = inject('native') === null ? 'embedded' : 'native';
  describe(`${name} (${engine})`, () => suite(engine));
}

/**
 * How much of a campaign `npm test` samples: the embedded engine takes ten times as long, and would take more than half of the run
 * for what the lane `long` has whole.
 */
export function sizeFor<T>(engine: Engine, sizes: { native: T; embedded: T }): T {
  return sizes[engine];
}

/**
 * A suite about several connections to one database, which the embedded engine does not have; or about a browser and minutes of
 * a drill, which that engine would take minutes for and has no part in.
 */
export function onNative(name: string, suite: () => void): void {
  describe.skipIf(inject('native') === null)(`${name} (native)`, suite);
}

export async function openTestDatabase(engine: Engine): Promise<TestDatabase> {
  return engine === 'embedded' ? await openEmbedded() : await openNative();
}

async function openEmbedded(): Promise<TestDatabase> {
  const template = await oncePerRun('embedded-template', async () => {
    const made = join(inject('runFolder'), 'embedded-template/data');
    const db = await openEmbeddedDatabase(made);
    await makeSchemas(db);
    await db.close();
    return made;
  });
  const folder = await mkdtemp(join(inject('runFolder'), 'database-'));
  // A fifth of the time that cp() takes for its 1,453 files.
  cpSync(template, folder, { recursive: true });
  const test: TestDatabase = {
    db: await openEmbeddedDatabase(folder),
    env: { DATA_DIR: folder },
    copy: async (table, columns, csv) => {
      // The engine sees its own folder under this name.
      await writeFile(join(folder, 'timescaledb/copy.csv'), csv);
      await test.db.query(`COPY ${table} (${columns}) FROM '/tmp/pglite/base/copy.csv' CSV`);
    },
    reopen: async () => {
      await test.db.close();
      return (test.db = await openEmbeddedDatabase(folder));
    },
    drop: async () => {
      await test.db.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return test;
}

async function openNative(): Promise<TestDatabase> {
  const native = inject('native');
  if (native === null) throw new Error('a native database is asked for, and TEST_DATABASE_URL is not set');
  const template = await oncePerRun('native-template', async () => {
    const name = `${native.prefix}template`;
    await administer(native.url, `CREATE DATABASE ${name} TEMPLATE template0`);
    const db = openUrl(urlOf(native.url, name));
    await makeSchemas(db);
    await db.close();
    // Only a database that nobody is connected to can be copied; TimescaleDB's own workers would connect.
    await administer(native.url, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await administer(
      native.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
    );
    return name;
  });
  const name = `${native.prefix}${randomBytes(6).toString('hex')}`;
  await administer(native.url, `CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${template}`);
  const url = urlOf(native.url, name);
  const test: TestDatabase = {
    db: openUrl(url),
    env: { DATABASE_URL: url },
    copy: async (table, columns, csv) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      const file = join(inject('runFolder'), `${name}.csv`);
      await writeFile(file, csv);
      await pipeline(
        createReadStream(file),
        client.query(copyFrom(`COPY ${table} (${columns}) FROM STDIN CSV`)),
      );
      await rm(file);
      await client.end();
    },
    reopen: async () => {
      await test.db.close();
      return (test.db = openUrl(url));
    },
    drop: async () => {
      await test.db.close();
      await administer(native.url, `DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`);
    },
  };
  return test;
}

async function makeSchemas(db: Database): Promise<void> {
  await migrate(db, MIGRATIONS, 'gwanje', 'shared');
  await createSite(db, KOREA_FILE);
  await prepareRealm(db, MIGRATIONS, LIVE_REALM);
}

function openUrl(url: string): Database {
  return openPgDatabase({ url, poolSize: 8, random: Math.random, onIdleError: () => undefined });
}

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.toString();
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
