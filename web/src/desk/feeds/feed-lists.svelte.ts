import type { FeedCell } from '../../../../server/contract/cells.ts';
import type {
  FeedsAnswer,
  FeedToken,
  FeedTokensAnswer,
  HeldEvent,
  HeldEventsAnswer,
} from '../../../../server/contract/feed-rest.ts';
import type { Api } from '../api.ts';

/** Feeds, tokens and events held for review as the server has last said. */
export class FeedLists {
  readonly #api: Api;
  #feeds = $state.raw<readonly FeedCell[]>([]);
  #tokens = $state.raw<readonly FeedToken[]>([]);
  #held = $state.raw<{ held: number; events: readonly HeldEvent[] }>({ held: 0, events: [] });
  #at = $state.raw<number | null>(null);
  #problem = $state.raw<unknown>(null);
  #asked = 0;
  #shown = 0;

  constructor(api: Api) {
    this.#api = api;
  }

  get feeds(): readonly FeedCell[] {
    return this.#feeds;
  }
  get tokens(): readonly FeedToken[] {
    return this.#tokens;
  }
  /** How many events wait for review, and the oldest of them. */
  get held(): { held: number; events: readonly HeldEvent[] } {
    return this.#held;
  }
  /** Server's clock when it was so, in milliseconds since the Unix epoch; `null` until it has answered. */
  get at(): number | null {
    return this.#at;
  }
  /** Why there is no answer. */
  get problem(): unknown {
    return this.#problem;
  }
  /** Whether a question is under way. */
  get asking(): boolean {
    return this.#asked > this.#shown;
  }

  /** An answer that comes after that to a later question is not shown any more. */
  async read(): Promise<void> {
    const nth = ++this.#asked;
    try {
      const [{ at, feeds }, { tokens }, held] = await Promise.all([
        this.#api.get<FeedsAnswer>('/api/v1/feeds'),
        this.#api.get<FeedTokensAnswer>('/api/v1/feed-tokens'),
        this.#api.get<HeldEventsAnswer>('/api/v1/held-events'),
      ]);
      if (nth < this.#shown) return;
      this.#feeds = feeds;
      this.#tokens = tokens;
      this.#held = held;
      this.#at = Date.parse(at);
      this.#problem = null;
    } catch (refusal) {
      this.#problem = refusal;
    }
    this.#shown = Math.max(this.#shown, nth);
  }
}
