/**
 * A process that sends recorded ticks to all screens that connect: through the board and the live room as they are, or as
 * ready bytes over bare `ws`. What differs is what fan-out costs beyond the bytes.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { Board } from '../../../server/board/board.ts';
import type { CellsMessage } from '../../../server/contract/cells.ts';
import { MOST_CONNECTIONS } from '../../../server/live/limits.ts';
import { Live } from '../../../server/live/live.ts';
import { GUESTS, type Pass } from '../../../server/live/pass.ts';
import { answerOrders } from './children.ts';

/** Listens; answers with the address. The first tick is the state that screens get when they connect. */
export interface Serve {
  do: 'serve';
  /** `text`: bare `ws` with a ready string; `bytes`: with its bytes, which spares it the encoding for each screen. */
  by: 'live' | 'text' | 'bytes';
  /** Packets as they were on the wire. */
  ticks: string[];
}
/** Sends so many ticks after the first, so many a second; answers with the CPU time that it took, in milliseconds. */
export interface Play {
  do: 'play';
  ticks: number;
  perSecond: number;
}

const PREFIX = '42/board,';

interface Running {
  ticks: string[];
  perform: (tick: string) => void;
  close: () => Promise<unknown>;
}
let running: Running | undefined;

const cellsOf = (tick: string) => (JSON.parse(tick.slice(PREFIX.length)) as [string, CellsMessage])[1];

function overLive(http: Server, ticks: string[]): Running {
  const board = new Board('bench');
  const guest: Pass = { holder: GUESTS, mayRead: () => true, mayLook: false, screen: null, settings: null };
  const live = new Live(http, {
    ownRealm: 'live',
    allowedOrigins: [],
    trustProxy: 0,
    sessionCookie: 'none',
    door: {
      admit: () => Promise.resolve(guest),
      renew: () => Promise.resolve(new Map()),
      share: () => Promise.resolve([]),
    },
    most: { ...MOST_CONNECTIONS, guestAddress: Infinity },
    now: Date.now,
    elapsed: Date.now,
    sent: () => undefined,
    reported: () => undefined,
  });
  live.addRealm({
    describe: { name: 'live', kind: 'live', ko: '', en: '', simulated: true },
    board,
    clock: () => undefined,
  });
  // The follower hands values to the board: reading the recording is not its cost.
  const cells = new Map(ticks.map((tick) => [tick, Object.entries(cellsOf(tick).cells)]));
  const perform = (tick: string) => board.update(cells.get(tick) ?? [], Date.now());
  perform(ticks[0] ?? '');
  return { ticks, perform, close: () => live.close() };
}

function overWs(http: Server, ticks: string[], as: (text: string) => string | Buffer): Running {
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  // Live says once a second that the state still holds; the same number of messages is sent here.
  const { epoch, version } = cellsOf(ticks[0] ?? '');
  const quiet: CellsMessage = { epoch, version, cells: {}, serverTime: Date.now(), confirmedAt: Date.now() };
  const heartbeat = as(`${PREFIX}${JSON.stringify(['cells', quiet])}`);
  const toAll = (text: string | Buffer) =>
    server.clients.forEach((client) => client.send(text, { binary: false }));
  const ready = new Map(ticks.map((tick) => [tick, as(tick)]));
  const heart = setInterval(() => toAll(heartbeat), 1_000);
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      if ((data as Buffer).toString('latin1').startsWith('40')) socket.send(ticks[0] ?? '');
    });
    socket.send('0{}');
  });
  return {
    ticks,
    perform: (tick) => toAll(ready.get(tick) ?? heartbeat),
    close: async () => {
      clearInterval(heart);
      server.clients.forEach((client) => client.terminate());
      server.close();
    },
  };
}

async function serve({ by, ticks }: Serve): Promise<string> {
  const http = createServer();
  await running?.close();
  running =
    by === 'live' ? overLive(http, ticks) : overWs(http, ticks, by === 'text' ? (text) => text : Buffer.from);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { close } = running;
  running.close = async () => {
    await close();
    http.closeAllConnections();
    http.close();
  };
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

async function play({ perSecond, ticks }: Play): Promise<number> {
  if (running === undefined) throw new Error('nothing is served');
  const cpu = process.cpuUsage();
  const began = performance.now();
  for (const [index, tick] of running.ticks.slice(1, 1 + ticks).entries()) {
    const due = began + (index * 1000) / perSecond - performance.now();
    if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
    running.perform(tick);
  }
  await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond));
  const { system, user } = process.cpuUsage(cpu);
  return (user + system) / 1000;
}

answerOrders<Serve | Play>(async (order) => (order.do === 'serve' ? await serve(order) : await play(order)));
