import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { kstDay } from '../contract/kst.ts';
import { readFeeds } from '../db/queries/read-board.ts';
import { readableRealm, type RouteDeps } from './deps.ts';

const Query = Type.Object({ realm: Type.Optional(Type.String()) }, { additionalProperties: false });

/** What is known of the feeds: freshness, cadence, refusals of today. */
export function feedRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.get<{ Querystring: { realm?: string } }>(
    '/api/v1/feeds',
    { schema: { summary: 'Feeds and their freshness', querystring: Query }, config: { access: 'read' } },
    async (request) => {
      const { database } = readableRealm(deps, request, request.query.realm);
      return { feeds: await readFeeds(database, kstDay(deps.now())) };
    },
  );
}
