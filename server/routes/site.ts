import type { FastifyInstance } from 'fastify';
import { SiteAnswer } from '../contract/rest.ts';
import { portOf, siteInForce } from '../contract/site-in-force.ts';
import { Refusal } from './problems.ts';

export function siteRoutes(app: FastifyInstance): void {
  app.get(
    '/api/v1/site',
    {
      config: { access: 'public' },
      schema: {
        summary: 'The site in force: its customs offices, ports of entry, time zone and languages',
        response: { 200: SiteAnswer },
      },
    },
    () => {
      const { file, number } = siteInForce();
      return { number, site: file } satisfies SiteAnswer;
    },
  );
}

/** The code of a port that a request names by it or by an alias, open today or not. @param path where it is named */
export function codeOfPort(named: string, path: string): string {
  const port = portOf(named);
  if (port !== undefined) return port.code;
  throw new Refusal(400, 'the site has no such port of entry', [
    { path, reason: 'is no port of entry of the site; GET /api/v1/site lists them' },
  ]);
}
