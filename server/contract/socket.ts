import type { CellsMessage } from './cells.ts';
import type { AlarmCell } from './duty-cells.ts';
import type { ScreenSettings } from './screens-rest.ts';

export const BOARD_NAMESPACE = '/board';

/** What a screen says when it connects, in Socket.IO's `auth`. */
export interface Handshake {
  contractVersion: number;
  /** Realm to watch; the server's own when left out. */
  realm?: string;
  /** See `scope.ts`. */
  scope: string;
  /** Key of a paired screen, or token of a drill's driver. People show the cookie of their session, guests nothing. */
  screenKey?: string;
  /** Names the window of a paired screen, the same after a reload: two windows may not be one screen. */
  window?: string;
  /** A desk, which gets what is for staff only too; left out on a wall. */
  desk?: boolean;
  /** Epoch and version of the state the screen still shows; `''` and 0 at first. */
  epoch: string;
  version: number;
}

export interface ServerToClient {
  /** Changed cells; empty about once a second when nothing changed, so that silence always means a fault. */
  cells: (message: CellsMessage) => void;
  /** Said before the server ends a connection whose rights ended. */
  refused: (refusal: Refusal) => void;
  /** To a paired screen: how it is set, soon after it connects and when that was changed. */
  settings: (settings: ScreenSettings) => void;
  /**
   * To whoever watches a drill or a replay: the critical alarms of the live realm in their scope that nobody has
   * acknowledged, all of them, when they come in and whenever that changes.
   */
  urgent: (alarms: UrgentAlarm[]) => void;
}

/** A real alarm that breaks through to a drill, and its place. */
export interface UrgentAlarm extends AlarmCell {
  port: string | null;
  route: string | null;
}

export interface ClientToServer {
  /** About once a second: the version last painted, so that a slow screen is not buried in backlog. */
  painted: (version: number) => void;
  /** Every few seconds: how a paired screen is. */
  report: (report: ScreenReport) => void;
}

/** What a screen says of itself. */
export interface ScreenReport {
  /** From the server's sending to painted, in milliseconds. */
  lagMs: number;
  /** Screen's clock less server's clock in milliseconds. */
  driftMs: number;
  /** Bytes of JavaScript heap; `null` where the browser does not say. */
  heapBytes: number | null;
  /** Name of the script that runs: another build has another name. */
  build: string;
  /**
   * The last time that it lost the link: server clock of the last message before, and how long after it, in milliseconds, the
   * screen said so and showed the present again; `null`: not yet. Left out where it never did.
   */
  outage?: { heardAt: number; bannerMs: number | null; presentMs: number | null };
  /** In a drill: arrivals, units, primary, secondary verdicts and cases of today in all that it shows. */
  today?: [number, number, number, number, number];
}

/** `data` of a `connect_error`: the connection was refused for a reason that trying again will not mend by itself. */
export interface Refusal {
  code:
    | 'contract-version'
    | 'unknown-realm'
    | 'bad-scope'
    | 'bad-handshake'
    | 'origin'
    | 'not-ready'
    /** Nothing was shown, and guests may not watch this: sign in, or pair the screen. */
    | 'not-known'
    /** What was shown opens nothing any more: a screen goes dark. Said only when the database says so. */
    | 'revoked'
    /** Known, but not for this realm or scope. */
    | 'not-allowed'
    /** Too many connections at once. */
    | 'too-many'
    /** Another window shows this screen at the moment. */
    | 'in-use'
    /** Many come at the same moment, and the server takes them one after the other. */
    | 'busy';
  reason: string;
  /** When to come again, in milliseconds from now; left out where only somebody's doing will mend it. */
  retryAfterMs?: number;
}

/** A screen is told of every state at least this often, in milliseconds. */
export const HEARTBEAT_MS = 1_000;
