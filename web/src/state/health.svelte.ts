import type { CellsMessage } from '../../../server/contract/cells.ts';
import type { ServerClock } from './server-clock.svelte.ts';
import { LINK_SILENT_MS, UNCONFIRMED_MS } from './thresholds.ts';
import type { Timers } from './timers.ts';

export type Condition = 'waiting' | 'live' | 'link-lost' | 'not-confirming';

export interface Standing {
  condition: Condition;
  /** Age in milliseconds of the last confirmed figure; `null` before the first message. */
  ageMs: number | null;
}

/** How far the figures can be trusted, judged anew at every paint. */
export class Health {
  readonly #timers: Timers;
  readonly #clock: ServerClock;
  readonly #startedAt: number;
  #heardAt: number | null = null;
  #heard: Pick<CellsMessage, 'serverTime' | 'confirmedAt'> = { serverTime: 0, confirmedAt: 0 };
  #standing = $state.raw<Standing>({ condition: 'waiting', ageMs: null });

  constructor(timers: Timers, clock: ServerClock) {
    this.#timers = timers;
    this.#clock = clock;
    this.#startedAt = timers.now();
  }

  hear({ serverTime, confirmedAt }: CellsMessage): void {
    this.#heardAt = this.#timers.now();
    this.#heard = { serverTime, confirmedAt };
  }

  look(): void {
    const silentMs = this.#timers.now() - (this.#heardAt ?? this.#startedAt);
    const now = this.#clock.now();
    const ageMs = now === null ? null : Math.max(0, now - this.#heard.confirmedAt);
    this.#standing = { condition: this.#judge(silentMs), ageMs };
  }

  #judge(silentMs: number): Condition {
    if (silentMs > LINK_SILENT_MS) return 'link-lost';
    if (this.#heardAt === null) return 'waiting';
    // Both times are the server's, so a slow link is not taken for a dead database.
    const unconfirmedMs = this.#heard.serverTime - this.#heard.confirmedAt;
    return unconfirmedMs > UNCONFIRMED_MS ? 'not-confirming' : 'live';
  }

  get standing(): Standing {
    return this.#standing;
  }
  /** True while the figures may not be the present ones. */
  get stale(): boolean {
    return this.#standing.condition !== 'live' && this.#standing.ageMs !== null;
  }
}
