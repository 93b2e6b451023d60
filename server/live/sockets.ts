import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { ClientToServer, ServerToClient } from '../contract/socket.ts';
import { mayConnect } from './origin.ts';
import type { ScreenSocket } from './realm-rooms.ts';

export type Sockets = Server<ClientToServer, ServerToClient>;

/** What Engine.IO does not type of its own connection. */
interface Connection {
  on(event: 'packetCreate' | 'packet', heard: (packet: { type: string; data?: unknown }) => void): void;
  close(discard: true): void;
}

/** A screen says one thing a second and another every few; more than this in one second is no screen. */
const MOST_MESSAGES_A_SECOND = 50;

/** Socket.IO on a server. `sent` is told how many characters went to one screen. */
export function openSockets(
  http: HttpServer,
  allowedOrigins: readonly string[],
  sent: (bytes: number) => void,
  now: () => number,
): Sockets {
  const io: Sockets = new Server(http, {
    // Polling would double what must be guarded, compression made the median 697 ms.
    transports: ['websocket'],
    perMessageDeflate: false,
    serveClient: false,
    maxHttpBufferSize: 16 * 1024,
    connectTimeout: 5_000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    allowRequest: (request, answer) => answer(null, mayConnect(request.headers, allowedOrigins)),
  });
  // There is one namespace for all; without this the default one would hold whoever likes.
  io.use((_socket, answer) => answer(new Error('nothing is here')));
  io.engine.on('connection', (connection: Connection) => {
    connection.on('packetCreate', ({ data }) => {
      if (typeof data === 'string') sent(data.length);
    });
    limitMessages(connection, now);
  });
  return io;
}

/** Ends a connection that says more than any screen has to, or something binary, which would be gathered. */
function limitMessages(connection: Connection, now: () => number): void {
  let since = now();
  let messages = 0;
  connection.on('packet', ({ data }) => {
    if (now() - since >= 1_000) {
      since = now();
      messages = 0;
    }
    const tooMany = ++messages > MOST_MESSAGES_A_SECOND;
    if (tooMany || (data !== undefined && typeof data !== 'string')) connection.close(true);
  });
}

/** Bytes that the kernel has not taken; Engine.IO does not type its `ws` socket. */
export function unsentBytes(socket: ScreenSocket): number {
  const transport = socket.conn.transport as unknown as { socket?: { bufferedAmount?: number } };
  return transport.socket?.bufferedAmount ?? 0;
}
