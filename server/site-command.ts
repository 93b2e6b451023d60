/**
 * Checks, compares, applies and prints the file of the site, also while the board runs: servers and pages follow within seconds.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readConfig, type Config } from './config.ts';
import type { SiteChange } from './contract/site-rest.ts';
import type { SiteFile } from './contract/site.ts';
import { askBoard } from './control/ask-board.ts';
import { COMMAND } from './control/feed-access.ts';
import { FolderHeld } from './db/folder-lock.ts';
import { migrate } from './db/migrate.ts';
import { SHARED_SCHEMA } from './db/queries/feed-tokens.ts';
import { readSite } from './db/queries/site-versions.ts';
import { MIGRATIONS_FOLDER, openDatabase, SITE_FILE } from './open-database.ts';
import { applySite, createSite, SiteRefused, type Applied } from './site/apply-site.ts';
import { changesOf, fixedFaults, readSiteFile, siteText } from './site/site-file.ts';

const USAGE = `usage: npm run site -- check FILE      says what is wrong with a site file
       npm run site -- diff FILE       shows what it would change in the site that is in force
       npm run site -- apply FILE      puts it in force
       npm run site -- export          prints the site that is in force
FILE is YAML or JSON, as export prints it. The time zone stays as it was when the site was created.`;

type Order = { does: 'check' | 'diff' | 'apply'; file: string } | { does: 'export' };

/** Where a command writes: results alone to `log`, everything else to `error`. */
type Print = Pick<Console, 'log' | 'error'>;

/** @returns the exit code: 0 done, 1 refused or failed, 2 no such order */
export async function siteCommand(args: string[], env: NodeJS.ProcessEnv, print: Print): Promise<number> {
  const order = readOrder(args);
  if (order === null) {
    print.error(USAGE);
    return 2;
  }
  try {
    return await run(order, readConfig(env), print);
  } catch (error) {
    print.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

function readOrder(args: string[]): Order | null {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [does, file, ...more] = positionals;
  if (more.length > 0) return null;
  if (does === 'export') return file === undefined ? { does } : null;
  if (file === undefined || (does !== 'check' && does !== 'diff' && does !== 'apply')) return null;
  return { does, file };
}

async function run(order: Order, config: Config, print: Print): Promise<number> {
  if (order.does === 'export') {
    print.log(siteText(await inForce(config)).trimEnd());
    return 0;
  }
  const text = await readFile(order.file, 'utf8');
  const read = readSiteFile(text);
  if (!read.ok) throw new SiteRefused(order.file, read.faults);
  switch (order.does) {
    case 'check':
      print.error(`${order.file} is right`);
      return 0;
    case 'diff': {
      const before = await inForce(config);
      const faults = fixedFaults(before, read.site);
      if (faults.length > 0) throw new SiteRefused(order.file, faults);
      show(changesOf(before, read.site), print);
      return 0;
    }
    case 'apply': {
      const applied = await apply(config, text);
      if (!applied.ok) throw new SiteRefused(order.file, applied.faults);
      show(applied.changes, print);
      print.error(`version ${applied.number} is in force`);
      return 0;
    }
  }
}

/** In the database, or through the board that holds it. */
async function inForce(config: Config): Promise<SiteFile> {
  return await withDatabase(
    config,
    async (db) => {
      const site = await readSite(db);
      if (site === null) throw new Error('no site was created yet: start a board, or run npm run migrate');
      return site.file;
    },
    () => askBoard<SiteFile>(config.dataDir, '/control/site'),
  );
}

async function apply(config: Config, text: string): Promise<Applied> {
  return await withDatabase(
    config,
    async (db) => {
      await migrate(db, MIGRATIONS_FOLDER, SHARED_SCHEMA, 'shared');
      await createSite(db, config.siteFile ?? SITE_FILE);
      return await applySite(db, text, COMMAND);
    },
    () => askBoard<Applied>(config.dataDir, '/control/site', { file: text }),
  );
}

async function withDatabase<T>(
  config: Config,
  work: (db: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>,
  running: () => Promise<T>,
): Promise<T> {
  const db = await openDatabase(config, () => undefined).catch((error: unknown) => {
    if (error instanceof FolderHeld) return null;
    throw error;
  });
  if (db === null) return await running();
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

function show(changes: readonly SiteChange[], print: Print): void {
  if (changes.length === 0) print.error('nothing changes');
  for (const { is, path, was } of changes) print.log(`${path}: ${said(was)} -> ${said(is)}`);
}

const said = (value: unknown) => (value === undefined ? 'none' : JSON.stringify(value));
