import type { FastifyInstance } from 'fastify';
import { Me } from '../contract/access-rest.ts';
import { Problem } from '../contract/rest.ts';
import { rightsOf } from '../access/principal.ts';
import { hasAdministrator, readSignIn } from '../db/queries/accounts.ts';
import { readSessionEnd } from '../db/queries/sessions.ts';
import type { RouteDeps } from './deps.ts';

/** Who asks. Open to all: a page must know that nobody has signed in before it can ask somebody to. */
export function meRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.get(
    '/api/v1/me',
    {
      config: { access: 'public' },
      schema: {
        summary: 'Who you are here, and what you may',
        response: { 200: Me, '4xx': Problem, '5xx': Problem },
      },
    },
    async ({ principal }, reply): Promise<Me> => {
      void reply.header('cache-control', 'no-store');
      const needsSetup = !(await hasAdministrator(deps.db));
      const rights = rightsOf(principal);
      if (principal.kind !== 'account')
        return { account: null, rights, sessionEndsAt: null, oidc: deps.oidc !== null, needsSetup };
      const { id, name, roles, scopes, sessionId } = principal;
      const endsAt = await readSessionEnd(deps.db, sessionId);
      const { hasPassword, login } = (await readSignIn(deps.db, id)) ?? { hasPassword: false, login: '' };
      return {
        account: { id, login, name, roles: [...roles], scopes: [...scopes], hasPassword },
        rights,
        sessionEndsAt: endsAt?.toISOString() ?? null,
        oidc: deps.oidc !== null,
        needsSetup,
      };
    },
  );
}
