import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { actorOf, hasRight } from '../access/principal.ts';
import { FeedCadence, type FeedsAnswer } from '../contract/feed-rest.ts';
import { siteDay } from '../contract/days.ts';
import { readFeeds } from '../db/queries/read-board.ts';
import { changeCadence } from '../control/feed-access.ts';
import { readableRealm, realmOf, realmToActIn, type RouteDeps } from './deps.ts';
import { RealmQuery } from './feed-tokens.ts';
import { Refusal } from './problems.ts';

const Named = Type.Object({ feed: Type.String({ maxLength: 128 }) });

/** What is known of the feeds: freshness, cadence, refusals of today. */
export function feedRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.get<{ Querystring: { realm?: string } }>(
    '/api/v1/feeds',
    { schema: { summary: 'Feeds and their freshness', querystring: RealmQuery }, config: { access: 'read' } },
    async (request): Promise<FeedsAnswer> => {
      // Who administers feeds has them all, whatever figures they watch.
      const { clock, database } = hasRight(request.principal, 'feeds')
        ? realmOf(deps, request.query.realm)
        : readableRealm(deps, request, request.query.realm);
      const now = clock.now();
      return { at: new Date(now).toISOString(), feeds: await readFeeds(database, siteDay(now)) };
    },
  );
  app.post<{ Params: { feed: string }; Body: FeedCadence; Querystring: { realm?: string } }>(
    '/api/v1/feeds/:feed/cadence',
    {
      schema: {
        summary: 'Say how long a feed may be silent',
        description: 'A feed that is silent for more than twice as long is shown as silent.',
        params: Named,
        body: FeedCadence,
        querystring: RealmQuery,
        response: { 200: FeedCadence },
      },
      config: { access: 'feeds' },
    },
    async ({ body, params, principal, query }) => {
      const realm = realmToActIn(deps, query.realm).describe.name;
      const change = { realm, feed: params.feed, ...body, actor: actorOf(principal) };
      if (!(await changeCadence(deps.db, change)))
        throw new Refusal(404, 'nothing was ever heard of this feed');
      return body;
    },
  );
}
