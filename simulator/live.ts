import type { Accounts } from './accounts.ts';
import type { Clock } from './clock.ts';
import { BATCH_LINES } from './dispatch.ts';
import type { Due } from './event.ts';
import { FEEDS, type FeedName } from './feeds.ts';
import type { BorderEvent } from '../server/contract/events.ts';
import type { Ledger } from './ledger.ts';
import type { Line } from './line.ts';
import { Stopped, type Sender } from './send.ts';

const TICK_MS = 250;
/** While the server is away no more than this waits in memory; the rest is generated when it is due to be sent. */
const MOST_WAITING_LINES = 20_000;

export interface LiveOptions {
  /** In order of `dueAtMs`, none before now. */
  traffic: Iterator<Due>;
  /** What is sent for an event. */
  linesOf: (event: BorderEvent) => Line[];
  accounts: Accounts;
  ledger: Ledger;
  clock: Clock;
  stop: AbortSignal;
  untilMs: number;
  mostEvents: number;
}

/** Sends events when they are due, in order for each account, until told to stop. Throws what a sender throws. */
export async function runLive(options: LiveOptions): Promise<void> {
  const { traffic, linesOf, clock, stop, untilMs, mostEvents } = options;
  const channels = new Map(
    options.accounts.all().map((account) => [account.name, new Channel(account, options)]),
  );
  let next = traffic.next();
  let events = 0;
  while (!stop.aborted) {
    const now = clock.now();
    let waiting = 0;
    for (const channel of channels.values()) waiting += channel.waiting;
    while (next.done !== true && next.value.dueAtMs <= Math.min(now, untilMs) && events < mostEvents) {
      if (waiting >= MOST_WAITING_LINES) break;
      for (const line of linesOf(next.value.event)) {
        channels.get(options.accounts.of(line.feed).name)?.push(line);
        waiting += 1;
      }
      events += 1;
      next = traffic.next();
    }
    for (const channel of channels.values()) channel.tick(now);
    if (now >= untilMs || events >= mostEvents || next.done === true) break;
    await clock.sleep(TICK_MS, stop);
    for (const channel of channels.values()) channel.throwIfFailed();
  }
  for (const channel of channels.values()) await channel.drain();
}

/** The way to the server of one account: one batch at a time, so that its events arrive in order. */
class Channel {
  readonly #sender: Sender;
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #heartbeatMs: number;
  #lines: Line[] = [];
  #underWay: Promise<void> | null = null;
  #failure: unknown = null;
  #heardAtMs = 0;

  constructor(account: { sender: Sender; feeds: readonly FeedName[] }, { ledger, clock }: LiveOptions) {
    this.#sender = account.sender;
    this.#ledger = ledger;
    this.#clock = clock;
    const cadences = FEEDS.filter(({ name }) => account.feeds.includes(name)).map(
      ({ cadenceSeconds }) => cadenceSeconds ?? Infinity,
    );
    // Three times in the longest silence that is normal, so that two may be lost.
    this.#heartbeatMs = (Math.min(...cadences) * 1_000) / 3;
  }

  get waiting(): number {
    return this.#lines.length;
  }

  push(line: Line): void {
    this.#lines.push(line);
  }

  tick(now: number): void {
    if (this.#underWay || this.#failure !== null) return;
    if (this.#lines.length > 0) this.#start(this.#sendWaiting());
    else if (now - this.#heardAtMs >= this.#heartbeatMs) this.#start(this.#sender.heartbeat());
  }

  throwIfFailed(): void {
    if (this.#failure !== null && !(this.#failure instanceof Stopped)) throw this.#failure;
  }

  async drain(): Promise<void> {
    for (;;) {
      await this.#underWay;
      this.throwIfFailed();
      if (this.#lines.length === 0 || this.#failure !== null) return;
      this.tick(this.#clock.now());
    }
  }

  #start(work: Promise<void>): void {
    this.#underWay = this.#watch(work);
  }

  async #watch(work: Promise<void>): Promise<void> {
    try {
      await work;
      this.#heardAtMs = this.#clock.now();
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#underWay = null;
    }
  }

  async #sendWaiting(): Promise<void> {
    const batch = this.#lines.splice(0, BATCH_LINES);
    const answer = await this.#sender.send(batch.map(({ text }) => text));
    this.#ledger.enter(batch, answer);
  }
}
