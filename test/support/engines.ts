import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Client, escapeIdentifier } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { describe, inject } from 'vitest';
import type { Database } from '../../server/db/database.ts';
import { openEmbeddedDatabase } from '../../server/db/embedded-database.ts';
import { migrate } from '../../server/db/migrate.ts';
import { prepareRealm } from '../../server/db/prepare-realm.ts';
import { openPgDatabase } from '../../server/db/pg-database.ts';
import { LIVE_REALM } from '../../server/server.ts';
import { copyTemplate } from './global-setup.ts';

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

export const MIGRATIONS = new URL('../../migrations', import.meta.url).pathname;

/** Runs a suite on every engine that is there; what is left out is said by the set-up. */
export function onEachEngine(name: string, suite: (engine: Engine) => void): void {
  const engines: Engine[] = inject('nativeUrl') === null ? ['embedded'] : ['embedded', 'native'];
  for (const engine of engines) describe(`${name} (${engine})`, () => suite(engine));
}

export async function openTestDatabase(engine: Engine): Promise<TestDatabase> {
  return engine === 'embedded' ? await openEmbedded() : await openNative();
}

async function openEmbedded(): Promise<TestDatabase> {
  const folder = await copyTemplate(inject('embeddedTemplate'));
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
  const server = inject('nativeUrl') ?? '';
  const name = `gwanje_test_${randomBytes(6).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE template0`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  const url = address.toString();
  const open = () => openPgDatabase({ url, poolSize: 6, random: Math.random, onIdleError: () => undefined });
  const test: TestDatabase = {
    db: open(),
    env: { DATABASE_URL: url },
    copy: async (table, columns, csv) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      const file = join(tmpdir(), `${name}.csv`);
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
      return (test.db = open());
    },
    drop: async () => {
      await test.db.close();
      await administer(server, `DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`);
    },
  };
  await migrate(test.db, MIGRATIONS, 'gwanje', 'shared');
  await prepareRealm(test.db, MIGRATIONS, LIVE_REALM);
  return test;
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}
