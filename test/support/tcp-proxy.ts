import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A cable between two programs on this machine, which can be pulled out. */
export interface TcpProxy {
  port: number;
  /** Ends every connection and takes no new one. */
  cut(): void;
  /** Holds every connection open and lets nothing through: a link that is dead without saying so. */
  freeze(): void;
  /** Lets everything through again. */
  mend(): void;
  close(): Promise<void>;
}

/** Passes connections on to a port of 127.0.0.1, which is asked for at each connection. */
export async function startTcpProxy(target: () => number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let state: 'whole' | 'cut' | 'frozen' = 'whole';
  const server = createServer((inner) => {
    if (state === 'cut') {
      inner.destroy();
      return;
    }
    const outer = connect(target(), '127.0.0.1');
    for (const [socket, other] of [[inner, outer], [outer, inner]] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    inner.pipe(outer);
    outer.pipe(inner);
    if (state === 'frozen') {
      inner.pause();
      outer.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cut: () => {
      state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    freeze: () => {
      state = 'frozen';
      for (const socket of sockets) socket.pause();
    },
    mend: () => {
      state = 'whole';
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
