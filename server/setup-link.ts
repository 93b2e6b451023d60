/**
 * Prints a new set-up link, also while the board runs: for those who have lost their administrator. It makes another one;
 * accounts that are there stay as they are. Exit codes: 0 printed, 1 nothing could be asked.
 */
import { makeSetupLink, setupAddress } from './access/setup-link.ts';
import { readConfig, type Config } from './config.ts';
import { askBoard } from './control/ask-board.ts';
import { FolderHeld } from './db/folder-lock.ts';
import { migrate } from './db/migrate.ts';
import { SHARED_SCHEMA } from './db/queries/feed-tokens.ts';
import { MIGRATIONS_FOLDER, openDatabase } from './open-database.ts';

async function askDatabase(config: Config): Promise<string> {
  const db = await openDatabase(config, (error) => console.error(error.message));
  try {
    await migrate(db, MIGRATIONS_FOLDER, SHARED_SCHEMA, 'shared');
    const url = config.publicUrl ?? `http://${config.host}:${config.port}`;
    return setupAddress(url, await makeSetupLink(db, 'command'));
  } finally {
    await db.close();
  }
}

async function run(): Promise<void> {
  const config = readConfig(process.env);
  const address = await askDatabase(config).catch(async (error: unknown) => {
    if (!(error instanceof FolderHeld)) throw error;
    return (await askBoard<{ address: string }>(config.dataDir, '/control/setup-link', {})).address;
  });
  console.error('Makes one administrator, once, within a day. It is shown once:');
  console.log(address);
}

await run().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
