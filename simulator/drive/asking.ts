import type { Clock } from '../clock.ts';
import type { Request } from '../http-post.ts';
import { readRetryAfter, Refused, Stopped } from '../send.ts';

export interface AskingOptions {
  url: URL;
  request: Request;
  clock: Clock;
  stop: AbortSignal;
}

/** What is sent, and what it is. */
export interface Sent {
  type: string;
  text: string;
}

const RETRY_MS = 500;
/** A server that starts anew is waited for so long, in milliseconds. */
const PATIENCE_MS = 120_000;

/**
 * Asks until there is an answer, which is the body of it; `sent` null asks with GET. What may pass (429, 5xx, a lost
 * connection, and 409: what was cut off may still be under way) is asked again, as soon as the server says.
 * Throws {@link Refused} where there never will be one, {@link Stopped} when told to stop.
 */
export async function ask(
  { clock, request, stop, url }: AskingOptions,
  path: string,
  token: string,
  sent: Sent | null,
): Promise<string> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (sent !== null) {
    headers['content-type'] = sent.type;
    headers['content-length'] = String(Buffer.byteLength(sent.text));
  }
  for (const until = clock.now() + PATIENCE_MS; ;) {
    const { askedMs, body, why } = await once(clock, () =>
      request(new URL(path, url), headers, sent?.text ?? null),
    );
    if (body !== null) return body;
    if (stop.aborted) throw new Stopped(`stopped; ${path} ended with: ${why}`);
    if (clock.now() >= until) throw new Refused(`${path} is not answered: ${why}`);
    await clock.sleep(Math.max(RETRY_MS, askedMs), stop);
  }
}

async function once(
  clock: Clock,
  asked: () => ReturnType<Request>,
): Promise<{ body: string | null; why: string; askedMs: number }> {
  try {
    const { body, retryAfter, status } = await asked();
    if (status === 200) return { body, why: '', askedMs: 0 };
    const why = `HTTP ${status}: ${body.slice(0, 200)}`;
    if (status < 500 && status !== 429 && status !== 409) throw new Refused(why);
    return { body: null, why, askedMs: readRetryAfter(retryAfter, clock.now()) };
  } catch (error) {
    if (error instanceof Refused) throw error;
    return { body: null, why: error instanceof Error ? error.message : String(error), askedMs: 0 };
  }
}
