import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../server/db/migrate.ts';
import { openEmbeddedDatabase } from '../../server/db/embedded-database.ts';
import { prepareRealm } from '../../server/db/prepare-realm.ts';
import { LIVE_REALM } from '../../server/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of an embedded database in which everything is migrated: copied by each test file that needs one. */
    embeddedTemplate: string;
    /** A native TimescaleDB, where there is one. */
    nativeUrl: string | null;
    /** Empty folder of this run, into which the first test that needs the pages builds them. */
    pagesFolder: string;
  }
}

/** Making a new embedded database takes seconds, copying one does not: one is made for all. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'gwanje-template-'));
  const db = await openEmbeddedDatabase(folder);
  const migrations = new URL('../../migrations', import.meta.url).pathname;
  await migrate(db, migrations, 'gwanje', 'shared');
  await prepareRealm(db, migrations, LIVE_REALM);
  await db.close();
  project.provide('embeddedTemplate', folder);
  const pages = await mkdtemp(join(tmpdir(), 'gwanje-pages-'));
  project.provide('pagesFolder', pages);

  const nativeUrl = process.env['TEST_DATABASE_URL'] ?? null;
  if (nativeUrl === null) {
    console.log(
      'TEST_DATABASE_URL is not set: tests run on the embedded TimescaleDB, the native one is left out.',
    );
  } else {
    const pool = new Pool({ connectionString: nativeUrl });
    await pool.query('SELECT 1');
    await pool.end();
  }
  project.provide('nativeUrl', nativeUrl);
  return async () => {
    for (const made of [folder, pages]) await rm(made, { recursive: true, force: true });
  };
}

export async function copyTemplate(template: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gwanje-test-'));
  await cp(template, folder, { recursive: true });
  return folder;
}
