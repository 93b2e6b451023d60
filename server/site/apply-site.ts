import { readFile } from 'node:fs/promises';
import { siteDay, useTimeZone } from '../contract/days.ts';
import { useSite } from '../contract/site-in-force.ts';
import { Site, type SiteFault, type SiteFile } from '../contract/site.ts';
import type { Database } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { readSite, writeSite } from '../db/queries/site-versions.ts';
import { changesOf, fixedFaults, readSiteFile, type SiteChange } from './site-file.ts';

/** What became of a site file. */
export type Applied =
  { ok: true; number: number; changes: SiteChange[] } | { ok: false; faults: SiteFault[] };

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
 */
export async function applySite(db: Database, text: string, actor: string): Promise<Applied> {
  const read = readSiteFile(text);
  if (!read.ok) return read;
  return await db.transaction(async (tx) => {
    const before = await readSite(tx);
    if (before === null) return await write(null, read.site, []);
    const faults = fixedFaults(before.file, read.site);
    if (faults.length > 0) return { ok: false, faults };
    const changes = changesOf(before.file, read.site);
    return changes.length === 0
      ? { ok: true, number: before.number, changes }
      : await write(before.number, read.site, changes);

    async function write(from: number | null, file: SiteFile, made: SiteChange[]): Promise<Applied> {
      const number = await writeSite(tx, file, actor, from);
      if (number === null)
        return {
          ok: false,
          faults: [
            { path: '/', reason: 'was applied by somebody else at the same moment; look at it again' },
          ],
        };
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
