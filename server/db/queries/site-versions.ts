import type { SiteFile } from '../../contract/site.ts';
import type { Queryable } from '../database.ts';
import { utcText } from './utc-text.ts';

/** A site as it was applied. `number`: newer ones are higher. */
export interface SiteVersion {
  number: number;
  file: SiteFile;
}

/** One with when and by whom. */
export interface SiteVersionRow extends SiteVersion {
  appliedAt: string;
  appliedBy: { actor: string; name: string | null };
}

/** The newest first. @param before a number, or `null`: from the one in force */
export async function readSiteVersions(
  db: Queryable,
  { before, most }: { before: number | null; most: number },
): Promise<SiteVersionRow[]> {
  return await db.query<SiteVersionRow>(
    `SELECT v.number, v.file, ${utcText('v.applied_at')} AS "appliedAt",
            json_build_object('actor', v.applied_by, 'name', a.name) AS "appliedBy"
     FROM gwanje.site_version v LEFT JOIN gwanje.account a ON v.applied_by = 'account:' || a.id
     WHERE $1::bigint IS NULL OR v.number < $1
     ORDER BY v.number DESC LIMIT $2`,
    [before, most],
  );
}

/** The version in force; `null`: no site was created yet. */
export async function readSite(db: Queryable): Promise<SiteVersion | null> {
  const [row] = await db.query<SiteVersion>(
    'SELECT number, file FROM gwanje.site_version ORDER BY number DESC LIMIT 1',
  );
  return row ?? null;
}

/** Puts a version in force, unless another one than `from` is by now. @returns its number, or `null` */
export async function writeSite(
  tx: Queryable,
  file: SiteFile,
  by: string,
  from: number | null,
): Promise<number | null> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('gwanje site', 0))");
  const [row] = await tx.query<{ number: number }>(
    `INSERT INTO gwanje.site_version (applied_by, file)
     SELECT $1, $2::text::json WHERE (SELECT max(number) FROM gwanje.site_version) IS NOT DISTINCT FROM $3::bigint
     RETURNING number`,
    [by, JSON.stringify(file), from],
  );
  if (row !== undefined && from === null)
    await tx.query('INSERT INTO gwanje.site (time_zone) VALUES ($1)', [file.timeZone]);
  return row?.number ?? null;
}
