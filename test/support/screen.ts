import { io, type Socket } from 'socket.io-client';
import { apply, EMPTY_STATE, type BoardState, type CellsMessage } from '../../server/contract/cells.ts';
import type { ScreenSettings } from '../../server/contract/screens-rest.ts';
import {
  BOARD_NAMESPACE,
  type ClientToServer,
  type Handshake,
  type Refusal,
  type ServerToClient,
} from '../../server/contract/socket.ts';
import { CONTRACT_VERSION } from '../../server/contract/version.ts';

/** A screen without a picture: a real client that holds the state as the wall does. */
export class TestScreen {
  state: BoardState = EMPTY_STATE;
  readonly messages: { at: number; message: CellsMessage }[] = [];
  /** Why it may not connect, or why a connection was ended. */
  refusal: Refusal | null = null;
  readonly settings: ScreenSettings[] = [];
  readonly socket: Socket<ServerToClient, ClientToServer>;
  #painting: NodeJS.Timeout | undefined;

  constructor(
    url: string,
    handshake: Partial<Handshake> = {},
    options: { acknowledges?: boolean; cookie?: string } = {},
  ) {
    this.socket = io(url + BOARD_NAMESPACE, {
      transports: ['websocket'],
      forceNew: true,
      ...(options.cookie !== undefined && { extraHeaders: { cookie: options.cookie } }),
      reconnectionDelay: 100,
      reconnectionDelayMax: 300,
      auth: (tell) =>
        tell({
          contractVersion: CONTRACT_VERSION,
          scope: 'headquarters',
          epoch: this.state.epoch,
          version: this.state.version,
          ...handshake,
        }),
    });
    this.socket.on('cells', (message) => {
      this.state = apply(this.state, message);
      this.messages.push({ at: Date.now(), message });
    });
    this.socket.on('refused', (refusal) => (this.refusal = refusal));
    this.socket.on('settings', (settings) => this.settings.push(settings));
    // As the wall does: about once a second, whatever comes or does not.
    if (options.acknowledges !== false) {
      this.#painting = setInterval(() => {
        if (this.socket.connected) this.socket.emit('painted', this.state.version);
      }, 500);
    }
    this.socket.on('connect_error', (error: Error & { data?: Refusal }) => {
      this.refusal = error.data ?? null;
    });
  }

  close(): void {
    clearInterval(this.#painting);
    this.socket.close();
  }
}

/** Waits until something holds; throws what was last seen when it does not within the time. */
export async function eventually(check: () => unknown, withinMs = 10_000): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      const answer = await check();
      if (answer !== false) return;
      throw new Error('not yet');
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
