import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { ClientToServer, ServerToClient } from '../contract/socket.ts';
import { mayConnect } from './origin.ts';
import type { ScreenSocket } from './realm-rooms.ts';

export type Sockets = Server<ClientToServer, ServerToClient>;

/** Socket.IO on a server. `sent` is told how many characters went to one screen. */
export function openSockets(
  http: HttpServer,
  allowedOrigins: readonly string[],
  sent: (bytes: number) => void,
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
  io.engine.on(
    'connection',
    (connection: { on(event: 'packetCreate', sent: (packet: unknown) => void): void }) => {
      connection.on('packetCreate', (packet) => {
        const { data } = packet as { data?: unknown };
        if (typeof data === 'string') sent(data.length);
      });
    },
  );
  return io;
}

/** Bytes that the kernel has not taken; Engine.IO does not type its `ws` socket. */
export function unsentBytes(socket: ScreenSocket): number {
  const transport = socket.conn.transport as unknown as { socket?: { bufferedAmount?: number } };
  return transport.socket?.bufferedAmount ?? 0;
}
