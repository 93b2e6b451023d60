import type { Socket } from 'socket.io-client';
import type { CellsMessage } from '../../../server/contract/cells.ts';
import type { ClientToServer, Refusal, ServerToClient } from '../../../server/contract/socket.ts';
import { LINK_SILENT_MS } from './thresholds.ts';
import type { Timers } from './timers.ts';

const RETRY_MS = 500;
const ACKNOWLEDGE_MS = 1_000;

/** What of the Socket.IO client the link uses; its reconnection does the ordinary work. */
export type BoardSocket = Pick<
  Socket<ServerToClient, ClientToServer>,
  'on' | 'connected' | 'active' | 'connect' | 'disconnect' | 'volatile'
>;

export interface LinkEvents {
  cells(message: CellsMessage): void;
  /** A new connection, before its first message. */
  connected(): void;
  refused(refusal: Refusal): void;
}

/**
 * The link to the board: forever trying, never ending in an error page. Socket.IO reconnects after network
 * faults by itself; it does not after a refusal, nor when the server ends the connection, nor does it notice
 * a half-open connection in good time. These three are mended here.
 */
export class Link {
  readonly #socket: BoardSocket;
  readonly #timers: Timers;
  #refusal = $state.raw<Refusal | null>(null);
  #heardAt: number;
  #acknowledgedAt = -Infinity;

  constructor(socket: BoardSocket, timers: Timers, events: LinkEvents) {
    this.#socket = socket;
    this.#timers = timers;
    this.#heardAt = timers.now();
    socket.on('connect', () => {
      this.#refusal = null;
      this.#heardAt = timers.now();
      events.connected();
    });
    socket.on('cells', (message) => {
      this.#heardAt = timers.now();
      events.cells(message);
    });
    socket.on('disconnect', () => this.#retry());
    socket.on('connect_error', (error) => {
      const refusal = refusalOf(error);
      if (refusal) {
        this.#refusal = refusal;
        events.refused(refusal);
      }
      this.#retry();
    });
  }

  /** Why the server will not have this screen; `null` when it does or cannot be reached. */
  get refusal(): Refusal | null {
    return this.#refusal;
  }

  /** To be called about once a paint: ends a connection that says nothing, and tells the server what is painted. */
  watch(paintedVersion: number): void {
    const now = this.#timers.now();
    if (this.#socket.connected && now - this.#heardAt > LINK_SILENT_MS) {
      this.restart();
    } else if (this.#socket.connected && now - this.#acknowledgedAt >= ACKNOWLEDGE_MS) {
      this.#acknowledgedAt = now;
      // Volatile: what cannot be sent now is not worth keeping.
      this.#socket.volatile.emit('painted', paintedVersion);
    }
  }

  restart(): void {
    this.#heardAt = this.#timers.now();
    this.#socket.disconnect().connect();
  }

  #retry(): void {
    this.#timers.after(RETRY_MS, () => {
      if (!this.#socket.active) this.#socket.connect();
    });
  }
}

function refusalOf(error: Error): Refusal | null {
  const data: unknown = 'data' in error ? error.data : null;
  if (typeof data !== 'object' || data === null || !('code' in data)) return null;
  return data as Refusal;
}
