import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Type, type Static } from 'typebox';
import { FEED_NAME, grantFeedToken, revokeFeed } from '../control/feed-access.ts';
import { realmOf, type RouteDeps } from './deps.ts';
import { Refusal } from './problems.ts';

const Feed = Type.Object(
  {
    realm: Type.Optional(Type.String()),
    feed: Type.String({ pattern: FEED_NAME }),
    cadenceSeconds: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
    maySetRecordedTime: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** For commands on the same machine while the board holds the embedded database; see control/control-file.ts. */
export function controlRoutes(app: FastifyInstance, deps: RouteDeps, key: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${key}`);
  app.addHook('onRequest', (request, _reply, done) => {
    const right = timingSafeEqual(digest(request.headers.authorization ?? ''), expected);
    done(right ? undefined : new Refusal(401, 'the control key is needed'));
  });
  app.post<{ Body: Static<typeof Feed> }>(
    '/control/feed-tokens',
    { schema: { hide: true, body: Feed }, config: { access: 'control' } },
    async ({ body }) => {
      const { describe } = realmOf(deps, body.realm);
      return {
        realm: describe.name,
        token: await grantFeedToken(deps.db, {
          feed: body.feed,
          realm: describe.name,
          cadenceSeconds: body.cadenceSeconds ?? null,
          maySetRecordedTime: body.maySetRecordedTime ?? false,
        }),
      };
    },
  );
  app.post<{ Body: Static<typeof Feed> }>(
    '/control/feed-tokens/revoke',
    { schema: { hide: true, body: Feed }, config: { access: 'control' } },
    async ({ body }) => {
      const { describe } = realmOf(deps, body.realm);
      return { realm: describe.name, revoked: await revokeFeed(deps.db, describe.name, body.feed) };
    },
  );
}
