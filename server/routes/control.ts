import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { Type, type Static } from 'typebox';
import {
  FEED_NAME,
  NewFeedToken,
  TakeBack,
  type FeedTokensAnswer,
  type MadeFeedToken,
  type TakenBack,
  type UndoneTakeBack,
} from '../contract/feed-rest.ts';
import { MOST_SITE_BYTES, SiteText } from '../contract/site-rest.ts';
import { COMMAND, revokeFeed } from '../control/feed-access.ts';
import { listFeedTokens } from '../db/queries/feed-tokens.ts';
import { readSite } from '../db/queries/site-versions.ts';
import { applySite } from '../site/apply-site.ts';
import { auditControlRoutes } from './audit.ts';
import { realmOf, type RouteDeps } from './deps.ts';
import { takeBackFor, undoTakeBackFor } from './feed-review.ts';
import { makeFeedToken, RealmQuery } from './feed-tokens.ts';
import { Refusal } from './problems.ts';
import { drillControlRoutes } from './drill-control.ts';
import { setupControlRoutes } from './setup.ts';

const TakeBackOf = Type.Object(
  { ...TakeBack.properties, feed: Type.String({ pattern: FEED_NAME }) },
  { additionalProperties: false },
);
const OrderOf = Type.Object(
  {
    realm: Type.Optional(Type.String()),
    number: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  },
  { additionalProperties: false },
);
const Feed = Type.Object(
  { realm: Type.Optional(Type.String()), feed: Type.String({ pattern: FEED_NAME }) },
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
  auditControlRoutes(app, deps);
  setupControlRoutes(app, deps);
  drillControlRoutes(app, deps);
  app.get<{ Querystring: { realm?: string } }>(
    '/control/feed-tokens',
    { schema: { hide: true, querystring: RealmQuery }, config: { access: 'control' } },
    async ({ query }): Promise<FeedTokensAnswer> => {
      const { database, describe } = realmOf(deps, query.realm);
      return { realm: describe.name, tokens: await listFeedTokens(database) };
    },
  );
  app.post<{ Body: NewFeedToken }>(
    '/control/feed-tokens',
    { schema: { hide: true, body: NewFeedToken }, config: { access: 'control' } },
    async ({ body }): Promise<MadeFeedToken> => await makeFeedToken(deps, body, COMMAND),
  );
  app.get('/control/site', { schema: { hide: true }, config: { access: 'control' } }, async () => {
    const site = await readSite(deps.db);
    if (site === null) throw new Refusal(503, 'no site was created yet');
    return site.file;
  });
  app.post<{ Body: SiteText }>(
    '/control/site',
    { schema: { hide: true, body: SiteText }, config: { access: 'control' }, bodyLimit: MOST_SITE_BYTES },
    async ({ body }) => await applySite(deps.db, body.file, COMMAND),
  );
  app.post<{ Body: Static<typeof TakeBackOf> }>(
    '/control/feeds/take-back',
    { schema: { hide: true, body: TakeBackOf }, config: { access: 'control' } },
    async ({ body: { feed, ...period } }): Promise<TakenBack> =>
      await takeBackFor(deps, feed, period, COMMAND),
  );
  app.post<{ Body: Static<typeof OrderOf> }>(
    '/control/feeds/undo-take-back',
    { schema: { hide: true, body: OrderOf }, config: { access: 'control' } },
    async ({ body: { number, realm } }): Promise<UndoneTakeBack> =>
      await undoTakeBackFor(deps, number, realm, COMMAND),
  );
  app.post<{ Body: Static<typeof Feed> }>(
    '/control/feed-tokens/revoke',
    { schema: { hide: true, body: Feed }, config: { access: 'control' } },
    async ({ body }) => {
      const { describe } = realmOf(deps, body.realm);
      const revoked = await revokeFeed(deps.db, describe.name, body.feed, COMMAND);
      deps.tokens.forget();
      return { realm: describe.name, revoked };
    },
  );
}
