import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A wire to the database that can be cut, held and mended, as networks are. */
export interface TcpProxy {
  /** The given URL, by way of this proxy. */
  url: string;
  /** Ends every connection and refuses new ones. */
  cut(): void;
  /** Keeps every connection and lets nothing through: nobody is told. */
  hold(): void;
  /** Lets everything through again. */
  mend(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(databaseUrl: string): Promise<TcpProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let state: 'open' | 'cut' | 'held' = 'open';

  function link(from: Socket, to: Socket): void {
    from.on('data', (data) => {
      to.write(data);
      if (state === 'held') from.pause();
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    sockets.add(from);
    if (state === 'held') from.pause();
  }
  const server: Server = createServer((client) => {
    if (state === 'cut') return client.destroy();
    const upstream = connect(Number(target.port || 5432), target.hostname);
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
    cut: () => {
      state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    hold: () => {
      state = 'held';
      for (const socket of sockets) socket.pause();
    },
    mend: () => {
      state = 'open';
      for (const socket of sockets) socket.resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
