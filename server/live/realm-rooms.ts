import type { Namespace, Socket } from 'socket.io';
import type { Board, Change } from '../board/board.ts';
import { scopeFilter, type Audience } from '../board/scope-filter.ts';
import type { CellsMessage, CellValue, RealmCell } from '../contract/cells.ts';
import type { Scope } from '../contract/scope.ts';
import type { Time } from '../contract/time.ts';
import type { ClientToServer, ServerToClient } from '../contract/socket.ts';

export type BoardNamespace = Namespace<ClientToServer, ServerToClient>;
export type ScreenSocket = Socket<ClientToServer, ServerToClient>;

/** What a connection follows. */
export interface Place {
  scope: Scope;
  audience: Audience;
}

/** A realm whose board is streamed. */
export interface WatchedRealm {
  describe: RealmCell;
  board: Board;
  /** Its own clock, where it has one. */
  clock: () => CellsMessage['clock'];
}

interface Room {
  name: string;
  covers: (key: string) => boolean;
  /** Sockets that get every tick: those in the Socket.IO room. */
  members: Set<ScreenSocket>;
  /** Newcomers by the version they have: served together, so that a snapshot is serialised once for all of them. */
  waiting: Map<number, ScreenSocket[]>;
  /** Newcomers are being waited for: the next ones need not call for it. */
  gathering: boolean;
}

/** How long newcomers wait for each other, in milliseconds. */
const GATHER_MS = 20;
/** While many come, the whole state is serialised for them no more often than this, in milliseconds. */
const CROWD_MS = 200;

/**
 * The rooms of one realm: one for each scope that somebody watches, walls and desks apart. One tick is one serialisation for
 * each of them.
 */
export class RealmRooms {
  readonly describe: RealmCell;
  readonly board: Board;
  readonly #namespace: BoardNamespace;
  readonly #time: Time;
  readonly #clock: () => CellsMessage['clock'];
  readonly #rooms = new Map<string, Room>();
  readonly #forget: () => void;

  constructor(namespace: BoardNamespace, { board, clock, describe }: WatchedRealm, time: Time) {
    this.#namespace = namespace;
    this.describe = describe;
    this.board = board;
    this.#time = time;
    this.#clock = clock;
    this.#forget = board.onChange((change) => this.#broadcast(change));
  }

  close(): void {
    this.#forget();
  }

  /** Brings a screen up to date from the version it has, and lets it follow from there. */
  enter(socket: ScreenSocket, place: Place, version: number): void {
    const room = this.#room(place);
    const group = room.waiting.get(version);
    if (group) group.push(socket);
    else room.waiting.set(version, [socket]);
    if (room.gathering) return;
    room.gathering = true;
    setTimeout(() => this.#admit(room), GATHER_MS);
  }

  /** Stops sending to a screen. */
  leave(socket: ScreenSocket, place: Place): void {
    const room = this.#rooms.get(nameOf(place));
    if (room === undefined) return;
    for (const [version, group] of room.waiting) {
      const others = group.filter((each) => each !== socket);
      if (others.length > 0) room.waiting.set(version, others);
      else room.waiting.delete(version);
    }
    if (room.members.delete(socket)) void socket.leave(room.name);
  }

  /** Tells every screen that the state is still the state: silence would mean a fault. */
  heartbeat(): void {
    for (const room of this.#rooms.values()) {
      if (room.members.size > 0) this.#namespace.to(room.name).emit('cells', this.#message({}));
    }
  }

  #room(place: Place): Room {
    const name = nameOf(place);
    let room = this.#rooms.get(name);
    if (room === undefined) {
      room = {
        name: `${this.describe.name} ${name}`,
        covers: scopeFilter(place.scope, place.audience),
        members: new Set(),
        waiting: new Map(),
        gathering: false,
      };
      this.#rooms.set(name, room);
    }
    return room;
  }

  /** In one go, so that nothing changes between the state that is sent and the first tick that follows it. */
  #admit(room: Room): void {
    const waiting = room.waiting;
    room.waiting = new Map();
    room.gathering = waiting.size > 0;
    if (room.gathering) setTimeout(() => this.#admit(room), CROWD_MS);
    for (const [version, sockets] of waiting) {
      const here = sockets.filter((socket) => socket.connected);
      if (here.length === 0) continue;
      const from = this.board.reaches(version) ? version : 0;
      const cells = this.board.since(from, room.covers);
      // What the screen holds and the board does not is no more: a screen that was passed over was not told.
      const message = from === 0 ? { ...this.#message(cells), whole: true } : this.#message(cells);
      this.#namespace.to(here.map(({ id }) => id)).emit('cells', message);
      for (const socket of here) {
        void socket.join(room.name);
        room.members.add(socket);
      }
    }
  }

  #broadcast(change: Change): void {
    for (const room of this.#rooms.values()) {
      if (room.members.size === 0) continue;
      const cells: Record<string, CellValue | null> = {};
      let some = false;
      for (const [key, value] of change.cells) {
        if (!room.covers(key)) continue;
        cells[key] = value;
        some = true;
      }
      if (some) this.#namespace.to(room.name).emit('cells', this.#message(cells));
    }
  }

  #message(cells: Record<string, CellValue | null>): CellsMessage {
    const { epoch, version } = this.board;
    const clock = this.#clock();
    const serverTime = this.#time.now();
    const confirmedAt = this.board.confirmedTime(this.#time);
    return { epoch, version, cells, serverTime, ...(clock && { clock }), confirmedAt };
  }
}

function nameOf({ audience, scope }: Place): string {
  return `${audience} ${scope.text}`;
}
