/**
 * Starts a board. Exit codes: 0 ended by a signal, 1 failed while starting or running, 2 a setting is wrong, 3 the data
 * folder is held by another process.
 */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { offerSetupLink, setupAddress } from './access/setup-link.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { removeControl, writeControl } from './control/control-file.ts';
import type { Database } from './db/database.ts';
import { FolderHeld } from './db/folder-lock.ts';
import { MIGRATIONS_FOLDER, openDatabase, SIMULATOR, WEB_FOLDER } from './open-database.ts';
import { ORDINARY_DAY, simulateOrdinaryDay } from './ordinary-day.ts';
import { LIVE_REALM, startServer } from './server.ts';

const STOP_MS = 10_000;

async function run(config: Config): Promise<void> {
  const embedded = config.databaseUrl === null;
  const db = await openDatabase(config, (error) => console.error(`database: ${error.message}`));
  const controlKey = embedded ? randomBytes(24).toString('base64url') : null;
  const server = await startServer({
    config,
    db,
    migrationsFolder: MIGRATIONS_FOLDER,
    webFolder: WEB_FOLDER,
    realms: [config.simulate ? ORDINARY_DAY : LIVE_REALM],
    controlKey,
    now: Date.now,
  });
  if (controlKey !== null) await writeControl(config.dataDir, { url: server.url, key: controlKey });
  const setupLink = await offerSetupLink(db);
  const simulator = config.simulate ? await simulate(db, config, server.url) : null;
  console.log(`\n  Gwanje watches: ${server.url}/wall   (English: ${server.url}/wall?lang=en)`);
  console.log(`  API: ${server.url}/docs   metrics: ${server.url}/metrics\n`);
  if (setupLink !== null)
    console.log(
      `  Set up: ${setupAddress(config.publicUrl ?? server.url, setupLink)}   (once, within a day)\n`,
    );

  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    console.log(`${signal}: stopping`);
    setTimeout(() => process.exit(1), STOP_MS).unref();
    simulator?.kill('SIGTERM');
    await server.close();
    await db.close();
    if (embedded) await removeControl(config.dataDir);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));
}

async function simulate(db: Database, config: Config, url: string): Promise<ChildProcess | null> {
  const program = existsSync(SIMULATOR)
    ? [process.execPath, SIMULATOR]
    : [process.execPath, '--import', 'tsx', new URL('../simulator/main.ts', import.meta.url).pathname];
  return await simulateOrdinaryDay(db, { url, rate: config.simulateRate, dataDir: config.dataDir, program });
}

function isAddressInUse(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

try {
  await run(readConfig(process.env));
} catch (error) {
  const plain = error instanceof ConfigError || error instanceof FolderHeld || isAddressInUse(error);
  console.error(plain ? error.message : error);
  process.exit(error instanceof ConfigError ? 2 : error instanceof FolderHeld ? 3 : 1);
}
