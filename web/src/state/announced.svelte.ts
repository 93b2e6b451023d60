import type { TotalsAnswer } from '../../../server/contract/rest.ts';
import type { Comparison } from './record.svelte.ts';
import type { Timers } from './timers.ts';
import type { WallOptions } from './wall-options.ts';

const REFETCH_MS = 60_000;
/** A server that starts, or a network that blinks, is asked again sooner. */
const RETRY_MS = 3_000;
/** An answer older than two refetches says how old it is. */
const OLD_MS = 2 * REFETCH_MS;

export type FetchTotals = (query: URLSearchParams) => Promise<TotalsAnswer>;

/** The record pinned to a period, as known on a day. A failed fetch leaves the last answer, which then shows its age. */
export class Announced {
  readonly knownAt: string;
  readonly #from: string;
  readonly #to: string;
  readonly #query: URLSearchParams;
  readonly #timers: Timers;
  readonly #fetch: FetchTotals;
  #comparison = $state.raw<Comparison | null>(null);
  #fetchedAt: number | null = null;
  #ageMs = $state.raw<number | null>(null);

  constructor(
    pinned: NonNullable<WallOptions['announced']>,
    { scope, realm }: WallOptions,
    timers: Timers,
    fetchTotals: FetchTotals,
  ) {
    this.knownAt = pinned.knownAt;
    this.#from = `${pinned.to.slice(0, 4)}-01-01`;
    this.#to = pinned.to;
    this.#query = new URLSearchParams({ from: this.#from, to: pinned.to, asKnownAt: pinned.knownAt, scope });
    if (realm !== null) this.#query.set('realm', realm);
    this.#timers = timers;
    this.#fetch = fetchTotals;
  }

  /** Asks, and goes on asking. */
  async start(): Promise<void> {
    const answered = await this.#refresh();
    this.#timers.after(answered ? REFETCH_MS : RETRY_MS, () => void this.start());
  }

  async #refresh(): Promise<boolean> {
    try {
      const { total, comparison } = await this.#fetch(this.#query);
      this.#fetchedAt = this.#timers.now();
      this.#comparison = {
        from: this.#from,
        to: this.#to,
        current: { cases: total.cases, grams: total.grams },
        before: { cases: comparison.total.cases, grams: comparison.total.grams },
      };
      return true;
    } catch {
      // The last answer stays; `look` tells its age.
      return false;
    }
  }

  /** To be called at each paint. */
  look(): void {
    this.#ageMs = this.#fetchedAt === null ? null : this.#timers.now() - this.#fetchedAt;
  }

  get comparison(): Comparison | null {
    return this.#comparison;
  }
  /** Age of the answer when it is old; `null` while it is fresh. */
  get oldMs(): number | null {
    return this.#ageMs !== null && this.#ageMs > OLD_MS ? this.#ageMs : null;
  }
}
