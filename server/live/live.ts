import type { Server as HttpServer } from 'node:http';
import { BOARD_NAMESPACE, HEARTBEAT_MS, type Refusal } from '../contract/socket.ts';
import { Admission } from './admission.ts';
import type { Time } from '../contract/time.ts';
import { readHandshake, refuse, sessionOf, type Welcome } from './handshake.ts';
import { clientAddress, Connections, MOST_CONNECTIONS } from './limits.ts';
import { GUESTS, objection, refusal, type Door, type Pass } from './pass.ts';
import { RealmRooms, type Place, type ScreenSocket, type WatchedRealm } from './realm-rooms.ts';
import { Reports, type Reported } from './reports.ts';
import { MOST_UNSENT_BYTES, ScreenProgress } from './screen.ts';
import { openSockets, unsentBytes, type Sockets } from './sockets.ts';
import { Urgent } from './urgent.ts';
import { Windows } from './windows.ts';

export interface LiveOptions extends Time {
  /** Realm of screens that name none. */
  ownRealm: string;
  /** Origins beside the server's own whose pages may connect. */
  allowedOrigins: readonly string[];
  /** Name of the cookie that holds a session. */
  sessionCookie: string;
  door: Door;
  /** How many proxies of our own stand before the server. */
  trustProxy: number;
  /** Connections at once; {@link MOST_CONNECTIONS} when left out. */
  most?: typeof MOST_CONNECTIONS;
  /** Handshakes at once; as {@link Admission} says when left out. */
  mostHandshakes?: number;
  /** Real time between two beats, in milliseconds; {@link HEARTBEAT_MS} when left out. */
  beatMs?: number;
  /** So much was sent to one screen; JSON is ASCII but for names, so characters are bytes nearly. */
  sent: (bytes: number) => void;
  /** What paired screens said of themselves in the last seconds, each once. */
  reported: (reports: readonly Reported[]) => void;
}

interface Welcomed extends Welcome {
  rooms: RealmRooms;
  pass: Pass;
  /** Of the client, as our own proxies forward it. */
  address: string;
}

interface Watching {
  rooms: RealmRooms;
  place: Place;
  progress: ScreenProgress;
  pass: Pass;
  window: string | undefined;
  /** Version that it said it had painted. */
  painted: number;
  /** Settings that it was told, as text. */
  told: string;
  /** When its settings last changed, by the clock that nobody sets. */
  movedAt: number;
}

/** Whoever lost a right is cut off after twice this and the time of one question, in milliseconds. */
const RENEW_MS = 1_500;
/** A screen whose settings changed reconnects by itself within this, even on a slow television; then it is refused. */
const MOVE_MS = 5_000;
const REPORT_MS = 5_000;

class Refused extends Error {
  readonly data: Refusal;
  constructor(data: Refusal) {
    super(data.reason);
    this.data = data;
  }
}

/** Streams boards to screens and desks over Socket.IO. */
export class Live {
  readonly #options: LiveOptions;
  readonly #io: Sockets;
  readonly #realms = new Map<string, RealmRooms>();
  /** Realms whose links are cut, and until when. */
  readonly #cut = new Map<string, number>();
  readonly #welcomed = new WeakMap<ScreenSocket, Welcomed>();
  readonly #screens = new Map<ScreenSocket, Watching>();
  readonly #connections: Connections;
  readonly #admission: Admission;
  readonly #reports = new Reports();
  readonly #urgent = new Urgent();
  readonly #windows: Windows;
  readonly #timers: NodeJS.Timeout[];
  #renewing = false;
  #lastBeat: number;

  constructor(http: HttpServer, options: LiveOptions) {
    this.#options = options;
    this.#connections = new Connections(options.most ?? MOST_CONNECTIONS);
    this.#admission = new Admission(options.elapsed, options.mostHandshakes);
    this.#windows = new Windows(options.door, options.elapsed);
    this.#lastBeat = options.elapsed();
    this.#io = openSockets(http, options.allowedOrigins, options.sent, options.elapsed);
    const namespace = this.#io.of(BOARD_NAMESPACE);
    namespace.use((socket, answer) => void this.#admit(socket).then(answer));
    namespace.on('connection', (socket) => this.#serve(socket));
    this.#timers = [
      setInterval(() => this.#beat(), this.#options.beatMs ?? HEARTBEAT_MS),
      setInterval(() => void this.#renew(), RENEW_MS),
      setInterval(() => void this.#shareWindows(), RENEW_MS),
      setInterval(() => this.#tellReports(), REPORT_MS),
    ];
  }

  /** Screens that are connected. */
  get screens(): number {
    return this.#screens.size;
  }

  /** Screens that get nothing at present because they have fallen behind. */
  get screensBehind(): number {
    return [...this.#screens.values()].filter(({ progress }) => progress.behind).length;
  }

  /** Paired screens that are connected, and how many versions the board is ahead of what they have painted. */
  get pairedScreens(): Map<number, number> {
    const behind = new Map<number, number>();
    for (const { painted, pass, rooms } of this.#screens.values()) {
      if (pass.screen === null) continue;
      const versions = rooms.board.version - painted;
      behind.set(pass.screen, Math.min(versions, behind.get(pass.screen) ?? versions));
    }
    return behind;
  }

  addRealm(realm: WatchedRealm): void {
    const rooms = new RealmRooms(this.#io.of(BOARD_NAMESPACE), realm, this.#options);
    this.#realms.set(realm.describe.name, rooms);
    if (realm.describe.kind === 'live') this.#urgent.follow(realm.describe, realm.board);
  }

  /** The realm is no more, or will be another run: who watched it is cut off, and comes back where it can. */
  removeRealm(name: string): void {
    const rooms = this.#realms.get(name);
    if (rooms === undefined) return;
    this.#realms.delete(name);
    rooms.close();
    this.#urgent.unfollow(rooms.board);
    this.cutOff(name);
  }

  /** Cuts the links of all who watch a realm, as a network would: nobody is told why, and for so long nobody comes back. */
  cutOff(name: string, forMs = 0): void {
    this.#cut.set(name, this.#options.elapsed() + forMs);
    for (const [socket, { rooms }] of this.#screens) {
      if (rooms.describe.name === name) socket.conn.close();
    }
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const rooms of this.#realms.values()) rooms.close();
    this.#urgent.close();
    await this.#io.close();
  }

  /** @returns why the socket may not connect */
  async #admit(socket: ScreenSocket): Promise<Refused | undefined> {
    const answer = await this.#inTurn(socket);
    if ('refusal' in answer) return new Refused(this.#withMoment(answer.refusal));
    this.#welcomed.set(socket, answer);
    return undefined;
  }

  async #inTurn(socket: ScreenSocket): Promise<Welcomed | { refusal: Refusal }> {
    if (!this.#admission.enter()) return { refusal: refusal('busy') };
    try {
      return await this.#welcome(socket);
    } catch {
      return { refusal: refusal('not-ready') };
    } finally {
      this.#admission.leave();
    }
  }

  /** What mends itself is worth another try: when, so that not all come back at the same moment. */
  #withMoment(given: Refusal): Refusal {
    const mends = given.code === 'busy' || given.code === 'not-ready';
    return mends ? { ...given, retryAfterMs: this.#admission.comeAgainAfter() } : given;
  }

  async #welcome(socket: ScreenSocket): Promise<Welcomed | { refusal: Refusal }> {
    const { address: remote, auth, headers } = socket.handshake;
    const handshake = readHandshake(auth, this.#options.ownRealm);
    if ('refusal' in handshake) return handshake;
    const { welcome } = handshake;
    const rooms = this.#realms.get(welcome.realm);
    if (this.#options.elapsed() < (this.#cut.get(welcome.realm) ?? 0))
      return { refusal: refusal('not-ready') };
    if (rooms === undefined) return refuse('unknown-realm', 'this server shows no such realm');
    // A board that the database has never confirmed would look like an empty border.
    if (rooms.board.confirmedAt === 0) return refuse('not-ready', 'the figures have not been read yet');
    const session = sessionOf(headers.cookie, this.#options.sessionCookie);
    const pass = await this.#options.door.admit({ session, screenKey: welcome.screenKey });
    if (typeof pass === 'string') return { refusal: refusal(pass) };
    const code = objection(pass, { ...welcome, realm: rooms.describe });
    if (code !== null) return { refusal: refusal(code) };
    const address = clientAddress(remote, headers['x-forwarded-for'], this.#options.trustProxy);
    if (this.#inUse(pass, welcome.window)) return { refusal: refusal('in-use') };
    if (this.#connections.full(pass, address)) return { refusal: refusal('too-many') };
    return { ...welcome, rooms, pass, address };
  }

  /** Whether a paired screen is shown by another window that is alive: two with one key would be one screen in the list. */
  #inUse({ screen }: Pass, window: string | undefined): boolean {
    if (screen === null || window === undefined) return false;
    if (this.#windows.isElsewhere(screen, window)) return true;
    return [...this.#screens.values()].some(
      (other) =>
        other.pass.screen === screen &&
        other.window !== undefined &&
        other.window !== window &&
        other.progress.aliveAt(this.#options.elapsed()),
    );
  }

  #serve(socket: ScreenSocket): void {
    const welcomed = this.#welcomed.get(socket);
    if (welcomed === undefined) return void socket.disconnect(true);
    const { address, desk, epoch, pass, rooms, scope, window } = welcomed;
    // Others that came at the same moment may have taken the last place.
    if (this.#connections.full(pass, address)) return end(socket, 'too-many');
    const release = this.#connections.add(pass, address);
    const known = epoch === rooms.board.epoch && welcomed.version <= rooms.board.version;
    const version = known ? welcomed.version : 0;
    const { elapsed } = this.#options;
    const place: Place = { scope, audience: desk ? 'desk' : 'wall' };
    const progress = new ScreenProgress(elapsed());
    const watching: Watching = {
      rooms,
      place,
      progress,
      pass,
      window,
      painted: version,
      told: '',
      movedAt: -Infinity,
    };
    this.#screens.set(socket, watching);
    rooms.enter(socket, place, version);
    if (rooms.describe.kind !== 'live') this.#urgent.enter(socket, place, pass);
    socket.on('painted', (painted: unknown) => {
      if (
        typeof painted !== 'number' ||
        !Number.isInteger(painted) ||
        painted < 0 ||
        painted > rooms.board.version
      )
        return;
      watching.painted = painted;
      // All of it: the version may be one of another epoch, painted before this connection had brought anything.
      if (progress.heard(elapsed())) rooms.enter(socket, place, 0);
    });
    socket.on('report', (report: unknown) => {
      if (pass.screen !== null) this.#reports.take(pass.screen, watching.painted, report);
    });
    socket.on('disconnect', () => {
      release();
      rooms.leave(socket, place);
      this.#urgent.leave(socket);
      this.#screens.delete(socket);
    });
  }

  #beat(): void {
    const now = this.#options.elapsed();
    // A server that stood still itself has heard nobody: the silence is not the screens'.
    const stoodStill = now - this.#lastBeat > 2 * HEARTBEAT_MS;
    this.#lastBeat = now;
    for (const [socket, { rooms, place, progress }] of this.#screens) {
      if (stoodStill) progress.forgive(now);
      const state = unsentBytes(socket) > MOST_UNSENT_BYTES ? 'gone' : progress.check(now);
      if (state === 'gone') socket.disconnect(true);
      else if (state === 'falls-behind') rooms.leave(socket, place);
    }
    for (const rooms of this.#realms.values()) rooms.heartbeat();
  }

  /** Asks once for all who showed something whether they still may; when that cannot be known, nobody is cut off. */
  async #renew(): Promise<void> {
    const asked = [...this.#screens].filter(([, { pass }]) => pass.holder !== GUESTS);
    if (this.#renewing || asked.length === 0) return;
    this.#renewing = true;
    try {
      const passes = await this.#options.door.renew([...new Set(asked.map(([, { pass }]) => pass.holder))]);
      for (const [socket, watching] of asked) {
        if (socket.connected) this.#judge(socket, watching, passes.get(watching.pass.holder));
      }
    } catch {
      // Whoever gives passes has said so in the log.
    } finally {
      this.#renewing = false;
    }
  }

  #judge(socket: ScreenSocket, watching: Watching, pass: Pass | undefined): void {
    const { place, rooms } = watching;
    if (pass === undefined) return end(socket, 'revoked');
    const settings = JSON.stringify(pass.settings);
    if (pass.settings !== null && settings !== watching.told) {
      // Those that it was let in with, until it is told any.
      const before = watching.told === '' ? JSON.stringify(watching.pass.settings) : watching.told;
      if (settings !== before) watching.movedAt = this.#options.elapsed();
      socket.emit('settings', pass.settings);
    }
    watching.told = settings;
    // It moves by itself: a refusal would be on it for the moment before.
    if (this.#options.elapsed() - watching.movedAt < MOVE_MS) return;
    const desk = place.audience === 'desk';
    const code = objection(pass, { realm: rooms.describe, scope: place.scope, desk });
    if (code !== null) end(socket, code);
  }

  /** Of two windows with one key that came to two servers, or woke up beside each other, one stays. */
  async #shareWindows(): Promise<void> {
    const shown = [...this.#screens].flatMap(([socket, { pass, progress, window }]) =>
      pass.screen === null || window === undefined
        ? []
        : [{ socket, screen: pass.screen, window, alive: progress.aliveAt(this.#options.elapsed()) }],
    );
    for (const { socket } of await this.#windows.share(shown)) if (socket.connected) end(socket, 'in-use');
  }

  #tellReports(): void {
    const reports = this.#reports.drain();
    if (reports.length > 0) this.#options.reported(reports);
  }
}

function end(socket: ScreenSocket, code: Refusal['code']): void {
  socket.emit('refused', refusal(code));
  socket.disconnect(true);
}
