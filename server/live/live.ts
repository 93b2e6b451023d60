import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { Board } from '../board/board.ts';
import type { Scope } from '../contract/scope.ts';
import {
  BOARD_NAMESPACE,
  HEARTBEAT_MS,
  type ClientToServer,
  type Refusal,
  type ServerToClient,
} from '../contract/socket.ts';
import { readHandshake, refuse } from './handshake.ts';
import { mayConnect } from './origin.ts';
import { RealmRooms, type ScreenSocket } from './realm-rooms.ts';
import { MOST_UNSENT_BYTES, ScreenProgress } from './screen.ts';

export interface LiveOptions {
  /** Realm of screens that name none. */
  ownRealm: string;
  /** Origins beside the server's own whose pages may connect. */
  allowedOrigins: readonly string[];
  now: () => number;
  /** So much was sent to one screen; JSON is ASCII but for names, so characters are bytes nearly. */
  sent: (bytes: number) => void;
}

interface Watching {
  rooms: RealmRooms;
  scope: Scope;
  progress: ScreenProgress;
}

class Refused extends Error {
  readonly data: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.data = refusal;
  }
}

/** Streams boards to screens over Socket.IO. */
export class Live {
  readonly #options: LiveOptions;
  readonly #io: Server<ClientToServer, ServerToClient>;
  readonly #realms = new Map<string, RealmRooms>();
  readonly #screens = new Map<ScreenSocket, Watching>();
  readonly #heart: NodeJS.Timeout;
  #lastBeat: number;

  constructor(http: HttpServer, options: LiveOptions) {
    this.#options = options;
    this.#lastBeat = options.now();
    this.#io = new Server(http, {
      // Polling would double what must be guarded, compression made the median 697 ms.
      transports: ['websocket'],
      perMessageDeflate: false,
      serveClient: false,
      maxHttpBufferSize: 16 * 1024,
      connectTimeout: 5_000,
      pingInterval: 10_000,
      pingTimeout: 10_000,
      allowRequest: (request, answer) => answer(null, mayConnect(request.headers, options.allowedOrigins)),
    });
    this.#io.engine.on(
      'connection',
      (connection: { on(event: 'packetCreate', sent: (packet: unknown) => void): void }) => {
        connection.on('packetCreate', (packet) => {
          const { data } = packet as { data?: unknown };
          if (typeof data === 'string') options.sent(data.length);
        });
      },
    );
    const namespace = this.#io.of(BOARD_NAMESPACE);
    namespace.use((socket, next) => {
      const handshake = this.#welcome(socket);
      next('refusal' in handshake ? new Refused(handshake.refusal) : undefined);
    });
    namespace.on('connection', (socket) => this.#serve(socket));
    this.#heart = setInterval(() => this.#beat(), HEARTBEAT_MS);
  }

  /** Screens that are connected. */
  get screens(): number {
    return this.#screens.size;
  }

  /** Screens that get nothing at present because they have fallen behind. */
  get screensBehind(): number {
    return [...this.#screens.values()].filter(({ progress }) => progress.behind).length;
  }

  addRealm(name: string, board: Board): void {
    this.#realms.set(name, new RealmRooms(this.#io.of(BOARD_NAMESPACE), name, board, this.#options.now));
  }

  async close(): Promise<void> {
    clearInterval(this.#heart);
    for (const rooms of this.#realms.values()) rooms.close();
    await this.#io.close();
  }

  #welcome(socket: ScreenSocket) {
    const handshake = readHandshake(socket.handshake.auth, this.#options.ownRealm);
    if ('refusal' in handshake) return handshake;
    const rooms = this.#realms.get(handshake.welcome.realm);
    if (rooms === undefined) return refuse('unknown-realm', 'this server shows no such realm');
    // A board that the database has never confirmed would look like an empty border.
    if (rooms.board.confirmedAt === 0) return refuse('not-ready', 'the figures have not been read yet');
    return { rooms, ...handshake.welcome };
  }

  #serve(socket: ScreenSocket): void {
    const handshake = this.#welcome(socket);
    if ('refusal' in handshake) {
      socket.disconnect(true);
      return;
    }
    const { rooms, scope, epoch } = handshake;
    const known = epoch === rooms.board.epoch && handshake.version <= rooms.board.version;
    const version = known ? handshake.version : 0;
    const { now } = this.#options;
    const watching: Watching = { rooms, scope, progress: new ScreenProgress(now()) };
    this.#screens.set(socket, watching);
    rooms.enter(socket, scope, version);
    socket.on('painted', (painted: unknown) => {
      if (
        typeof painted !== 'number' ||
        !Number.isInteger(painted) ||
        painted < 0 ||
        painted > rooms.board.version
      )
        return;
      // All of it: the version may be one of another epoch, painted before this connection had brought anything.
      if (watching.progress.heard(now())) rooms.enter(socket, scope, 0);
    });
    socket.on('disconnect', () => {
      rooms.leave(socket, scope);
      this.#screens.delete(socket);
    });
  }

  #beat(): void {
    const now = this.#options.now();
    // A server that stood still itself has heard nobody: the silence is not the screens'.
    const stoodStill = now - this.#lastBeat > 2 * HEARTBEAT_MS;
    this.#lastBeat = now;
    for (const [socket, { rooms, scope, progress }] of this.#screens) {
      if (stoodStill) progress.forgive(now);
      const state = unsentBytes(socket) > MOST_UNSENT_BYTES ? 'gone' : progress.check(now);
      if (state === 'gone') socket.disconnect(true);
      else if (state === 'falls-behind') rooms.leave(socket, scope);
    }
    for (const rooms of this.#realms.values()) rooms.heartbeat();
  }
}

/** Bytes that the kernel has not taken; Engine.IO does not type its `ws` socket. */
function unsentBytes(socket: ScreenSocket): number {
  const transport = socket.conn.transport as unknown as { socket?: { bufferedAmount?: number } };
  return transport.socket?.bufferedAmount ?? 0;
}
