import type { ScreenReport } from '../../../server/contract/socket.ts';
import type { ServerClock } from './server-clock.svelte.ts';

/** How this page is: what it says of itself to the server. */
export class SelfReport {
  readonly #clock: ServerClock;
  readonly #build: string;
  readonly #now: () => number;
  readonly #heapBytes: () => number | null;
  /** When the server sent the oldest message that is not painted yet. */
  #sentAt: number | null = null;
  #lagMs: number | null = null;

  /** @param now the client's own clock, right or wrong, in milliseconds since the Unix epoch */
  constructor(clock: ServerClock, build: string, now: () => number, heapBytes: () => number | null) {
    this.#clock = clock;
    this.#build = build;
    this.#now = now;
    this.#heapBytes = heapBytes;
  }

  heard(serverTime: number): void {
    this.#sentAt ??= serverTime;
  }

  painted(): void {
    const now = this.#clock.now();
    if (now === null || this.#sentAt === null) return;
    this.#lagMs = Math.max(this.#lagMs ?? 0, now - this.#sentAt);
    this.#sentAt = null;
  }

  /** The worst lag since it was asked last; `null` where nothing has been painted since. */
  take(): ScreenReport | null {
    const serverNow = this.#clock.now();
    const lagMs = this.#lagMs;
    this.#lagMs = null;
    if (serverNow === null || lagMs === null) return null;
    return { lagMs, driftMs: this.#now() - serverNow, heapBytes: this.#heapBytes(), build: this.#build };
  }
}

/** Bytes of JavaScript heap, where the browser says (Chromium does). */
export function heapBytes(): number | null {
  const memory = (performance as Performance & { memory?: { usedJSHeapSize?: unknown } }).memory;
  return typeof memory?.usedJSHeapSize === 'number' ? memory.usedJSHeapSize : null;
}
