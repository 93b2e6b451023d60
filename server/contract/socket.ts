import type { CellsMessage } from './cells.ts';

export const BOARD_NAMESPACE = '/board';

/** What a screen says when it connects, in Socket.IO's `auth`. */
export interface Handshake {
  contractVersion: number;
  /** Realm to watch; the server's own when left out. */
  realm?: string;
  /** See `scope.ts`. */
  scope: string;
  /** Epoch and version of the state the screen still shows; `''` and 0 at first. */
  epoch: string;
  version: number;
}

export interface ServerToClient {
  /** Changed cells; empty about once a second when nothing changed, so that silence always means a fault. */
  cells: (message: CellsMessage) => void;
}

export interface ClientToServer {
  /** About once a second: the version last painted, so that a slow screen is not buried in backlog. */
  painted: (version: number) => void;
}

/** `data` of a `connect_error`: the connection was refused for a reason that trying again will not mend by itself. */
export interface Refusal {
  code: 'contract-version' | 'unknown-realm' | 'bad-scope' | 'bad-handshake' | 'origin' | 'not-ready';
  reason: string;
}

/** A screen is told of every state at least this often, in milliseconds. */
export const HEARTBEAT_MS = 1_000;
