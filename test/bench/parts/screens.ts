/**
 * A process full of screens. They speak Engine.IO and Socket.IO by hand over `ws`: what is sent to them is the same, and
 * reading it costs little of the cores on which the server is measured.
 */
import { WebSocket, type RawData } from 'ws';
import { CONTRACT_VERSION } from '../../../server/contract/version.ts';
import { answerOrders } from './children.ts';

/** Connects screens; resolves when each has its first state. */
export interface Connect {
  do: 'connect';
  url: string;
  screens: number;
  /** Whether to say once a second what was painted, as a wall does. */
  acknowledges: boolean;
  /** Text up to a growing number, e.g. the beginning of a cell: when each number first arrives is kept. */
  watch: string | null;
  /** Whether the first screen keeps every message as it came. */
  record: boolean;
}
/** Disconnects, and tells what was received. */
export interface Collect {
  do: 'collect';
}
export interface Received {
  messages: number;
  characters: number;
  /** Of each screen: when a number of what is watched first arrived, in milliseconds since the Unix epoch. */
  seen: Map<number, number>[];
  recorded: string[];
  /** Screens that lost their connection. */
  lost: number;
}

let sockets: WebSocket[] = [];
let received: Received;
let painting: NodeJS.Timeout | undefined;

const now = () => performance.timeOrigin + performance.now();

function connect({ acknowledges, record, screens, url, watch }: Connect): Promise<void> {
  received = { messages: 0, characters: 0, seen: [], recorded: [], lost: 0 };
  const versions: number[] = [];
  sockets = [];
  return new Promise((resolve, reject) => {
    let waiting = screens;
    for (let index = 0; index < screens; index++) {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
        perMessageDeflate: false,
        skipUTF8Validation: true,
      });
      const seen = new Map<number, number>();
      received.seen.push(seen);
      const hello = { contractVersion: CONTRACT_VERSION, scope: 'headquarters', epoch: '', version: 0 };
      socket.on('message', (data: RawData) => {
        const at = now();
        const text = (data as Buffer).toString('latin1');
        if (text.startsWith('0')) socket.send(`40/board,${JSON.stringify(hello)}`);
        else if (text === '2') socket.send('3');
        if (!text.startsWith('42/board,["cells"')) return;
        if (versions[index] === undefined && --waiting === 0) resolve();
        versions[index] = Number(/"version":(\d+)/.exec(text)?.[1]);
        received.messages++;
        received.characters += text.length;
        if (record && index === 0) received.recorded.push((data as Buffer).toString('utf8'));
        const place = watch === null ? -1 : text.indexOf(watch);
        if (watch === null || place === -1) return;
        const number = parseInt(text.slice(place + watch.length, place + watch.length + 16), 10);
        if (!seen.has(number)) seen.set(number, at);
      });
      socket.on('error', reject);
      socket.on('close', () => received.lost++);
      sockets.push(socket);
    }
    if (acknowledges) {
      painting = setInterval(() => {
        sockets.forEach((socket, index) => {
          if (versions[index] !== undefined) socket.send(`42/board,["painted",${versions[index]}]`);
        });
      }, 1_000);
    }
  });
}

function collect(): Received {
  clearInterval(painting);
  for (const socket of sockets) {
    socket.removeAllListeners();
    socket.on('error', () => undefined);
    socket.terminate();
  }
  return received;
}

answerOrders<Connect | Collect>((order) => (order.do === 'connect' ? connect(order) : collect()));
