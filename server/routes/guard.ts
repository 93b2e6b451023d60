import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify';
import { WrongCredentials, type Access, type Credentials } from '../access/access.ts';
import { GUEST, hasRight, type Account, type Principal } from '../access/principal.ts';
import type { Right } from '../contract/roles.ts';
import { mayConnect } from '../live/origin.ts';
import { Refusal } from './problems.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route asks for; a route without it is not built. */
    access?: Right;
  }
  interface FastifyRequest {
    principal: Principal;
  }
}

export const SESSION_COOKIE = 'gwanje';
/** Methods that change nothing. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Routes that check a token or key of their own. */
const OWN_MEANS: ReadonlySet<Right> = new Set<Right>(['feed', 'drive', 'control']);
/** Routes that plugins make: files of the pages, and the description of the API, which is in the source for all to read. */
const PLUGIN_ROUTES = /^\/(assets|docs)(\/|$)/;

/** A route as the table of who may do what has it. */
export interface ToldRoute {
  method: string;
  url: string;
  access: Right;
  schema: FastifySchema | undefined;
}

export interface GuardOptions {
  access: Access;
  allowedOrigins: readonly string[];
  /** Told of every route once, for the table of who may do what. */
  route?: ((route: ToldRoute) => void) | undefined;
}

/**
 * Stands before every route: each must say what it asks for, or the server does not start. Who asks is in
 * `request.principal`; in which scope they may is the route's own question.
 */
export function guard(app: FastifyInstance, { access, allowedOrigins, route: told }: GuardOptions): void {
  app.decorateRequest('principal');
  app.addHook('onRoute', (route) => {
    const right = route.config?.access ?? (PLUGIN_ROUTES.test(route.url) ? 'public' : undefined);
    if (right === undefined)
      throw new Error(`${String(route.method)} ${route.url} does not say who may use it`);
    route.config = { ...route.config, access: right };
    for (const method of [route.method].flat())
      told?.({ method, url: route.url, access: right, schema: route.schema });
  });
  app.addHook('onRequest', async (request) => {
    request.principal = GUEST;
    const right = request.routeOptions.config.access;
    if (right === undefined || OWN_MEANS.has(right)) return;
    // Pages and files are the same for all: they come also while the database is away.
    if (right === 'public' && !request.url.startsWith('/api/')) return;
    const credentials = credentialsOf(request);
    // A cookie comes along with what any page in the same browser sends, and a foreign page could sign somebody in as
    // somebody else: only our own pages may change anything.
    if (!SAFE.has(request.method)) {
      const withoutOrigin = credentials.session !== undefined && request.headers.origin === undefined;
      if (withoutOrigin || !mayConnect(request.headers, allowedOrigins))
        throw new Refusal(403, 'this was sent by a page of another origin');
    }
    request.principal = await access.identify(credentials).catch((error: unknown) => {
      // Who signs in again or pairs anew shows what is no longer good: that must not keep them out.
      if (error instanceof WrongCredentials && right === 'public') return GUEST;
      throw error instanceof WrongCredentials ? notKnown() : error;
    });
    // Guests may read where the setting says so: that depends on the realm, which the route knows.
    if (right === 'read' && request.principal.kind === 'guest') return;
    if (right === 'monitor' && access.mayMonitor(request.principal, request.headers.authorization)) return;
    if (!hasRight(request.principal, right)) {
      throw request.principal.kind === 'guest'
        ? notKnown()
        : new Refusal(403, 'your roles do not allow this');
    }
  });
}

/** The person who asks; for routes whose right only accounts have. */
export function accountOf(request: FastifyRequest): Account {
  if (request.principal.kind !== 'account') throw notKnown();
  return request.principal;
}

export function notKnown(): Refusal {
  return new Refusal(401, 'sign in, or pair this screen', [], { 'www-authenticate': 'Bearer' });
}

function credentialsOf(request: FastifyRequest): Credentials {
  const screenKey = /^Bearer (gws_[\w-]{8,100})$/i.exec(request.headers.authorization ?? '')?.[1];
  return { session: request.cookies[SESSION_COOKIE], screenKey };
}
