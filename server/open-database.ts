import { join } from 'node:path';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import { openEmbeddedDatabase } from './db/embedded-database.ts';
import { openPgDatabase } from './db/pg-database.ts';

/** Your TimescaleDB where a URL names one, else the embedded one. */
export async function openDatabase(config: Config, onIdleError: (error: Error) => void): Promise<Database> {
  if (config.databaseUrl === null) return await openEmbeddedDatabase(config.dataDir);
  return openPgDatabase({
    url: config.databaseUrl,
    poolSize: config.databasePool,
    random: Math.random,
    onIdleError,
  });
}

/** The project's folder, both from the sources and from `dist/`. */
const root = new URL(import.meta.url.endsWith('.ts') ? '../' : '../../', import.meta.url).pathname;
export const MIGRATIONS_FOLDER = join(root, 'migrations');
export const WEB_FOLDER = join(root, 'dist/web');
export const SIMULATOR = join(root, 'dist/simulator/main.js');
/** The site that is created where none is named. */
export const SITE_FILE = join(root, 'server/site/korea.yaml');
export const SCENARIOS_FOLDER = join(root, 'simulator/scenarios');
