import { io } from 'socket.io-client';
import { cellKey, type RealmCell } from '../../../server/contract/cells.ts';
import { BOARD_NAMESPACE, type Refusal } from '../../../server/contract/socket.ts';
import { CONTRACT_VERSION } from '../../../server/contract/version.ts';
import { Board, type Shown } from '../state/board.svelte.ts';
import { Exercise } from '../state/exercise.svelte.ts';
import { Health, type Standing } from '../state/health.svelte.ts';
import { CONNECT_MS, Link, type BoardSocket } from '../state/link.svelte.ts';
import { Notices } from '../state/notices.svelte.ts';
import { nextFrame, PaintCadence } from '../state/paint-cadence.ts';
import { probeServer } from '../state/probe-server.ts';
import { RealmClock } from '../state/realm-clock.svelte.ts';
import { ServerClock } from '../state/server-clock.svelte.ts';
import { Urgent } from '../state/urgent.svelte.ts';
import type { Timers } from '../state/timers.ts';

const WORST_FIRST: readonly Standing['condition'][] = ['link-lost', 'not-confirming', 'waiting', 'live'];

interface LiveEvents {
  /** The server will not have this person any more. */
  refused: () => void;
  /** What is shown may have changed, or only become older. */
  painted: () => void;
}

interface Watched {
  board: Board;
  health: Health;
  link: Link;
}

/** The board in all of a person's scopes, each over a link of its own, put together. */
export class Live {
  /** Real time: how old the link is, and what breaks through. */
  readonly server: ServerClock;
  /** That of the realm. */
  readonly clock: RealmClock;
  readonly exercise: Exercise;
  /** Real alarms, while a drill or a replay is watched. */
  readonly urgent = new Urgent();
  readonly notices = new Notices(this);
  readonly #timers: Timers;
  readonly #told: LiveEvents;
  #watched = $state.raw<Watched[]>([]);
  #beat = $state.raw(0);
  readonly #shown = $derived.by(() => together(this.#watched.map(({ board }) => board.shown)));

  readonly #realm: string | null;

  /** @param realm to watch; `null`: the server's own */
  constructor(timers: Timers, realm: string | null, told: LiveEvents) {
    this.#timers = timers;
    this.#realm = realm;
    this.server = new ServerClock(timers);
    this.clock = new RealmClock(timers, this.server);
    this.exercise = new Exercise(
      () => this.realm,
      () => this.clock.rate,
    );
    this.#told = told;
  }

  /** To be called once: another person gets another page. */
  start(scopes: readonly string[]): void {
    const cadence = new PaintCadence(this.#timers, nextFrame(this.#timers), () => this.#paint());
    this.#watched = scopes.map((scope) => this.#watch(scope, cadence));
    cadence.start();
    for (const { link } of this.#watched) link.start();
  }

  /** Cells of all scopes, as of the oldest of them. */
  get shown(): Shown {
    return this.#shown;
  }
  /** Which realm is shown; `null` until the server has said so. */
  get realm(): RealmCell | null {
    return (this.#shown.cells.get(cellKey.realm()) as RealmCell | undefined) ?? null;
  }
  /** The timers' clock at the last paint, twice a second: what is older by it was made anew then. */
  get beat(): number {
    return this.#beat;
  }
  /** How far what is shown can be trusted: that of the worst link. */
  get standing(): Standing {
    const all = this.#watched.map(({ health }) => health.standing);
    const rank = ({ condition }: Standing) => WORST_FIRST.indexOf(condition);
    const worst = all.toSorted((a, b) => rank(a) - rank(b) || (b.ageMs ?? 0) - (a.ageMs ?? 0))[0];
    return worst ?? { condition: 'waiting', ageMs: null, calmAgeMs: null };
  }
  /** Why the server will not show its board; `null` when it does or cannot be reached. */
  get refusal(): Refusal | null {
    return this.#watched.find(({ link }) => link.refusal !== null)?.link.refusal ?? null;
  }

  #watch(scope: string, cadence: PaintCadence): Watched {
    const board = new Board();
    const health = new Health(this.#timers, this.server);
    const { epoch, version } = { epoch: () => board.epoch, version: () => board.version };
    const socket: BoardSocket = io(BOARD_NAMESPACE, {
      transports: ['websocket'],
      auth: (answer) =>
        answer({
          ...{ contractVersion: CONTRACT_VERSION, scope, desk: true, epoch: epoch(), version: version() },
          ...(this.#realm !== null && { realm: this.#realm }),
        }),
      autoConnect: false,
      reconnection: false,
      forceNew: true,
      timeout: CONNECT_MS,
    });
    const link = new Link(
      socket,
      { timers: this.#timers, random: Math.random, probe: probeServer },
      {
        connected: () => {
          this.server.forget();
          this.clock.forget();
        },
        cells: (message) => {
          this.server.hear(message.serverTime);
          this.clock.hear(message);
          health.hear(message);
          board.take(message);
        },
        paint: () => cadence.request(),
        refused: () => this.#told.refused(),
      },
    );
    socket.on('urgent', (alarms) => this.urgent.tell(socket, alarms));
    return { board, health, link };
  }

  #paint(): void {
    for (const { board, health, link } of this.#watched) {
      board.paint();
      health.look();
      link.watch(board.version);
    }
    this.#beat = this.#timers.now();
    this.#told.painted();
  }
}

function together(all: readonly Shown[]): Shown {
  const [first, ...others] = all;
  if (first === undefined) return { cells: new Map(), version: 0, asOf: null };
  if (others.length === 0) return first;
  const times = all.flatMap(({ asOf }) => (asOf === null ? [] : [asOf]));
  return {
    cells: new Map(all.flatMap(({ cells }) => [...cells])),
    version: all.reduce((sum, { version }) => sum + version, 0),
    asOf: times.length < all.length ? null : Math.min(...times),
  };
}
