import type { IncomingHttpHeaders } from 'node:http';

/**
 * Socket.IO takes a WebSocket from any origin, whatever its `cors` says, so a foreign page could watch through a
 * visitor's browser. A request with an Origin must come from this host or from one that was allowed; programs send none.
 */
export function mayConnect(
  { origin, host }: IncomingHttpHeaders,
  allowedOrigins: readonly string[],
): boolean {
  if (origin === undefined) return true;
  if (allowedOrigins.includes(origin)) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
