import type { Socket } from 'socket.io-client';
import type { CellsMessage } from '../../../server/contract/cells.ts';
import type { ClientToServer, Refusal, ServerToClient } from '../../../server/contract/socket.ts';
import { LINK_SILENT_MS } from './thresholds.ts';
import { every, type Cancel, type Timers } from './timers.ts';

/** The server is asked this often whether it is there, while there is no connection. */
const SEEK_MS = 600;
/** A connection that is not complete after this long never will be. */
const ATTEMPT_MS = 3_000;
const ACKNOWLEDGE_MS = 1_000;

/** What of the Socket.IO client the link uses. Its own reconnection must be off. */
export type BoardSocket = Pick<
  Socket<ServerToClient, ClientToServer>,
  'on' | 'connected' | 'connect' | 'disconnect' | 'volatile'
>;

export interface LinkEvents {
  cells(message: CellsMessage): void;
  /** A new connection, before its first message. */
  connected(): void;
  refused(refusal: Refusal): void;
}

/**
 * The link to the board: forever trying, never ending in an error page. Chromium counts failed WebSockets and
 * holds back further ones (measured with 147: from the 14th on for 0.8 to 4.6 s each), and an outage of seconds
 * makes that many. So an ordinary request asks whether the server is there, and only its answer is worth a WebSocket:
 * after any outage the figures are right again in about a second.
 */
export class Link {
  readonly #socket: BoardSocket;
  readonly #timers: Timers;
  /** Resolves when the server gives any answer at all. */
  readonly #probe: () => Promise<unknown>;
  #refusal = $state.raw<Refusal | null>(null);
  #heardAt: number;
  #attemptedAt: number | null = null;
  #acknowledgedAt = -Infinity;
  #seeking: Cancel | null = null;

  constructor(socket: BoardSocket, probe: () => Promise<unknown>, timers: Timers, events: LinkEvents) {
    this.#socket = socket;
    this.#probe = probe;
    this.#timers = timers;
    this.#heardAt = timers.now();
    socket.on('connect', () => {
      this.#attemptedAt = null;
      this.#refusal = null;
      this.#heardAt = timers.now();
      events.connected();
    });
    socket.on('cells', (message) => {
      this.#heardAt = timers.now();
      events.cells(message);
    });
    socket.on('connect_error', (error) => {
      this.#attemptedAt = null;
      const refusal = refusalOf(error);
      if (!refusal) return;
      this.#refusal = refusal;
      events.refused(refusal);
    });
    socket.on('refused', (refusal) => {
      this.#refusal = refusal;
      events.refused(refusal);
    });
  }

  start(): void {
    this.#attempt();
    this.#seeking ??= every(this.#timers, SEEK_MS, () => this.#seek());
  }

  /** Ends the link and tries no more. */
  stop(): void {
    this.#seeking?.();
    this.#seeking = null;
    this.#socket.disconnect();
  }

  /** Why the server will not have this screen; `null` when it does or cannot be reached. */
  get refusal(): Refusal | null {
    return this.#refusal;
  }

  /** To be called at each paint: ends a connection that says nothing, and tells the server what is painted. */
  watch(paintedVersion: number): void {
    if (!this.#socket.connected) return;
    const now = this.#timers.now();
    if (now - this.#heardAt > LINK_SILENT_MS) {
      this.#restart();
    } else if (now - this.#acknowledgedAt >= ACKNOWLEDGE_MS) {
      this.#acknowledgedAt = now;
      // Volatile: what cannot be sent now is not worth keeping.
      this.#socket.volatile.emit('painted', paintedVersion);
    }
  }

  #seek(): void {
    if (this.#socket.connected) return;
    if (this.#attemptedAt === null) {
      // A request may hang in a dead network while the next one gets through: none waits for another.
      void this.#probe().then(
        () => this.#seeking !== null && this.#attempt(),
        () => {},
      );
    } else if (this.#timers.now() - this.#attemptedAt > ATTEMPT_MS) {
      this.#restart();
    }
  }

  #attempt(): void {
    if (this.#socket.connected || this.#attemptedAt !== null) return;
    this.#attemptedAt = this.#timers.now();
    this.#socket.connect();
  }

  #restart(): void {
    this.#socket.disconnect();
    this.#attemptedAt = null;
    this.#attempt();
  }
}

function refusalOf(error: Error): Refusal | null {
  const data: unknown = 'data' in error ? error.data : null;
  if (typeof data !== 'object' || data === null || !('code' in data)) return null;
  return data as Refusal;
}
