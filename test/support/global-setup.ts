import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { escapeIdentifier, Pool } from 'pg';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Empty folder of this run: what the test files share is made in it when it is first needed. */
    runFolder: string;
    /** A native TimescaleDB, where there is one. */
    native: { url: string; /** Names of this run's databases begin with it. */ prefix: string } | null;
    /** Whether every suite runs on both engines, as `npm run test:all` asks. */
    allEngines: boolean;
  }
}

/** Where Linux keeps files in memory. */
const MEMORY = '/dev/shm';
/** Databases of a run take less than a quarter of it, in bytes. */
const ENOUGH = 2 ** 32;

/** Runs once, before the first test file of a run, in the process of the runner. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(await fastFolder(), 'gwanje-run-'));
  project.provide('runFolder', folder);
  const url = process.env['TEST_DATABASE_URL'];
  const prefix = `gwanje_test_${randomBytes(4).toString('hex')}_`;
  if (url === undefined) {
    console.log(
      'TEST_DATABASE_URL is not set: suites run on the embedded TimescaleDB; what needs a native one is skipped.',
    );
  } else {
    // An address that does not answer ends the run here, with its error.
    await dropDatabases(url, prefix);
  }
  project.provide('native', url === undefined ? null : { url, prefix });
  return async () => {
    // The template, and what a test file that was ended left behind.
    if (url !== undefined) await dropDatabases(url, prefix);
    await rm(folder, { recursive: true, force: true });
  };
}

/** Memory, where there is enough of it: to copy an embedded database costs 1.3 s of CPU on a disk and 0.05 s there. */
async function fastFolder(): Promise<string> {
  const memory = await statfs(MEMORY).catch(() => null);
  return memory !== null && memory.bavail * memory.bsize > ENOUGH ? MEMORY : tmpdir();
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 });
  const { rows } = await pool.query<{ name: string }>(
    'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
    [prefix],
  );
  for (const { name } of rows) await pool.query(`DROP DATABASE ${escapeIdentifier(name)} WITH (FORCE)`);
  await pool.end();
}
