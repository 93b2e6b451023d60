import { io, type Socket } from 'socket.io-client';
import { apply, EMPTY_STATE, type BoardState, type CellsMessage } from '../../server/contract/cells.ts';
import { BOARD_NAMESPACE, type Handshake } from '../../server/contract/socket.ts';
import { CONTRACT_VERSION } from '../../server/contract/version.ts';
import { CONNECT_MS, Link, type BoardSocket } from '../../web/src/state/link.svelte.ts';
import { browserTimers } from '../../web/src/state/timers.ts';

const PAINT_MS = 500;
const PROBE_MS = 5_000;

interface Decoder {
  decodeString(text: string): unknown;
}

/**
 * What is sent to many is the same text: it is read once for all screens of a process, since real ones have a computer each
 * and would not take the cores from the server.
 */
function readOnce(socket: Pick<Socket, 'io'>): void {
  const { decoder } = socket.io as unknown as { decoder: Decoder };
  const read = decoder.decodeString.bind(decoder);
  decoder.decodeString = (text) => {
    if (text === last.text) return last.packet;
    const packet = read(text);
    if (text.length > 10_000) Object.assign(last, { text, packet });
    return packet;
  };
}
const last: { text: string; packet: unknown } = { text: '', packet: null };
const wholeStates = new WeakMap<CellsMessage, BoardState>();

function stateAfter(state: BoardState, message: CellsMessage): BoardState {
  const known = message.whole ? wholeStates.get(message) : undefined;
  const after = known ?? apply(state, message);
  if (message.whole) wholeStates.set(message, after);
  return after;
}

/** A screen without a picture that returns as the wall does: over the wall's own link, with its waits and its patience. */
export class ReturningScreen {
  state: BoardState = EMPTY_STATE;
  /** WebSockets that it has spent. */
  attempts = 0;
  /** Why it was sent away or refused, each time. */
  readonly refused: string[] = [];
  /** When it was right for the first time since {@link forget}, by `performance.now()`. */
  rightAt: number | null = null;
  readonly #socket: BoardSocket & Pick<Socket, 'io'>;
  readonly #link: Link;
  readonly #painting: NodeJS.Timeout;

  constructor(url: string, handshake: Partial<Handshake>) {
    const socket = io(url + BOARD_NAMESPACE, {
      transports: ['websocket'],
      forceNew: true,
      autoConnect: false,
      reconnection: false,
      timeout: CONNECT_MS,
      auth: (answer) =>
        answer({
          ...{ contractVersion: CONTRACT_VERSION, scope: 'headquarters' },
          ...{ epoch: this.state.epoch, version: this.state.version },
          ...handshake,
        }),
    });
    const connect = socket.connect.bind(socket);
    socket.connect = () => {
      this.attempts += 1;
      return connect();
    };
    readOnce(socket);
    this.#socket = socket;
    const probe = () => fetch(`${url}/healthz`, { signal: AbortSignal.timeout(PROBE_MS) });
    socket.on('connect_error', (error: Error & { data?: { code: string } }) => {
      this.refused.push(error.data?.code ?? error.message);
    });
    this.#link = new Link(
      socket,
      { timers: browserTimers, random: Math.random, probe },
      {
        connected: () => {},
        paint: () => {},
        refused: () => {},
        cells: (message) => {
          this.state = stateAfter(this.state, message);
          if (socket.connected) this.rightAt ??= performance.now();
        },
      },
    );
    this.#painting = setInterval(() => this.#link.watch(this.state.version), PAINT_MS);
    this.#link.start();
  }

  get connected(): boolean {
    return this.#socket.connected;
  }

  /** What it has spent and when it was right count from here. */
  forget(): void {
    this.attempts = 0;
    this.refused.length = 0;
    this.rightAt = null;
  }

  /** Its connection ends, as a network ends it. */
  cut(): void {
    this.#socket.io.engine.close();
  }

  close(): void {
    clearInterval(this.#painting);
    this.#link.stop();
  }
}
