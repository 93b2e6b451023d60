import type { Database } from '../db/database.ts';
import { claimDeliveries, forgetDeliveries, settleDelivery, type Delivery } from '../db/queries/webhooks.ts';
import { signedHeaders } from './webhook-message.ts';

export interface WebhooksOptions {
  db: Database;
  now: () => number;
  random: () => number;
  failed: (what: string, error: unknown) => void;
}

const PERIOD_MS = 1_000;
/** A receiver has this long to answer. */
const ANSWER_MS = 10_000;
/** A message that a server has taken and not settled is another's after so long: longer than any attempt. */
const HELD_SECONDS = 60;
const MOST_AT_ONCE = 20;
const FIRST_RETRY_SECONDS = 2;
const LONGEST_RETRY_SECONDS = 3_600;
/** Then it is given up, and webhooks' list says so. */
const TRIED_FOR_SECONDS = 86_400;
const FORGET_MS = 3_600_000;

/** Delivers messages to webhooks: each at least once, by whichever server takes it first. */
export class Webhooks {
  readonly #options: WebhooksOptions;
  readonly #sending = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #taking: Promise<void> | undefined;
  #forgotAt = -Infinity;
  readonly #stopping = new AbortController();

  constructor(options: WebhooksOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#taking ??= this.#take()
        .catch((error: unknown) => this.#options.failed('delivering to webhooks', error))
        .finally(() => (this.#taking = undefined));
    }, PERIOD_MS);
  }

  /** What is under way is broken off: it is tried again, here or elsewhere. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#taking;
    await Promise.all(this.#sending);
  }

  async #take(): Promise<void> {
    const { db, failed } = this.#options;
    const now = performance.now();
    if (now - this.#forgotAt > FORGET_MS) {
      this.#forgotAt = now;
      await forgetDeliveries(db);
    }
    const free = MOST_AT_ONCE - this.#sending.size;
    if (free === 0) return;
    for (const delivery of await claimDeliveries(db, free, HELD_SECONDS)) {
      const sent: Promise<void> = this.#send(delivery)
        .catch((error: unknown) => failed('settling what was sent to a webhook', error))
        .finally(() => this.#sending.delete(sent));
      this.#sending.add(sent);
    }
  }

  async #send({ ageSeconds, attempts, body, id, message, secret, url }: Delivery): Promise<void> {
    const { db, now, random } = this.#options;
    const answer = await post(url, {
      // A redirect would take what was signed for one to another.
      redirect: 'manual',
      headers: signedHeaders(secret, message, Math.floor(now() / 1_000), body),
      body,
      signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    const delivered = answer.status !== null && answer.status >= 200 && answer.status < 300;
    const again = Math.min(LONGEST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** Math.min(attempts - 1, 20));
    await settleDelivery(db, id, {
      state: delivered ? 'delivered' : ageSeconds >= TRIED_FOR_SECONDS ? 'failed' : 'waiting',
      status: answer.status,
      error: delivered ? null : (answer.error ?? `it answered ${answer.status}`),
      againSeconds: again * (0.5 + random() / 2),
    });
  }
}

async function post(
  url: string,
  init: RequestInit,
): Promise<{ status: number | null; error: string | null }> {
  try {
    const response = await fetch(url, { ...init, method: 'POST' });
    await response.body?.cancel();
    return { status: response.status, error: null };
  } catch (error) {
    const { cause, message } = error as Error;
    return { status: null, error: (cause instanceof Error ? cause.message : message).slice(0, 200) };
  }
}
