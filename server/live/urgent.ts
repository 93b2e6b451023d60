import type { Board } from '../board/board.ts';
import { scopeFilter } from '../board/scope-filter.ts';
import { NOWHERE, parseKey, type RealmCell } from '../contract/cells.ts';
import type { AlarmCell } from '../contract/duty-cells.ts';
import type { Scope } from '../contract/scope.ts';
import type { UrgentAlarm } from '../contract/socket.ts';
import type { Pass } from './pass.ts';
import type { Place, ScreenSocket } from './realm-rooms.ts';

/** Who is told, and what they were told last, as text. */
interface Listener {
  pass: Pass;
  scope: Scope;
  covers: (key: string) => boolean;
  told: string | null;
}

/**
 * Real alarms that break through to drills and replays: the critical ones of the live realm that nobody has acknowledged.
 * Nothing goes the other way.
 */
export class Urgent {
  readonly #listeners = new Map<ScreenSocket, Listener>();
  #live: { describe: RealmCell; board: Board } | null = null;
  #forget: () => void = () => {};
  #alarms: (readonly [key: string, alarm: UrgentAlarm])[] = [];

  /** The realm whose alarms are real. */
  follow(describe: RealmCell, board: Board): void {
    this.close();
    this.#live = { describe, board };
    this.#forget = board.onChange(({ cells }) => {
      if ([...cells.keys()].some((key) => key.startsWith('alarm|'))) this.#look(board);
    });
    this.#look(board);
  }

  /** That realm is no more on this server: nothing is known of it, which is not an alarm. */
  unfollow(board: Board): void {
    if (this.#live?.board !== board) return;
    this.close();
    this.#live = null;
    this.#alarms = [];
    this.#tellAll();
  }

  close(): void {
    this.#forget();
    this.#forget = () => {};
  }

  /** Somebody watches a drill or a replay: they are told at once, also that there is none. */
  enter(socket: ScreenSocket, { audience, scope }: Place, pass: Pass): void {
    const listener = { pass, scope, covers: scopeFilter(scope, audience), told: null };
    this.#listeners.set(socket, listener);
    this.#tell(socket, listener);
  }

  leave(socket: ScreenSocket): void {
    this.#listeners.delete(socket);
  }

  #look(board: Board): void {
    this.#alarms = [...board.state().cells].flatMap(([key, value]) => {
      const { kind, port, route } = parseKey(key);
      if (kind !== 'alarm') return [];
      const alarm = value as AlarmCell;
      if (alarm.priority !== 'critical' || alarm.state !== 'unacknowledged') return [];
      return [[key, { ...alarm, port: named(port), route: named(route) }] as const];
    });
    this.#alarms.sort(([, a], [, b]) => Date.parse(b.raisedAt) - Date.parse(a.raisedAt) || b.id - a.id);
    this.#tellAll();
  }

  #tellAll(): void {
    for (const [socket, listener] of this.#listeners) this.#tell(socket, listener);
  }

  #tell(socket: ScreenSocket, listener: Listener): void {
    const heard = this.#mayHear(listener) ? this.#alarms.filter(([key]) => listener.covers(key)) : [];
    const alarms = heard.map(([, alarm]) => alarm);
    const text = JSON.stringify(alarms);
    if (text === listener.told) return;
    listener.told = text;
    socket.emit('urgent', alarms);
  }

  /** A screen was paired for its scope by one of the staff; guests of simulated realms are not told what is real. */
  #mayHear({ pass, scope }: Listener): boolean {
    return this.#live !== null && (pass.screen !== null || pass.mayRead(this.#live.describe, scope));
  }
}

function named(part: string | null): string | null {
  return part === NOWHERE ? null : part;
}
