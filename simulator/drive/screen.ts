import { io, type Socket } from 'socket.io-client';
import { apply, EMPTY_STATE, type BoardState } from '../../server/contract/cells.ts';
import { sumsOfToday, type StepBody } from '../../server/contract/drill-rest.ts';
import { BOARD_NAMESPACE, type ClientToServer, type ServerToClient } from '../../server/contract/socket.ts';
import { CONTRACT_VERSION } from '../../server/contract/version.ts';
import type { Clock } from '../clock.ts';
import type { PlayedScreen } from './drive.ts';

/** As the wall's own: without a message for this long the link is lost (web/src/state/thresholds.ts). */
const LINK_SILENT_MS = 3_000;
const LOOK_MS = 100;
const PAINTED_MS = 1_000;
const RETRY_MS = 600;
/** So long the screen may take to show the board, and to show the same as a fresh one, in milliseconds. */
const PATIENCE_MS = 20_000;

/** A drill's realm, and the token of its driver, which opens it to watch. */
export interface Watched {
  realm: string;
  token: string;
}

/** A board over Socket.IO, as a wall follows it. */
class Following {
  readonly #socket: Socket<ServerToClient, ClientToServer>;
  #state: BoardState = EMPTY_STATE;
  #heardAt: number | null = null;

  constructor(url: URL, { realm, token }: Watched, now: () => number) {
    this.#socket = io(new URL(BOARD_NAMESPACE, url).href, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: RETRY_MS,
      reconnectionDelayMax: RETRY_MS,
      auth: (answer) => {
        const { epoch, version } = this.#state;
        const screenKey = token;
        const scope = 'headquarters';
        answer({ contractVersion: CONTRACT_VERSION, realm, scope, screenKey, epoch, version });
      },
    });
    this.#socket.on('cells', (message) => {
      this.#heardAt = now();
      this.#state = apply(this.#state, message);
    });
    // A refusal ends Socket.IO's own trying.
    this.#socket.on('connect_error', () => {
      if (!this.#socket.active) setTimeout(() => this.#socket.connect(), RETRY_MS);
    });
    this.#socket.on('disconnect', () => {
      if (!this.#socket.active) setTimeout(() => this.#socket.connect(), RETRY_MS);
    });
  }

  get heardAt(): number | null {
    return this.#heardAt;
  }
  get state(): BoardState {
    return this.#state;
  }

  painted(): void {
    if (this.#socket.connected) this.#socket.volatile.emit('painted', this.#state.version);
  }

  close(): void {
    this.#socket.removeAllListeners();
    this.#socket.disconnect();
  }
}

/**
 * A screen that watches a drill as a wall does: it notices silence by the wall's own rule, and at the end it is held against
 * a fresh one.
 */
export function playedScreen(url: URL, watched: Watched, clock: Clock): PlayedScreen {
  const { now, sleep } = clock;
  let following: Following | null = null;
  let fresh: Following | null = null;
  let lostAt: number | null = null;
  let bannerMs: number | null = null;
  let presentMs: number | null = null;
  const timers: NodeJS.Timeout[] = [];

  function look(): void {
    const heardAt = following?.heardAt ?? null;
    if (heardAt === null) return;
    if (now() - heardAt > LINK_SILENT_MS) {
      if (lostAt !== heardAt) bannerMs = Math.max(bannerMs ?? 0, now() - heardAt);
      lostAt = heardAt;
    } else if (lostAt !== null && heardAt > lostAt) {
      presentMs = Math.max(presentMs ?? 0, heardAt - lostAt);
      lostAt = null;
    }
  }

  return {
    start: async () => {
      const started = new Following(url, watched, now);
      following = started;
      timers.push(
        setInterval(look, LOOK_MS),
        setInterval(() => following?.painted(), PAINTED_MS),
      );
      const until = now() + PATIENCE_MS;
      while (started.heardAt === null && now() < until) await sleep(LOOK_MS);
    },
    fared: async () => {
      fresh = new Following(url, watched, now);
      const until = now() + (following?.heardAt === null ? 0 : PATIENCE_MS);
      const same = () =>
        following !== null &&
        fresh !== null &&
        fresh.state.epoch !== '' &&
        following.state.epoch === fresh.state.epoch &&
        following.state.version === fresh.state.version;
      while (now() < until && !(same() && lostAt === null)) {
        fresh.painted();
        await sleep(LOOK_MS);
      }
      // It was not let in all the time: this screen has nothing to say, and paired ones have.
      if (following === null || following.heardAt === null)
        return [{ kind: 'screen-refused', detail: { screen: 'driver' } }];
      const detail = {
        screen: 'driver',
        bannerMs,
        presentMs,
        shows: sumsOfToday(following.state.cells),
        fresh: sumsOfToday(fresh.state.cells),
      };
      const observed: StepBody['observed'] = [{ kind: 'screen', detail }];
      return observed;
    },
    stop: () => {
      for (const timer of timers) clearInterval(timer);
      following?.close();
      fresh?.close();
    },
  };
}
