/**
 * `npm run migrate`: brings the shared schema and every registered realm up to date, and ends. Exit codes: 0 up to date, 1
 * refused or failed.
 */
import { readConfig } from './config.ts';
import { FolderUnfit } from './db/data-folder.ts';
import type { Database } from './db/database.ts';
import { FolderHeld } from './db/folder-lock.ts';
import { migrate, MigrationRefused } from './db/migrate.ts';
import { SHARED_SCHEMA } from './db/queries/feed-tokens.ts';
import { readRealms, registerRealm } from './db/queries/realms.ts';
import { MIGRATIONS_FOLDER, openDatabase, SITE_FILE } from './open-database.ts';
import { LIVE_REALM } from './server.ts';
import { createSite, SiteRefused } from './site/apply-site.ts';

let db: Database | undefined;
try {
  const config = readConfig(process.env);
  db = await openDatabase(config, (error) => console.error(error.message));
  const applied = await migrate(db, MIGRATIONS_FOLDER, SHARED_SCHEMA, 'shared');
  await createSite(db, config.siteFile ?? SITE_FILE);
  console.log(`${SHARED_SCHEMA}: ${applied.join(', ') || 'up to date'}`);
  await registerRealm(db, LIVE_REALM);
  for (const { name } of await readRealms(db)) {
    const done = await migrate(db, MIGRATIONS_FOLDER, name, 'realm');
    console.log(`${name}: ${done.join(', ') || 'up to date'}`);
  }
} catch (error) {
  console.error(
    [MigrationRefused, FolderUnfit, FolderHeld, SiteRefused].some((kind) => error instanceof kind) &&
      error instanceof Error
      ? error.message
      : error,
  );
  process.exitCode = 1;
} finally {
  await db?.close();
}
