import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProviderAway, SignInRefused, type Oidc, type OidcFlow } from '../access/oidc.ts';
import { signInPerson } from '../access/oidc-accounts.ts';
import type { RouteDeps } from './deps.ts';
import { Refusal } from './problems.ts';
import { perAddress } from './rates.ts';
import { cookieOptions } from './session-cookie.ts';
import { agentOf, enter } from './sign-in.ts';

const FLOW_COOKIE = 'gwanje-oidc';
const FLOW_PATH = '/api/v1/oidc';
/** Where in the desk one wanted to go. */
const DESK_ADDRESS = '^/desk([/?][\\x21-\\x7e]*)?$';
/** How long one may take at the provider, in seconds. */
const FLOW_SECONDS = 600;
/** A shift that signs in at once has one address. */
const MOST_A_MINUTE = 30;

const Flow = Compile(
  Type.Object({
    state: Type.String(),
    nonce: Type.String(),
    verifier: Type.String(),
    // Of this desk and nowhere else.
    to: Type.String({ pattern: DESK_ADDRESS }),
  }),
);
const Query = Type.Object({
  return: Type.Optional(Type.String({ pattern: DESK_ADDRESS, maxLength: 1_000 })),
});

/** Sign-in with OpenID Connect: the browser goes to the provider and comes back. What goes wrong is said on the sign-in page. */
export function oidcRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const config = { access: 'public', rateLimit: perAddress(MOST_A_MINUTE) } as const;

  app.get<{ Querystring: Static<typeof Query> }>(
    '/api/v1/oidc/start',
    { config, schema: { summary: 'Sign in at the OpenID provider', querystring: Query } },
    async (request, reply) => {
      try {
        const { flow, url } = await needOidc(deps).start();
        const value = Buffer.from(JSON.stringify({ ...flow, to: request.query.return ?? '/desk' })).toString(
          'base64url',
        );
        void reply.setCookie(FLOW_COOKIE, value, {
          ...cookieOptions(deps, request),
          path: FLOW_PATH,
          maxAge: FLOW_SECONDS,
        });
        return await reply.redirect(url.href, 303);
      } catch (error) {
        return await turnedAway(request, reply, error);
      }
    },
  );

  app.get(
    '/api/v1/oidc/callback',
    { config, schema: { summary: 'Where the OpenID provider sends browsers back to' } },
    async (request, reply) => {
      const flow = flowOf(request.cookies[FLOW_COOKIE]);
      void reply.clearCookie(FLOW_COOKIE, { ...cookieOptions(deps, request), path: FLOW_PATH });
      try {
        if (flow === null) throw new SignInRefused('not begun here');
        const query = request.url.slice(request.url.indexOf('?') + 1);
        const person = await needOidc(deps).finish(query, flow);
        const secret = await signInPerson(deps.db, person, agentOf(request));
        if (secret === null) return await reply.redirect('/sign-in?refused=disabled', 303);
        await enter(deps, request, reply, secret);
        return await reply.redirect(flow.to, 303);
      } catch (error) {
        return await turnedAway(request, reply, error);
      }
    },
  );
}

function needOidc({ oidc }: RouteDeps): Oidc {
  if (oidc === null) throw new Refusal(404, 'no OpenID provider is set here');
  return oidc;
}

/** Codes, states and tokens are in no log: the error's own words are not written. */
async function turnedAway(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): Promise<FastifyReply> {
  if (!(error instanceof ProviderAway || error instanceof SignInRefused)) throw error;
  request.log.warn({ reason: error.message }, `sign-in with OpenID Connect: ${error.name}`);
  const refused = error instanceof ProviderAway ? 'away' : 'oidc';
  return await reply.redirect(`/sign-in?refused=${refused}`, 303);
}

function flowOf(cookie: string | undefined): (OidcFlow & { to: string }) | null {
  try {
    const flow: unknown = JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString());
    return Flow.Check(flow) ? flow : null;
  } catch {
    return null;
  }
}
