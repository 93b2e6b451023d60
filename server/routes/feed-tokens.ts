import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { actorOf } from '../access/principal.ts';
import { FeedTokensAnswer, MadeFeedToken, NewFeedToken } from '../contract/feed-rest.ts';
import { grantFeedToken, isReserved, revokeFeedToken, unknownScopes } from '../control/feed-access.ts';
import { listFeedTokens } from '../db/queries/feed-tokens.ts';
import { realmOf, realmToActIn, type RouteDeps } from './deps.ts';
import { Refusal } from './problems.ts';

export const RealmQuery = Type.Object(
  { realm: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
const Named = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });

/** Tokens of feeds: who may send events, and for which places. */
export function feedTokenRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const config = { access: 'feeds' } as const;
  app.get<{ Querystring: { realm?: string } }>(
    '/api/v1/feed-tokens',
    {
      schema: {
        summary: 'Tokens of feeds that are not revoked',
        querystring: RealmQuery,
        response: { 200: FeedTokensAnswer },
      },
      config,
    },
    async ({ query }): Promise<FeedTokensAnswer> => {
      const { database, describe } = realmOf(deps, query.realm);
      return { realm: describe.name, tokens: await listFeedTokens(database) };
    },
  );
  app.post<{ Body: NewFeedToken }>(
    '/api/v1/feed-tokens',
    {
      schema: {
        summary: 'Make a token for a feed, and the feed where it is new',
        description: 'The secret is in the answer and nowhere else.',
        body: NewFeedToken,
        response: { 201: MadeFeedToken },
      },
      config,
    },
    async ({ body, principal }, reply) => {
      const made = await makeFeedToken(deps, body, actorOf(principal));
      return await reply.code(201).header('cache-control', 'no-store').send(made);
    },
  );
  app.delete<{ Params: { id: number } }>(
    '/api/v1/feed-tokens/:id',
    {
      schema: {
        summary: 'Revoke a token',
        params: Named,
        response: { 204: Type.Null({ description: 'It opens nothing any more' }) },
      },
      config,
    },
    async ({ params, principal }, reply) => {
      if (!(await revokeFeedToken(deps.db, params.id, actorOf(principal))))
        throw new Refusal(404, 'no such token, or it is revoked already');
      deps.tokens.forget();
      return await reply.code(204).send();
    },
  );
}

/** @param actor as the audit log names who makes it */
export async function makeFeedToken(
  deps: RouteDeps,
  { cadenceSeconds = null, maySetRecordedTime = false, realm, scopes = [], ...feed }: NewFeedToken,
  actor: string,
): Promise<MadeFeedToken> {
  const { name } = realmToActIn(deps, realm).describe;
  if (isReserved(feed.feed))
    throw new Refusal(400, 'no token speaks for this feed', [
      { path: '/body/feed', reason: 'is the name of rows that the board or SQL write' },
    ]);
  const errors = unknownScopes(scopes).map((place) => ({
    path: `/body/scopes/${place}`,
    reason: 'names no known house, port or route',
  }));
  if (errors.length > 0) throw new Refusal(400, 'a token speaks for places that exist', errors);
  const order = { ...feed, realm: name, cadenceSeconds, maySetRecordedTime, scopes };
  return { realm: name, token: await grantFeedToken(deps.db, order, actor) };
}
