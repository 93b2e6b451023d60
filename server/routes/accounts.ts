import type { FastifyInstance } from 'fastify';
import type { AccountFault } from '../access/accounts.ts';
import { actorOf } from '../access/principal.ts';
import { endSessions } from '../access/sessions.ts';
import {
  AccountChange,
  AccountEntry,
  AccountPath,
  AccountsAnswer,
  NewAccount,
  SessionsEnded,
} from '../contract/access-rest.ts';
import { Problem } from '../contract/rest.ts';
import { parseScope } from '../contract/scope.ts';
import { readSignIn } from '../db/queries/accounts.ts';
import type { RouteDeps } from './deps.ts';
import { Refusal } from './problems.ts';

const problems = { '4xx': Problem, '5xx': Problem };

/** Who may sign in, and what they may; for administrators. */
export function accountRoutes(app: FastifyInstance, { access, accounts, db }: RouteDeps): void {
  app.get(
    '/api/v1/accounts',
    {
      config: { access: 'accounts' },
      schema: { summary: 'Accounts', response: { 200: AccountsAnswer, ...problems } },
    },
    async (): Promise<AccountsAnswer> => ({ accounts: await accounts.list() }),
  );

  app.post<{ Body: NewAccount }>(
    '/api/v1/accounts',
    {
      config: { access: 'accounts' },
      schema: { summary: 'Make an account', body: NewAccount, response: { 201: AccountEntry, ...problems } },
    },
    async ({ body, principal }, reply) => {
      needKnownScopes(body.scopes);
      if (body.password === undefined && (body.subject ?? null) === null)
        throw new Refusal(422, 'nobody could sign in: give a password, or who it is at the provider', [
          { path: '/body/password', reason: 'is missing' },
        ]);
      const made = await accounts.create(actorOf(principal), body);
      if (typeof made === 'string') throw refusalOf(made);
      return await reply.code(201).send(made);
    },
  );

  app.patch<{ Params: AccountPath; Body: AccountChange }>(
    '/api/v1/accounts/:id',
    {
      config: { access: 'accounts' },
      schema: {
        summary: 'Change an account, disable or enable it, give it a new password',
        params: AccountPath,
        body: AccountChange,
        response: { 200: AccountEntry, ...problems },
      },
    },
    async ({ body, params, principal }): Promise<AccountEntry> => {
      needKnownScopes(body.scopes ?? []);
      const changed = await accounts.change(actorOf(principal), params.id, body);
      if (typeof changed === 'string') throw refusalOf(changed);
      access.forget();
      return changed;
    },
  );

  app.delete<{ Params: AccountPath }>(
    '/api/v1/accounts/:id/sessions',
    {
      config: { access: 'accounts' },
      schema: {
        summary: 'End the sessions of an account',
        params: AccountPath,
        response: { 200: SessionsEnded, ...problems },
      },
    },
    async ({ params, principal }): Promise<SessionsEnded> => {
      if ((await readSignIn(db, params.id)) === null) throw refusalOf('unknown');
      const actor = actorOf(principal);
      const ended = await db.transaction((tx) => endSessions(tx, { account: params.id, actor }));
      access.forget();
      return { ended };
    },
  );
}

function needKnownScopes(scopes: readonly string[]): void {
  const errors = scopes.flatMap((scope, index) =>
    parseScope(scope) === null ? [{ path: `/body/scopes/${index}`, reason: 'is no scope' }] : [],
  );
  if (errors.length > 0) throw new Refusal(422, 'these scopes name no known place or route', errors);
}

function refusalOf(fault: AccountFault): Refusal {
  switch (fault) {
    case 'unknown':
      return new Refusal(404, 'there is no such account');
    case 'login-taken':
      return conflict('there is an account with this login', '/body/login');
    case 'subject-taken':
      return conflict('another account signs in as this person', '/body/subject');
    case 'no-oidc':
      return new Refusal(422, 'no OpenID provider is set here', [
        { path: '/body/subject', reason: 'has no provider' },
      ]);
    case 'last-administrator':
      return new Refusal(409, 'nobody could administer the board any more: this is the last administrator');
  }
}

function conflict(detail: string, path: string): Refusal {
  return new Refusal(409, detail, [{ path, reason: 'is taken' }]);
}
