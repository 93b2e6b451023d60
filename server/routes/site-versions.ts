import type { FastifyInstance } from 'fastify';
import { actorOf } from '../access/principal.ts';
import { Problem } from '../contract/rest.ts';
import {
  MOST_LISTED_CHANGES,
  MOST_SITE_BYTES,
  NewSiteVersion,
  SITE_VERSIONS_PAGE,
  SiteApplied,
  SiteCheck,
  SiteText,
  SiteVersionAnswer,
  SiteVersionParams,
  SiteVersionsAnswer,
  SiteVersionsQuery,
} from '../contract/site-rest.ts';
import { readSite, readSiteVersions, type SiteVersionRow } from '../db/queries/site-versions.ts';
import { applySite } from '../site/apply-site.ts';
import { readSiteApart } from '../site/read-apart.ts';
import { changesOf, fixedFaults, siteText } from '../site/site-file.ts';
import type { RouteDeps } from './deps.ts';
import { Refusal } from './problems.ts';

const problems = { '4xx': Problem, '5xx': Problem };
const config = { access: 'site' } as const;
const tags = ['site'];

/** What is in force of the site, who changed what of it, and its change; for administrators: it holds what others may not know. */
export function siteVersionRoutes(app: FastifyInstance, { db }: RouteDeps): void {
  app.get<{ Querystring: SiteVersionsQuery }>(
    '/api/v1/site-versions',
    {
      config,
      schema: {
        summary: 'The whole site in force, and its versions, the newest first, in pages',
        tags,
        querystring: SiteVersionsQuery,
        response: { 200: SiteVersionsAnswer, ...problems },
      },
    },
    async ({ query: { before = null } }): Promise<SiteVersionsAnswer> => {
      const inForce = await siteInForce();
      // Of the last one it is to be said what it changed in the one before.
      const found = await readSiteVersions(db, { before, most: SITE_VERSIONS_PAGE + 1 });
      const versions = found.slice(0, SITE_VERSIONS_PAGE).map((version, nth) => {
        const { changes, ...entry } = entryOf(version, found[nth + 1]);
        return { ...entry, changes: changes.slice(0, MOST_LISTED_CHANGES) };
      });
      const next = found.length > SITE_VERSIONS_PAGE ? (versions.at(-1)?.number ?? null) : null;
      return { inForce: { number: inForce.number, ...wholeOf(inForce) }, versions, next };
    },
  );

  app.get<{ Params: SiteVersionParams }>(
    '/api/v1/site-versions/:number',
    {
      config,
      schema: {
        summary: 'A version of the site: what it was, and what it changed',
        tags,
        params: SiteVersionParams,
        response: { 200: SiteVersionAnswer, ...problems },
      },
    },
    async ({ params: { number } }): Promise<SiteVersionAnswer> => {
      const [version, earlier] = await readSiteVersions(db, { before: number + 1, most: 2 });
      if (version?.number !== number) throw new Refusal(404, 'there is no such version of the site');
      return { ...entryOf(version, earlier), ...wholeOf(version) };
    },
  );

  app.post<{ Body: SiteText }>(
    '/api/v1/site-versions/check',
    {
      config,
      bodyLimit: MOST_SITE_BYTES,
      schema: {
        summary: 'What is wrong with a site file, or what it would change; nothing is applied',
        tags,
        body: SiteText,
        response: { 200: SiteCheck, ...problems },
      },
    },
    async ({ body }): Promise<SiteCheck> => {
      const read = await readSiteApart(body.file);
      const inForce = await siteInForce();
      const faults = read.ok ? fixedFaults(inForce.file, read.site) : read.faults;
      const changes = read.ok && faults.length === 0 ? changesOf(inForce.file, read.site) : [];
      return { on: inForce.number, faults, changes };
    },
  );

  app.post<{ Body: NewSiteVersion }>(
    '/api/v1/site-versions',
    {
      config,
      bodyLimit: MOST_SITE_BYTES,
      schema: {
        summary: 'Put a site file in force, unless another version has come in between',
        tags,
        body: NewSiteVersion,
        response: { 200: SiteApplied, ...problems },
      },
    },
    async ({ body: { file, on }, principal }): Promise<SiteApplied> => {
      const applied = await applySite(db, file, actorOf(principal), on);
      if (applied.ok) return { number: applied.number, changes: applied.changes };
      const { faults, newer } = applied;
      if (newer !== undefined)
        throw new Refusal(409, `not applied: ${faults.map(({ reason }) => reason).join('; ')}`);
      throw new Refusal(
        422,
        'the site file has faults',
        faults.map(({ path, reason }) => ({ path, reason })),
      );
    },
  );

  async function siteInForce() {
    const site = await readSite(db);
    if (site === null) throw new Refusal(503, 'no site was created yet');
    return site;
  }
}

function entryOf({ file, ...version }: SiteVersionRow, earlier: SiteVersionRow | undefined) {
  const changes = earlier === undefined ? [] : changesOf(earlier.file, file);
  return { ...version, changes, changed: changes.length };
}

function wholeOf({ file }: Pick<SiteVersionRow, 'file'>) {
  return { text: siteText(file), site: file };
}
