import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from './problems.ts';

const MINUTE_MS = 60_000;
/** Requests of one session: a desk with every page open asks for a tenth of it. */
const MOST_OF_SESSION = 1_200;

/** The address that counts: of IPv6 the network, since one machine has as many addresses in it as it likes. */
export function addressOf(request: FastifyRequest): string {
  return normalizeIP(request.ip);
}

/** For routes that are open to all and cost something: so many a minute from one address, however they end. */
export function perAddress(max: number) {
  return {
    max,
    timeWindow: MINUTE_MS,
    keyGenerator: addressOf,
    // The general limit leaves out whoever has no session; these are there for them.
    allowList: () => false,
  };
}

/** Limits how often one session asks. Feeds and whoever watches over the process are never limited here. */
export async function limitRates(app: FastifyInstance): Promise<void> {
  app.addHook('onRoute', ({ config }) => {
    if (config && (config.access === 'feed' || config.access === 'control')) config.rateLimit = false;
  });
  const silent = { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false };
  await app.register(rateLimit, {
    global: true,
    max: MOST_OF_SESSION,
    timeWindow: MINUTE_MS,
    keyGenerator: ({ principal }) => (principal.kind === 'account' ? principal.sessionId : ''),
    allowList: ({ principal }) => principal.kind !== 'account',
    errorResponseBuilder: (_request, { ttl }) => tooOften(ttl),
    addHeaders: silent,
    addHeadersOnExceeding: silent,
  });
}

/** @param waitMs until the next try may succeed */
export function tooOften(waitMs: number): Refusal {
  const seconds = String(Math.max(1, Math.ceil(waitMs / 1000)));
  return new Refusal(429, `too often: try again in ${seconds} seconds`, [], { 'retry-after': seconds });
}
