import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { actorOf } from '../access/principal.ts';
import { endSession, endSessions } from '../access/sessions.ts';
import {
  PasswordChange,
  SessionPath,
  SessionsAnswer,
  SessionsEnded,
  SignIn,
} from '../contract/access-rest.ts';
import { Problem } from '../contract/rest.ts';
import { readSessions } from '../db/queries/sessions.ts';
import type { RouteDeps } from './deps.ts';
import { accountOf } from './guard.ts';
import { Refusal } from './problems.ts';
import { addressOf, tooOften } from './rates.ts';
import { clearSession, setSession } from './session-cookie.ts';

const problems = { '4xx': Problem, '5xx': Problem };
const nothing = Type.Null({ description: 'Done' });

/** Signing in and out, and one's own sessions and password. */
export function signInRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const { access, accounts, db } = deps;

  app.post<{ Body: SignIn }>(
    '/api/v1/session',
    {
      config: { access: 'public' },
      schema: { summary: 'Sign in', body: SignIn, response: { 204: nothing, ...problems } },
    },
    async (request, reply) => {
      const { login, password } = request.body;
      // A login that is tried from everywhere at once is as guarded as one address that tries them all.
      const names = [`address ${addressOf(request)}`, `login ${login.toLowerCase()}`];
      const secret = await attempt(deps, names, () => accounts.signIn(login, password, agentOf(request)));
      if (secret === null) throw new Refusal(403, 'login or password is wrong');
      await enter(deps, request, reply, secret);
      return await reply.code(204).send();
    },
  );

  app.delete(
    '/api/v1/session',
    {
      config: { access: 'public' },
      schema: { summary: 'Sign out', response: { 204: nothing, ...problems } },
    },
    async (request, reply) => {
      await leave(deps, request);
      clearSession(deps, request, reply);
      return await reply.code(204).send();
    },
  );

  app.get(
    '/api/v1/sessions',
    {
      config: { access: 'self' },
      schema: { summary: 'Your open sessions', response: { 200: SessionsAnswer, ...problems } },
    },
    async (request): Promise<SessionsAnswer> => {
      const { id: account, sessionId } = accountOf(request);
      const rows = await readSessions(db, account);
      return {
        sessions: rows.map(({ agent, createdAt, expiresAt, id, seenAt }) => ({
          id,
          createdAt: createdAt.toISOString(),
          seenAt: seenAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
          agent,
          own: id === sessionId,
        })),
      };
    },
  );

  app.delete(
    '/api/v1/sessions',
    {
      config: { access: 'self' },
      schema: { summary: 'End your other sessions', response: { 200: SessionsEnded, ...problems } },
    },
    async (request): Promise<SessionsEnded> => {
      const { id: account, sessionId: except } = accountOf(request);
      const actor = actorOf(request.principal);
      const ended = await db.transaction((tx) => endSessions(tx, { account, actor, except }));
      access.forget();
      return { ended };
    },
  );

  app.delete<{ Params: SessionPath }>(
    '/api/v1/sessions/:id',
    {
      config: { access: 'self' },
      schema: {
        summary: 'End one of your sessions',
        params: SessionPath,
        response: { 204: nothing, ...problems },
      },
    },
    async (request, reply) => {
      const { id: account } = accountOf(request);
      const { id } = request.params;
      const actor = actorOf(request.principal);
      if (!(await db.transaction((tx) => endSession(tx, { account, actor, id }))))
        throw new Refusal(404, 'you have no such session that is open');
      access.forget();
      return await reply.code(204).send();
    },
  );

  app.post<{ Body: PasswordChange }>(
    '/api/v1/me/password',
    {
      config: { access: 'self' },
      schema: {
        summary: 'Change your password; your other sessions end',
        body: PasswordChange,
        response: { 204: nothing, ...problems },
      },
    },
    async (request, reply) => {
      const account = accountOf(request);
      const change = () => accounts.changePassword(account, request.body);
      if (!(await attempt(deps, [`password ${account.id}`], change)))
        throw new Refusal(422, 'the present password is another one', [
          { path: '/body/present', reason: 'is not your password' },
        ]);
      access.forget();
      return await reply.code(204).send();
    },
  );
}

/** @returns what the attempt gave: what is empty counts as failed */
async function attempt<T>(
  { signInLimits }: RouteDeps,
  names: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const waitMs = signInLimits.begin(names);
  if (waitMs > 0) throw tooOften(waitMs);
  try {
    const result = await work();
    if (result) signInLimits.giveBack(names);
    return result;
  } catch (error) {
    // A database that is away is nobody's wrong guess.
    signInLimits.giveBack(names);
    throw error;
  }
}

/** Takes a new session into the browser; the one that it had before ends. */
export async function enter(
  deps: RouteDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
): Promise<void> {
  await leave(deps, request);
  setSession(deps, request, reply, secret);
}

async function leave({ access, db }: RouteDeps, { principal }: FastifyRequest): Promise<void> {
  if (principal.kind !== 'account') return;
  const { id: account, sessionId: id } = principal;
  await db.transaction((tx) => endSession(tx, { account, actor: actorOf(principal), id }));
  access.forget();
}

export function agentOf(request: FastifyRequest): string {
  return request.headers['user-agent'] ?? '';
}
