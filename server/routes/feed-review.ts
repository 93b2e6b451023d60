import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { actorOf } from '../access/principal.ts';
import { HeldEventsAnswer, TakeBack, TakenBack, UndoneTakeBack } from '../contract/feed-rest.ts';
import { decideHeld, NotReleased } from '../control/held-events.ts';
import { takeBack, undoTakeBack } from '../control/take-back.ts';
import { listHeldEvents } from '../db/queries/held-events.ts';
import { realmOf, realmToActIn, type RouteDeps } from './deps.ts';
import { RealmQuery } from './feed-tokens.ts';
import { readInstantQuery } from './period.ts';
import { Refusal } from './problems.ts';

const Named = Type.Object({ feed: Type.String({ maxLength: 128 }) });
const Numbered = Type.Object({ number: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
const Decided = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  decision: Type.Enum(['release', 'discard'] as const),
});

/** What a person decides about what feeds said: events that are held, and a period that is taken back. */
export function feedReviewRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const config = { access: 'feeds' } as const;
  app.get<{ Querystring: { realm?: string } }>(
    '/api/v1/held-events',
    {
      schema: {
        summary: 'Events beyond what is plausible, held for review',
        querystring: RealmQuery,
        response: { 200: HeldEventsAnswer },
      },
      config,
    },
    async ({ query }): Promise<HeldEventsAnswer> => {
      const { database, describe } = realmOf(deps, query.realm);
      return { realm: describe.name, ...(await listHeldEvents(database)) };
    },
  );
  app.post<{ Params: { id: number; decision: 'release' | 'discard' }; Querystring: { realm?: string } }>(
    '/api/v1/held-events/:id/:decision',
    {
      schema: {
        summary: 'Release an event that is held, or discard it',
        description:
          'What is released counts from now on, as if its token had sent it now; one that could not be sent now is not ' +
          'released (409). What is discarded is kept and counts nowhere.',
        params: Decided,
        querystring: RealmQuery,
        response: { 204: Type.Null({ description: 'Decided, and in the audit log' }) },
      },
      config,
    },
    async ({ params, principal, query }, reply) => {
      const { describe, ingest } = realmToActIn(deps, query.realm);
      const order = {
        realm: describe.name,
        id: params.id,
        decision: params.decision === 'release' ? 'released' : 'discarded',
        actor: actorOf(principal),
      } as const;
      const done = await decideHeld(deps.db, order, (...held) => ingest.release(...held)).catch(notReleased);
      if (!done) throw new Refusal(404, 'no such event is held: it may have been decided about already');
      return await reply.code(204).send();
    },
  );
  app.post<{ Params: { feed: string }; Body: TakeBack }>(
    '/api/v1/feeds/:feed/take-back',
    {
      schema: {
        summary: 'Take back what a feed said in a period',
        description:
          'By when the board received it. Its events count nowhere and its corrections hold no longer; what was known before ' +
          'can still be asked for. Doing it again does what is left. The same events are refused when they are sent again.',
        params: Named,
        body: TakeBack,
        response: { 200: TakenBack },
      },
      config,
    },
    async ({ body, params, principal }) => await takeBackFor(deps, params.feed, body, actorOf(principal)),
  );
  app.post<{ Params: { number: number }; Querystring: { realm?: string } }>(
    '/api/v1/taken-back/:number/undo',
    {
      schema: {
        summary: 'Undo an order to take back',
        description:
          'Its events count again and its corrections hold again. Announcements that were withdrawn and held events that ' +
          'were discarded do not come back.',
        params: Numbered,
        querystring: RealmQuery,
        response: { 200: UndoneTakeBack },
      },
      config,
    },
    async ({ params, principal, query }) =>
      await undoTakeBackFor(deps, params.number, query.realm, actorOf(principal)),
  );
}

/** @param actor as the audit log names who does it */
export async function undoTakeBackFor(
  deps: RouteDeps,
  number: number,
  realm: string | undefined,
  actor: string,
): Promise<UndoneTakeBack> {
  const { name } = realmToActIn(deps, realm).describe;
  const undone = await undoTakeBack(deps.db, name, number, actor);
  if (undone === null) throw new Refusal(404, 'no order to take back stands under this number');
  return { realm: name, ...undone };
}

function notReleased(error: unknown): never {
  if (!(error instanceof NotReleased)) throw error;
  const { path, reason } = error;
  throw new Refusal(409, 'it cannot be released: it could not be sent now either', [{ path, reason }]);
}

/** @param actor as the audit log names who does it */
export async function takeBackFor(
  deps: RouteDeps,
  feed: string,
  { from, realm, until }: TakeBack,
  actor: string,
): Promise<TakenBack> {
  const { name } = realmToActIn(deps, realm).describe;
  const instant = (field: string, text: string) => new Date(readInstantQuery(field, text)).toISOString();
  const said = { feed, from: instant('from', from), until: instant('until', until) };
  const result = await takeBack(deps.db, name, said, actor);
  if (result === 'no period') throw new Refusal(400, 'the period ends before it begins');
  if (result === 'no feed') throw new Refusal(400, `${feed} is no feed of which anything was heard here`);
  if (result === 'not over')
    throw new Refusal(400, 'the period must be over: what is said later is not taken back');
  return { realm: name, ...result };
}
