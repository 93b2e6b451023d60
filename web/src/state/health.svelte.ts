import type { CellsMessage } from '../../../server/contract/cells.ts';
import type { ServerClock } from './server-clock.svelte.ts';
import { LINK_SILENT_MS, RESTORED_SILENT_MS, UNCONFIRMED_MS } from './thresholds.ts';
import type { Timers } from './timers.ts';

/** About five seconds. */
const CALM_PAINTS = 10;

export type Condition = 'waiting' | 'live' | 'link-lost' | 'not-confirming';

export interface Standing {
  condition: Condition;
  /** Age in milliseconds of the last confirmed figure; `null` before the first message. */
  ageMs: number | null;
  /** The same for the eye: the worst of the last seconds, which does not go up and down with every message. */
  calmAgeMs: number | null;
}

/** How far the figures can be trusted, judged anew at every paint. */
export class Health {
  readonly #timers: Timers;
  readonly #clock: ServerClock;
  readonly #startedAt: number;
  #heardAt: number | null = null;
  #heard: Pick<CellsMessage, 'serverTime' | 'confirmedAt'> = { serverTime: 0, confirmedAt: 0 };
  #restored = $state.raw(false);
  readonly #lately: number[] = [];
  #standing = $state.raw<Standing>({ condition: 'waiting', ageMs: null, calmAgeMs: null });

  constructor(timers: Timers, clock: ServerClock) {
    this.#timers = timers;
    this.#clock = clock;
    this.#startedAt = timers.now();
  }

  hear({ serverTime, confirmedAt }: CellsMessage): void {
    this.#heardAt = this.#timers.now();
    this.#heard = { serverTime, confirmedAt };
  }

  /** The figures are those of an earlier page. */
  restored(): void {
    this.#restored = true;
  }

  look(): void {
    const silentMs = this.#timers.now() - (this.#heardAt ?? this.#startedAt);
    const now = this.#clock.now();
    const ageMs = now === null ? null : Math.max(0, now - this.#heard.confirmedAt);
    const condition = this.#judge(silentMs);
    this.#standing = { condition, ageMs, calmAgeMs: ageMs === null ? null : this.#calm(condition, ageMs) };
  }

  #calm(condition: Condition, ageMs: number): number {
    if (condition !== 'live') this.#lately.length = 0;
    this.#lately.push(ageMs);
    if (this.#lately.length > CALM_PAINTS) this.#lately.shift();
    return Math.max(...this.#lately);
  }

  #judge(silentMs: number): Condition {
    const bound = this.showsRestored ? RESTORED_SILENT_MS : LINK_SILENT_MS;
    if (silentMs > bound) return 'link-lost';
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
    return this.#standing.condition !== 'live' && (this.#standing.ageMs !== null || this.#restored);
  }
  /** Figures of an earlier page, which have a time but no age: no server has told what time it is now. */
  get showsRestored(): boolean {
    return this.#restored && this.#standing.ageMs === null;
  }
}
