import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { kstDay } from '../contract/kst.ts';
import { readFeeds } from '../db/queries/read-board.ts';
import { realmOf, type RouteDeps } from './deps.ts';

const Query = Type.Object({ realm: Type.Optional(Type.String()) }, { additionalProperties: false });

/** What is known of the feeds: freshness, cadence, refusals of today. */
export function feedRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.get<{ Querystring: { realm?: string } }>(
    '/api/v1/feeds',
    { schema: { summary: 'Feeds and their freshness', querystring: Query } },
    async (request) => {
      const { database } = realmOf(deps, request.query.realm);
      return { feeds: await readFeeds(database, kstDay(deps.now())) };
    },
  );
}
