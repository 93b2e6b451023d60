import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { withinScopes } from '../access/principal.ts';
import { ItemParams, RealmQuery } from '../contract/duty-rest.ts';
import {
  DraftQuery,
  HANDOVER_PAGE,
  HandoverList,
  HandoverQuery,
  MOST_SHIFT_HOURS,
  SignBody,
  type Handover,
  type HandoverReport,
} from '../contract/handover-rest.ts';
import { Problem } from '../contract/rest.ts';
import { parseScope, type Scope } from '../contract/scope.ts';
import { readHandover, readHandovers } from '../db/queries/handover-write.ts';
import { makeReport, receiveHandover, signHandover, type ReportWanted } from '../duty/handover.ts';
import { scopesWithin } from '../duty/places-within.ts';
import type { RunningRealm } from '../realm.ts';
import { realmOf, realmToActIn, type RouteDeps } from './deps.ts';
import { accountOf } from './guard.ts';
import { readPeriod, readScopeQuery } from './period.ts';
import { Refusal } from './problems.ts';

const problems = { '4xx': Problem, '5xx': Problem };
const report = Type.Unsafe<HandoverReport>(Type.Any({ description: 'The report of the shift' }));
const handover = Type.Unsafe<Handover>(
  Type.Any({ description: 'What was signed, by whom, and who received it' }),
);

/** Shift reports: drafted, signed and received. */
export function handoverRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.get<{ Querystring: DraftQuery }>(
    '/api/v1/handovers/draft',
    {
      config: { access: 'look' },
      schema: {
        summary: 'The report of a shift as it would be signed now',
        querystring: DraftQuery,
        response: { 200: report, ...problems },
      },
    },
    async (request) => {
      const realm = realmOf(deps, request.query.realm);
      return await makeReport(realm.database, readWanted(request, realm, request.query));
    },
  );

  app.post<{ Querystring: RealmQuery; Body: SignBody }>(
    '/api/v1/handovers',
    {
      config: { access: 'act' },
      schema: {
        summary: 'Sign the report of a shift; it is kept as it is known at this moment',
        querystring: RealmQuery,
        body: SignBody,
        response: { 201: handover, ...problems },
      },
    },
    async (request, reply) => {
      const realm = realmToActIn(deps, request.query.realm);
      const wanted = readWanted(request, realm, request.body);
      const { note = null } = request.body;
      const id = await signHandover(realm.database, accountOf(request), wanted, note);
      void reply.code(201);
      return await readable(request, realm, id);
    },
  );

  app.get<{ Querystring: HandoverQuery }>(
    '/api/v1/handovers',
    {
      config: { access: 'look' },
      schema: {
        summary: 'Signed reports, the newest first, in pages',
        querystring: HandoverQuery,
        response: { 200: HandoverList, ...problems },
      },
    },
    async (request): Promise<HandoverList> => {
      const { before = null, realm } = request.query;
      const scopes = scopesWithin(accountOf(request).scopes);
      const found = await readHandovers(realmOf(deps, realm).database, scopes, before);
      const handovers = found.slice(0, HANDOVER_PAGE);
      return { handovers, next: found.length > HANDOVER_PAGE ? (handovers.at(-1)?.id ?? null) : null };
    },
  );

  app.get<{ Params: ItemParams; Querystring: RealmQuery }>(
    '/api/v1/handovers/:id',
    {
      config: { access: 'look' },
      schema: {
        summary: 'A signed report, and whether it is as it was signed',
        params: ItemParams,
        querystring: RealmQuery,
        response: { 200: handover, ...problems },
      },
    },
    async (request) => await readable(request, realmOf(deps, request.query.realm), request.params.id),
  );

  app.post<{ Params: ItemParams; Querystring: RealmQuery }>(
    '/api/v1/handovers/:id/receive',
    {
      config: { access: 'act' },
      schema: {
        summary: 'Confirm that it was received; by somebody else than who signed it',
        params: ItemParams,
        querystring: RealmQuery,
        response: { 200: handover, ...problems },
      },
    },
    async (request) => {
      const realm = realmToActIn(deps, request.query.realm);
      const account = accountOf(request);
      const signed = await readable(request, realm, request.params.id);
      if (signed.signedById === account.id)
        throw new Refusal(409, 'who signed it cannot receive it', [{ path: '/signedBy', reason: 'is you' }]);
      const received = await receiveHandover(realm.database, account, signed, realm.clock.now());
      const now = await readable(request, realm, signed.id);
      if (!received)
        throw new Refusal(409, `${now.receivedBy ?? 'somebody'} has received it`, [
          { path: '/receivedBy', reason: now.receivedBy ?? '' },
        ]);
      return now;
    },
  );
}

/** What a report is asked for, where the one who asks may read it: of all of a scope or not at all. */
function readWanted(
  request: FastifyRequest,
  { clock, describe }: RunningRealm,
  query: { scope?: string; from: string; to: string },
): ReportWanted {
  const scope = readScopeQuery(query.scope);
  if (!withinScopes(scope, accountOf(request).scopes))
    throw new Refusal(403, 'this scope is not among yours', [
      { path: '/scope', reason: 'is not among yours' },
    ]);
  const { from, to } = readPeriod(query.from, query.to);
  const now = clock.now();
  if (to > now) throw new Refusal(422, 'to is in the future', [{ path: '/to', reason: 'is in the future' }]);
  if (to - from > MOST_SHIFT_HOURS * 3_600_000) {
    throw new Refusal(422, `a shift is no longer than ${MOST_SHIFT_HOURS} hours`, [
      { path: '/from', reason: 'is too long before to' },
    ]);
  }
  return { describe, scope, from, to, now };
}

async function readable(request: FastifyRequest, { database }: RunningRealm, id: number): Promise<Handover> {
  const found = await readHandover(database, id);
  const scope: Scope | null = found === null ? null : parseScope(found.scope);
  if (found === null || scope === null || !withinScopes(scope, accountOf(request).scopes))
    throw new Refusal(404, 'there is no such report among yours');
  return found;
}
