import type { Clock } from './clock.ts';
import type { Request } from './http-post.ts';
import type { Random } from './random.ts';

/** What the server said of a batch. */
export interface Answer {
  accepted: number;
  duplicate: number;
  rejected: number;
  /** The first reasons given, for the report. */
  reasons: string[];
}

/** The server will never take this, however often it is sent. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** The simulator was told to stop while a batch was not acknowledged. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export type Format = 'ndjson' | 'batch';

export interface SenderOptions {
  url: URL;
  token: string;
  format: Format;
  request: Request;
  clock: Clock;
  random: Random;
  stop: AbortSignal;
  onRetry: (why: string, waitMs: number) => void;
}

const FIRST_WAIT_MS = 200;
/** Short enough that a board that was restarted has its feeds again within seconds. */
const LONGEST_WAIT_MS = 5_000;
/** A server that asks for more patience than this is asked again all the same. */
const LONGEST_ASKED_MS = 60_000;
const REASONS_KEPT = 5;
const CONTENT_TYPES = {
  ndjson: 'application/x-ndjson',
  batch: 'application/cloudevents-batch+json',
} as const;

/**
 * Sends batches as one feed until each is acknowledged. A batch that was cut off is sent again as it was: what had been
 * committed comes back as duplicate. Gives up only on answers that no repetition mends.
 */
export class Sender {
  readonly #options: SenderOptions;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /**
   * Resolves once the server has acknowledged every event. `lines` are events as JSON texts.
   * Throws {@link Refused}, or {@link Stopped} when told to stop before.
   */
  send(lines: readonly string[]): Promise<Answer> {
    const { format } = this.#options;
    return this.#deliver(format, format === 'ndjson' ? `${lines.join('\n')}\n` : `[${lines.join(',')}]`);
  }

  /** Says that the feed is there though it has no news. */
  async heartbeat(): Promise<void> {
    await this.#deliver('batch', '[]');
  }

  async #deliver(format: Format, body: string): Promise<Answer> {
    const { url, token, request, clock, stop, onRetry } = this.#options;
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': CONTENT_TYPES[format],
      'content-length': String(Buffer.byteLength(body)),
    };
    for (let attempt = 0; ; attempt += 1) {
      let why: string;
      let askedMs = 0;
      try {
        const answer = await request(url, headers, body);
        const outcome = readAnswer(answer.status, answer.body);
        if (outcome) return outcome;
        why = `HTTP ${answer.status}`;
        askedMs = readRetryAfter(answer.retryAfter, clock.now());
      } catch (error) {
        if (error instanceof Refused) throw error;
        why = error instanceof Error ? error.message : String(error);
      }
      const waitMs = this.#waitMs(attempt, askedMs);
      if (!stop.aborted) {
        onRetry(why, waitMs);
        await clock.sleep(waitMs, stop);
      }
      if (stop.aborted) throw new Stopped(`stopped; the last attempt ended with: ${why}`);
    }
  }

  /** Twice as long each time, half of it by chance so that senders do not come back all at once. */
  #waitMs(attempt: number, askedMs: number): number {
    const { random } = this.#options;
    const full = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 20));
    return Math.round(askedMs > 0 ? askedMs + random() * FIRST_WAIT_MS : full * (0.5 + random() / 2));
  }
}

/** The outcome, or `null` when it is worth trying again. Throws {@link Refused} when it is not. */
function readAnswer(status: number, body: string): Answer | null {
  if (status === 408 || status === 425 || status === 429 || status >= 500) return null;
  const answer = parse(body);
  if ((status === 200 || status === 202 || status === 422) && typeof answer?.accepted === 'number') {
    const { accepted, duplicate = 0, rejected = 0 } = answer;
    return { accepted, duplicate, rejected, reasons: reasonsIn(answer) };
  }
  const said = answer?.detail ?? answer?.title ?? body.slice(0, 200);
  throw new Refused(`the server refused with HTTP ${status}: ${said}`);
}

interface AnyAnswer {
  accepted?: number;
  duplicate?: number;
  rejected?: number;
  events?: { errors?: { path: string; reason: string }[] }[];
  rejections?: { errors?: { path: string; reason: string }[] }[];
  title?: string;
  detail?: string;
}

function parse(body: string): AnyAnswer | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

function reasonsIn(answer: AnyAnswer): string[] {
  const errors = (answer.rejections ?? answer.events ?? []).flatMap((each) => each.errors ?? []);
  return errors.slice(0, REASONS_KEPT).map(({ path, reason }) => `${path} ${reason}`);
}

/** Seconds or a date (RFC 9110), as milliseconds from now. */
export function readRetryAfter(value: string | undefined, nowMs: number): number {
  if (value === undefined) return 0;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_ASKED_MS) : 0;
}
