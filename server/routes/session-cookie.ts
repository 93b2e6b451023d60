import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteDeps } from './deps.ts';
import { SESSION_COOKIE } from './guard.ts';

/** The longest a session may last, in seconds; the server ends it earlier when it is not used. */
const LONGEST_SECONDS = 7 * 86_400;

/** What all cookies here have: no script reads them, no other site's form sends them, TLS where there is any. */
export function cookieOptions({ publicUrl }: RouteDeps, request: FastifyRequest) {
  const secure = publicUrl().startsWith('https:') || request.protocol === 'https';
  return { httpOnly: true, sameSite: 'lax', secure } as const;
}

export function setSession(
  deps: RouteDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
): void {
  const options = { ...cookieOptions(deps, request), path: '/', maxAge: LONGEST_SECONDS };
  void reply.setCookie(SESSION_COOKIE, secret, options);
}

export function clearSession(deps: RouteDeps, request: FastifyRequest, reply: FastifyReply): void {
  void reply.clearCookie(SESSION_COOKIE, { ...cookieOptions(deps, request), path: '/' });
}
