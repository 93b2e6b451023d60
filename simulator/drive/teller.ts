import type { FeedName } from '../feeds.ts';
import { FEEDS } from '../feeds.ts';
import type { Answer, Sender } from '../send.ts';
import { ask, type AskingOptions } from './asking.ts';
import type { Telling } from './plot.ts';

export interface TellerOptions extends AskingOptions {
  senderOf: (feed: FeedName) => Sender;
  tokenOf: (feed: FeedName) => string;
}

/** Passenger lists come from the airport. */
const LISTS: FeedName = 'icn-airside';

/** Tells what a drill's step has to tell: feeds side by side, each in its own order. */
export class Teller {
  readonly #options: TellerOptions;
  readonly #heardAt = new Map<FeedName, number>();
  /** Answers so far. */
  readonly totals: Omit<Answer, 'reasons'> = { accepted: 0, duplicate: 0, rejected: 0 };

  constructor(options: TellerOptions) {
    this.#options = options;
  }

  /**
   * Resolves when all of it is acknowledged.
   * @param at the drill's clock; feeds without news say within it that they are there, unless they are mute
   */
  async tell({ lists, told }: Telling, at: number, mute: ReadonlySet<FeedName>): Promise<void> {
    const lines = new Map<FeedName, string[]>();
    for (const { feed, text } of told) {
      const own = lines.get(feed);
      if (own === undefined) lines.set(feed, [text]);
      else own.push(text);
    }
    await Promise.all([
      ...[...lines].map(async ([feed, texts]) => {
        const { accepted, duplicate, rejected } = await this.#options.senderOf(feed).send(texts);
        this.totals.accepted += accepted;
        this.totals.duplicate += duplicate;
        this.totals.rejected += rejected;
        this.#heardAt.set(feed, at);
      }),
      ...FEEDS.filter(({ name }) => !lines.has(name) && !mute.has(name)).map(
        async ({ cadenceSeconds, name }) => {
          // Three times in the longest silence that is normal.
          const silentMs = at - (this.#heardAt.get(name) ?? -Infinity);
          if (cadenceSeconds === null || silentMs < (cadenceSeconds * 1_000) / 3) return;
          await this.#options.senderOf(name).heartbeat();
          this.#heardAt.set(name, at);
        },
      ),
    ]);
    for (const list of lists) await this.#tellList(list);
  }

  async #tellList(text: string): Promise<void> {
    const { tokenOf } = this.#options;
    const sent = { type: 'application/edifact', text };
    await ask(this.#options, '/api/v1/feeds/paxlst', tokenOf(LISTS), sent);
  }
}
