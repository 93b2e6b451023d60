import type { DaysAnswer } from '../../../../server/contract/days-rest.ts';
import type { Timers } from '../../state/timers.ts';
import type { Api } from '../api.ts';
import type { PortRoute } from './addresses.ts';

/** The days before are asked for again this often, in milliseconds: "by this time of day" moves on. */
const EVERY_MS = 60_000;

/** Today beside the days before, asked for anew every minute. */
export class Days {
  readonly #api: Api;
  readonly #timers: Timers;
  readonly #path: string;
  #answer = $state.raw<DaysAnswer | null>(null);
  #problem = $state.raw<unknown>(null);

  constructor(api: Api, timers: Timers, { port, route }: PortRoute) {
    this.#api = api;
    this.#timers = timers;
    this.#path = `/api/v1/days?${new URLSearchParams({ port, route }).toString()}`;
  }

  get answer(): DaysAnswer | null {
    return this.#answer;
  }
  /** Why there is none; `null`: it has not come yet, or is there. */
  get problem(): unknown {
    return this.#problem;
  }

  start(): () => void {
    let stop = () => {};
    let ended = false;
    const ask = async () => {
      try {
        this.#answer = await this.#api.get<DaysAnswer>(this.#path);
        this.#problem = null;
      } catch (problem) {
        this.#problem = problem;
      }
      if (!ended) stop = this.#timers.after(EVERY_MS, () => void ask());
    };
    void ask();
    return () => {
      ended = true;
      stop();
    };
  }
}

/** The middle one; the mean of two where there are as many on both sides. `null` of none. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
