/**
 * Starts a board. Exit codes: 0 ended by a signal, 1 failed while starting or running, 2 a setting is wrong, 3 the data
 * folder is held by another process.
 */
import { randomBytes } from 'node:crypto';
import { offerSetupLink, setupAddress } from './access/setup-link.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { removeControl, writeControl } from './control/control-file.ts';
import { FolderUnfit, useFolder } from './db/data-folder.ts';
import { FolderHeld } from './db/folder-lock.ts';
import { MigrationRefused } from './db/migrate.ts';
import { MIGRATIONS_FOLDER, openDatabase, SCENARIOS_FOLDER, WEB_FOLDER } from './open-database.ts';
import { ORDINARY_DAY, simulateOrdinaryDay } from './ordinary-day.ts';
import { LIVE_REALM, startServer } from './server.ts';
import { startDriver } from './simulator-process.ts';
import { SiteRefused } from './site/apply-site.ts';

const STOP_MS = 10_000;

async function run(config: Config): Promise<void> {
  const db = await openDatabase(config, (error) => console.error(`database: ${error.message}`));
  const controlKey = randomBytes(24).toString('base64url');
  const server = await startServer({
    config,
    db,
    migrationsFolder: MIGRATIONS_FOLDER,
    webFolder: WEB_FOLDER,
    realms: [config.simulate ? ORDINARY_DAY : LIVE_REALM],
    controlKey,
    scenariosFolder: SCENARIOS_FOLDER,
    startDriver: (...told) => startDriver(config.dataDir, ...told),
    clocks: { wall: Date.now, elapsed: () => performance.now() },
  });
  await useFolder(config.dataDir);
  await writeControl(config.dataDir, { url: server.url, key: controlKey });
  const setupLink = await offerSetupLink(db);
  const simulator = config.simulate
    ? await simulateOrdinaryDay(db, { url: server.url, rate: config.simulateRate, dataDir: config.dataDir })
    : null;
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    console.log(`${signal}: stopping`);
    setTimeout(() => process.exit(1), STOP_MS).unref();
    simulator?.kill('SIGTERM');
    await server.close();
    await db.close();
    await removeControl(config.dataDir);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));

  // Signals are handled by now: who reads this may stop the board.
  console.log(`\n  Gwanje watches: ${server.url}/wall   (English: ${server.url}/wall?lang=en)`);
  console.log(`  API: ${server.url}/docs   metrics: ${server.url}/metrics\n`);
  if (setupLink !== null)
    console.log(
      `  Set up: ${setupAddress(config.publicUrl ?? server.url, setupLink)}   (once, within a day)\n`,
    );
}

function isAddressInUse(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

try {
  await run(readConfig(process.env));
} catch (error) {
  const plain =
    error instanceof ConfigError ||
    error instanceof FolderHeld ||
    error instanceof FolderUnfit ||
    error instanceof MigrationRefused ||
    error instanceof SiteRefused ||
    isAddressInUse(error);
  console.error(plain ? error.message : error);
  process.exit(error instanceof ConfigError ? 2 : error instanceof FolderHeld ? 3 : 1);
}
