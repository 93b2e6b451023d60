import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { withinScopes } from '../access/principal.ts';
import { NewReplay, ReplayItem, ReplayOrder, ReplaysAnswer } from '../contract/replay-rest.ts';
import { Problem } from '../contract/rest.ts';
import { HEADQUARTERS } from '../contract/scope.ts';
import { ReplayRefusal } from '../replay/refusals.ts';
import { readableRealm, type RouteDeps } from './deps.ts';
import { accountOf } from './guard.ts';
import { Refusal } from './problems.ts';

const problems = { '4xx': Problem, '5xx': Problem };
const config = { access: 'look' } as const;
const ReplayParams = Type.Object({ id: Type.Integer({ minimum: 1 }) });
type ReplayParams = { id: number };

const STATUS: Readonly<Record<ReplayRefusal['is'], number>> = {
  unknown: 404,
  'not-now': 409,
  wrong: 422,
  'too-many': 429,
};

/** Past hours on the same board. Who may read all of a realm may play its past, and nobody else. */
export function replayRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const tags = ['replays'];
  app.get(
    '/api/v1/replays',
    {
      config,
      schema: { summary: 'Replays, the newest first', tags, response: { 200: ReplaysAnswer, ...problems } },
    },
    async (): Promise<ReplaysAnswer> => ({ replays: await deps.replays.list() }),
  );

  app.post<{ Body: NewReplay }>(
    '/api/v1/replays',
    {
      config,
      schema: {
        summary: 'Play past hours once more',
        tags,
        body: NewReplay,
        response: { 201: ReplayItem, ...problems },
      },
    },
    async (request, reply) => {
      const source = readableRealm(deps, request, request.body.realm);
      void reply.code(201);
      return await saying(deps.replays.make(request.body, source, accountOf(request)));
    },
  );

  app.post<{ Params: ReplayParams; Body: ReplayOrder }>(
    '/api/v1/replays/:id/orders',
    {
      config,
      schema: {
        summary: 'Pause, go on, change the speed, go on from elsewhere',
        tags,
        params: ReplayParams,
        body: ReplayOrder,
        response: { 200: ReplayItem, ...problems },
      },
    },
    async (request) => {
      const { id } = request.params;
      mayAllBeRead(request);
      return await saying(deps.replays.order(id, request.body, accountOf(request)));
    },
  );

  app.delete<{ Params: ReplayParams }>(
    '/api/v1/replays/:id',
    {
      config,
      schema: {
        summary: 'Remove a replay',
        tags,
        params: ReplayParams,
        response: { 204: Type.Null(), ...problems },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      mayAllBeRead(request);
      await saying(deps.replays.remove(id, accountOf(request)));
      return await reply.code(204).send();
    },
  );
}

function mayAllBeRead(request: FastifyRequest): void {
  if (!withinScopes(HEADQUARTERS, accountOf(request).scopes))
    throw new Refusal(403, 'a replay shows all of its realm, which is not among your scopes');
}

async function saying<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ReplayRefusal) throw new Refusal(STATUS[error.is], error.message);
    throw error;
  }
}
