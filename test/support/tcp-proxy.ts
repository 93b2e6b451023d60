import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A wire to the database that can be cut, held and mended, as networks are. */
export interface TcpProxy {
  /** The given URL, by way of this proxy. */
  url: string;
  /** By which the server knows its connections: `client_port` in `pg_stat_activity`. */
  ports(): number[];
  /** Ends every connection and refuses new ones. */
  cut(): void;
  /** Keeps every connection and lets nothing through: nobody is told. */
  hold(): void;
  /** Lets nothing through on the connections that there are, for ever, and everything on new ones. */
  swallow(): void;
  /** Lets everything through again. */
  mend(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const target = new URL(databaseUrl);
  const targetPort = Number(target.port || 5432);
  const sockets = new Set<Socket>();
  /** Of connections that are never mended. */
  const lost = new Set<Socket>();
  let state: 'open' | 'cut' | 'held' = 'open';

  function link(from: Socket, to: Socket): void {
    from.on('data', (data) => {
      to.write(data);
      if (state === 'held' || lost.has(from)) from.pause();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      lost.delete(from);
      to.destroy();
    });
    sockets.add(from);
    if (state === 'held') from.pause();
  }
  const server: Server = createServer((client) => {
    if (state === 'cut') return client.destroy();
    const upstream = connect(targetPort, target.hostname);
    link(client, upstream);
    link(upstream, client);
    return undefined;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.toString(),
    ports: () =>
      [...sockets].flatMap(({ localPort, remotePort }) =>
        remotePort === targetPort ? (localPort ?? []) : [],
      ),
    cut: () => {
      state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    hold: () => {
      state = 'held';
      for (const socket of sockets) socket.pause();
    },
    swallow: () => {
      for (const socket of sockets) lost.add(socket.pause());
      sockets.clear();
    },
    mend: () => {
      state = 'open';
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const socket of [...sockets, ...lost]) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
