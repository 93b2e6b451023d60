import type { ScreenReport } from '../../../server/contract/socket.ts';
import type { ServerClock } from './server-clock.svelte.ts';
import type { Timers } from './timers.ts';

type Outage = NonNullable<ScreenReport['outage']>;

export interface SelfReportOptions {
  clock: ServerClock;
  timers: Timers;
  build: string;
  /** The client's own clock, right or wrong, in milliseconds since the Unix epoch. */
  now: () => number;
  heapBytes: () => number | null;
  /** See {@link ScreenReport.today}; `null`: it is not said here. */
  today: () => ScreenReport['today'] | null;
}

/** How this page is: what it says of itself to the server. */
export class SelfReport {
  readonly #options: SelfReportOptions;
  /** When the server sent the oldest message that is not painted yet. */
  #sentAt: number | null = null;
  #lagMs: number | null = null;
  /** The last message, by the server's clock and by that of the timers. */
  #heard: { sent: number; at: number } | null = null;
  #outage: Outage | null = null;
  /** Timers' clock of the last message before the outage that lasts; `null`: there is a link. */
  #lostAt: number | null = null;

  constructor(options: SelfReportOptions) {
    this.#options = options;
  }

  heard(serverTime: number): void {
    this.#sentAt ??= serverTime;
    this.#heard = { sent: serverTime, at: this.#options.timers.now() };
  }

  /** @param link whether what was painted says that it is of now, or that the link is lost; `null`: neither */
  painted(link: 'present' | 'lost' | null): void {
    this.#followOutage(link);
    const now = this.#options.clock.now();
    if (now === null || this.#sentAt === null) return;
    this.#lagMs = Math.max(this.#lagMs ?? 0, now - this.#sentAt);
    this.#sentAt = null;
  }

  /** The worst lag since it was asked last; `null` where nothing has been painted since. */
  take(): ScreenReport | null {
    const { build, clock, heapBytes, now, today } = this.#options;
    const serverNow = clock.now();
    const lagMs = this.#lagMs;
    this.#lagMs = null;
    if (serverNow === null || lagMs === null) return null;
    const shown = today();
    return {
      ...{ lagMs, driftMs: now() - serverNow, heapBytes: heapBytes(), build },
      ...(this.#outage && { outage: this.#outage }),
      ...(shown && { today: shown }),
    };
  }

  #followOutage(link: 'present' | 'lost' | null): void {
    const now = this.#options.timers.now();
    if (this.#lostAt === null) {
      if (link !== 'lost' || this.#heard === null) return;
      this.#lostAt = this.#heard.at;
      this.#outage = { heardAt: this.#heard.sent, bannerMs: now - this.#lostAt, presentMs: null };
    } else if (link === 'present' && this.#outage !== null) {
      this.#outage = { ...this.#outage, presentMs: now - this.#lostAt };
      this.#lostAt = null;
    }
  }
}

/** Bytes of JavaScript heap, where the browser says (Chromium does). */
export function heapBytes(): number | null {
  const memory = (performance as Performance & { memory?: { usedJSHeapSize?: unknown } }).memory;
  return typeof memory?.usedJSHeapSize === 'number' ? memory.usedJSHeapSize : null;
}
