import { readFile } from 'node:fs/promises';
import { siteDay, useTimeZone } from '../contract/days.ts';
import { useSite } from '../contract/site-in-force.ts';
import type { SiteChange } from '../contract/site-rest.ts';
import { Site, type SiteFault, type SiteFile } from '../contract/site.ts';
import type { Database } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { readSite, writeSite } from '../db/queries/site-versions.ts';
import { readSiteApart } from './read-apart.ts';
import { changesOf, fixedFaults } from './site-file.ts';

/** What became of a site file. */
export type Applied =
  | { ok: true; number: number; changes: SiteChange[] }
  /** `newer`: another version is in force than it was made for. */
  | { ok: false; faults: SiteFault[]; newer?: number };

/** A site file has faults; the message says where. */
export class SiteRefused extends Error {
  override readonly name = 'SiteRefused';

  constructor(file: string, faults: readonly SiteFault[]) {
    super(`${file}: ${faults.map(({ path, reason }) => `${path} ${reason}`).join('; ')}`);
  }
}

/**
 * Creates the site from a file where there is none yet: before the first realm, whose days are those of its time zone.
 * @throws {SiteRefused}
 */
export async function createSite(db: Database, file: string): Promise<void> {
  if ((await readSite(db)) !== null) return;
  const applied = await applySite(db, await readFile(file, 'utf8'), 'system');
  // Another server may have been faster.
  if (!applied.ok && (await readSite(db)) === null) throw new SiteRefused(file, applied.faults);
}

/** Creates the site where there is none, and serves it in this process as it is now: for commands, which end soon. */
export async function useStoredSite(db: Database, file: string): Promise<void> {
  await createSite(db, file);
  const stored = await readSite(db);
  if (stored === null) throw new Error('the site is gone');
  const site = new Site(stored.file, stored.number);
  useTimeZone(stored.file.timeZone);
  useSite({ site: () => site, today: () => siteDay(Date.now()) });
}

/**
 * Puts a site file in force: one audited transaction, also while boards run; they follow within seconds. One that changes
 * nothing is applied already.
 * @param actor as the audit log names who applies it
 * @param on version that must still be in force; left out, whichever is
 */
export async function applySite(db: Database, text: string, actor: string, on?: number): Promise<Applied> {
  const read = await readSiteApart(text);
  if (!read.ok) return read;
  return await db.transaction(async (tx) => {
    const before = await readSite(tx);
    if (before === null) return await write(null, read.site, []);
    if (on !== undefined && on !== before.number) return conflict(before.number);
    const faults = fixedFaults(before.file, read.site);
    if (faults.length > 0) return { ok: false, faults };
    const changes = changesOf(before.file, read.site);
    return changes.length === 0
      ? { ok: true, number: before.number, changes }
      : await write(before.number, read.site, changes);

    async function write(from: number | null, file: SiteFile, made: SiteChange[]): Promise<Applied> {
      const number = await writeSite(tx, file, actor, from);
      if (number === null) return conflict((await readSite(tx))?.number ?? 0);
      // What a new database begins with was nobody's action: its version says so.
      if (from !== null)
        await appendAudit(tx, {
          actor,
          action: 'site.applied',
          object: `site:${number}`,
          detail: { changed: made.map(({ path }) => path).slice(0, 100), changes: made.length },
        });
      return { ok: true, number, changes: made };
    }
  });
}

function conflict(newer: number): Applied {
  const reason = `version ${newer} has come in between: look at what it changed, and apply again`;
  return { ok: false, faults: [{ path: '/', reason }], newer };
}
