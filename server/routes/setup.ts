import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { makeSetupLink, setUp, setupAddress } from '../access/setup-link.ts';
import { Setup } from '../contract/access-rest.ts';
import { Problem } from '../contract/rest.ts';
import type { RouteDeps } from './deps.ts';
import { Refusal } from './problems.ts';
import { perAddress } from './rates.ts';
import { agentOf, enter } from './sign-in.ts';

/** Whoever holds the link that the start printed becomes the first administrator. */
export function setupRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.post<{ Body: Setup }>(
    '/api/v1/setup',
    {
      config: { access: 'public', rateLimit: perAddress(5) },
      schema: {
        summary: 'Become an administrator with a set-up link, and sign in',
        body: Setup,
        response: { 204: Type.Null({ description: 'Done' }), '4xx': Problem, '5xx': Problem },
      },
    },
    async (request, reply) => {
      const outcome = await setUp(deps, request.body, agentOf(request));
      if (outcome.did === 'refused')
        throw new Refusal(403, 'this set-up link is unknown, was used, or is more than a day old');
      if (outcome.did === 'login-taken')
        throw new Refusal(409, 'there is an account with this login', [
          { path: '/body/login', reason: 'is taken' },
        ]);
      await enter(deps, request, reply, outcome.session);
      return await reply.code(204).send();
    },
  );
}

/** For the command on the same machine while the board holds the embedded database. */
export function setupControlRoutes(app: FastifyInstance, { db, publicUrl }: RouteDeps): void {
  app.post('/control/setup-link', { schema: { hide: true }, config: { access: 'control' } }, async () => ({
    address: setupAddress(publicUrl(), await makeSetupLink(db, 'command')),
  }));
}
