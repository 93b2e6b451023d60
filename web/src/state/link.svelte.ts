import type { Socket } from 'socket.io-client';
import type { CellsMessage } from '../../../server/contract/cells.ts';
import type { ClientToServer, Refusal, ServerToClient } from '../../../server/contract/socket.ts';
import { Reconnection } from './reconnection.ts';
import { LINK_SILENT_MS } from './thresholds.ts';
import type { Timers } from './timers.ts';

const ACKNOWLEDGE_MS = 1_000;

/** More than the link itself gives an attempt, in milliseconds: the Socket.IO client shall not give up before it. */
export const CONNECT_MS = 60_000;

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
  /** Something has come in. Timers of hidden pages are held back, messages are not: it is painted when it comes. */
  paint(): void;
}

export interface LinkOptions {
  timers: Timers;
  random: () => number;
  /** Resolves when the server gives any answer at all. */
  probe: () => Promise<unknown>;
}

/** The link to the board: forever trying, never ending in an error page. */
export class Link {
  readonly #socket: BoardSocket;
  readonly #timers: Timers;
  readonly #reconnection: Reconnection;
  #refusal = $state.raw<Refusal | null>(null);
  #heardAt: number;
  #acknowledgedAt = -Infinity;

  constructor(socket: BoardSocket, { probe, random, timers }: LinkOptions, events: LinkEvents) {
    this.#socket = socket;
    this.#timers = timers;
    this.#heardAt = timers.now();
    this.#reconnection = new Reconnection({
      ...{ timers, random, probe },
      connect: () => void socket.connect(),
      disconnect: () => void socket.disconnect(),
    });
    socket.on('connect', () => {
      this.#refusal = null;
      this.#heardAt = timers.now();
      this.#reconnection.connected();
      events.connected();
    });
    socket.on('cells', (message) => {
      this.#heardAt = timers.now();
      this.#reconnection.heard();
      events.cells(message);
      events.paint();
    });
    socket.on('connect_error', (error) => {
      const refusal = refusalOf(error);
      this.#reconnection.lost(refusal?.retryAfterMs);
      // That it must wait its turn is no refusal.
      if (!refusal || refusal.code === 'busy') return;
      this.#refusal = refusal;
      events.refused(refusal);
    });
    socket.on('disconnect', () => this.#reconnection.lost());
    socket.on('refused', (refusal) => {
      this.#refusal = refusal;
      events.refused(refusal);
    });
  }

  start(): void {
    this.#reconnection.start();
  }

  /** Ends the link and tries no more. */
  stop(): void {
    this.#reconnection.stop();
  }

  /** Why the server will not have this screen; `null` when it does or cannot be reached. */
  get refusal(): Refusal | null {
    return this.#refusal;
  }

  /** To be called at each paint: ends a connection that says nothing, and tells the server what is painted. */
  watch(paintedVersion: number): void {
    if (!this.#socket.connected) return;
    const now = this.#timers.now();
    if (now - this.#heardAt > this.#reconnection.patience(LINK_SILENT_MS)) {
      this.#reconnection.giveUp();
    } else if (now - this.#acknowledgedAt >= ACKNOWLEDGE_MS) {
      this.#acknowledgedAt = now;
      // Volatile: what cannot be sent now is not worth keeping.
      this.#socket.volatile.emit('painted', paintedVersion);
    }
  }
}

function refusalOf(error: Error): Refusal | null {
  const data: unknown = 'data' in error ? error.data : null;
  if (typeof data !== 'object' || data === null || !('code' in data)) return null;
  return data as Refusal;
}
