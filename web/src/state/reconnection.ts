import type { Cancel, Timers } from './timers.ts';

/** The first search for a lost server waits up to this long, each further one half as long again, in milliseconds. */
const FIRST_SEARCH_MS = 1_000;
/** A server that is back is found within this: the figures are right again in three seconds. */
const LONGEST_SEARCH_MS = 2_000;
const SHORTEST_SEARCH_MS = 100;
/** A server that has answered may be busy: an attempt is given this long, the next one twice as long, and so on. */
const FIRST_PATIENCE_MS = 5_000;
const LONGEST_PATIENCE_MS = 20_000;
/** Nobody is sent away for longer than this, whatever a server says. */
const LONGEST_AGAIN_MS = 30_000;
/** A connection that lived this long was a good one. */
const PROVEN_MS = 10_000;

export interface ReconnectionOptions {
  timers: Timers;
  /** From 0 up to 1: screens that lost the same server must not all return at the same moment. */
  random: () => number;
  /** Resolves when the server gives any answer at all. */
  probe: () => Promise<unknown>;
  connect: () => void;
  /** Ends the connection, or what was to become one. */
  disconnect: () => void;
}

/**
 * When to look for the server, to connect and to give up: forever trying, with growing waits of random length. Chromium
 * counts failed WebSockets and holds back further ones (measured with 147: from the 14th on for 0.8 to 4.6 s each), and an
 * outage of seconds makes that many. So an ordinary request asks whether the server is there, and only its answer is worth
 * a WebSocket.
 */
export class Reconnection {
  readonly #options: ReconnectionOptions;
  #state: 'off' | 'searching' | 'connecting' | 'connected' = 'off';
  /** Searches since the server was there, and attempts since a connection was good. */
  #searches = 0;
  #failures = 0;
  #connectedAt = 0;
  #cancel: Cancel = () => {};

  constructor(options: ReconnectionOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#state === 'off') this.#connect();
  }

  stop(): void {
    this.#cancel();
    this.#state = 'off';
    this.#options.disconnect();
  }

  connected(): void {
    if (this.#state === 'off') return;
    this.#cancel();
    this.#state = 'connected';
    this.#searches = 0;
    this.#connectedAt = this.#options.timers.now();
  }

  /** The connection has brought something. */
  heard(): void {
    if (this.#failures > 0 && this.#options.timers.now() - this.#connectedAt > PROVEN_MS) this.#failures = 0;
  }

  /**
   * There is no connection, or none came about.
   * @param againMs when the server wants to be asked again; `undefined`: it did not say
   */
  lost(againMs?: number): void {
    if (this.#state !== 'connecting' && this.#state !== 'connected') return;
    const { random, timers } = this.#options;
    if (againMs === undefined) this.#failures += 1;
    this.#state = 'searching';
    this.#cancel();
    if (againMs === undefined) return this.#searchLater();
    // It is there: it has said when.
    const ms = Math.min(LONGEST_AGAIN_MS, Math.max(0, againMs)) * (1 + random() / 2);
    this.#cancel = timers.after(ms, () => this.#connect());
  }

  /** How long a connection may say nothing before it counts as dead, where `ms` is how long a good one does. */
  patience(ms: number): number {
    return this.#failures === 0 ? ms : Math.max(ms, this.#patience());
  }

  /** Ends a connection that is dead and looks for another. */
  giveUp(): void {
    if (this.#state === 'off') return;
    this.lost();
    this.#options.disconnect();
  }

  #searchLater(): void {
    const { random, timers } = this.#options;
    const longest = Math.min(LONGEST_SEARCH_MS, FIRST_SEARCH_MS * 1.5 ** this.#searches);
    this.#searches += 1;
    const ms = SHORTEST_SEARCH_MS + random() * (longest - SHORTEST_SEARCH_MS);
    this.#cancel = timers.after(ms, () => this.#search());
  }

  #search(): void {
    // A request may hang in a dead network while the next one gets through: none waits for another.
    this.#searchLater();
    void this.#options.probe().then(
      () => this.#state === 'searching' && this.#connect(),
      () => {},
    );
  }

  #connect(): void {
    this.#cancel();
    this.#state = 'connecting';
    this.#cancel = this.#options.timers.after(this.#patience(), () => this.giveUp());
    this.#options.connect();
  }

  #patience(): number {
    return Math.min(LONGEST_PATIENCE_MS, FIRST_PATIENCE_MS * 2 ** this.#failures);
  }
}
