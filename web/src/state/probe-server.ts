/** A question that hangs is given up after this long, in milliseconds; others are asked meanwhile. */
const PROBE_MS = 5_000;

/** Asks whether the server is there: any answer says so. */
export function probeServer(): Promise<unknown> {
  return fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(PROBE_MS) });
}
