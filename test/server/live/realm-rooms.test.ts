import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Board } from '../../../server/board/board.ts';
import {
  apply,
  EMPTY_STATE,
  type BoardState,
  type CellsMessage,
  type CellValue,
} from '../../../server/contract/cells.ts';
import { HEADQUARTERS } from '../../../server/contract/scope.ts';
import { RealmRooms, type BoardNamespace, type ScreenSocket } from '../../../server/live/realm-rooms.ts';

const cell = (key: string, n: number): readonly [string, CellValue] => [key, [n, n, 0, 0, 0, 0]];
const PLACE = { scope: HEADQUARTERS, audience: 'wall' } as const;
const REALM = { name: 'live', kind: 'live', ko: '실제', en: 'Live', simulated: false } as const;

/** A screen that holds the state as the wall does, without a network. */
class Screen {
  state: BoardState = EMPTY_STATE;
  readonly messages: CellsMessage[] = [];
  readonly socket: ScreenSocket;

  constructor(id: string, rooms: Set<string>) {
    this.socket = {
      id,
      connected: true,
      join: (room: string) => rooms.add(room),
      leave: (room: string) => rooms.delete(room),
    } as unknown as ScreenSocket;
  }

  take(message: CellsMessage): void {
    this.messages.push(message);
    this.state = apply(this.state, message);
  }
}

describe('a screen of a realm', () => {
  let board: Board;
  let rooms: RealmRooms;
  let screen: Screen;

  beforeEach(() => {
    vi.useFakeTimers();
    board = new Board('run');
    const joined = new Set<string>();
    screen = new Screen('screen', joined);
    const namespace = {
      to: (where: string | readonly string[]) => ({
        emit: (_event: 'cells', message: CellsMessage) => {
          if (typeof where === 'string' ? joined.has(where) : where.includes('screen')) screen.take(message);
        },
      }),
    } as unknown as BoardNamespace;
    rooms = new RealmRooms(
      namespace,
      { board, clock: () => undefined, describe: REALM },
      { now: Date.now, elapsed: Date.now },
    );
    board.update([cell('a', 1), cell('alarm|1', 1)], 10);
  });
  afterEach(() => {
    rooms.close();
    vi.useRealTimers();
  });

  function enter(version: number): void {
    rooms.enter(screen.socket, PLACE, version);
    vi.advanceTimersByTime(1_000);
  }

  it('gets the whole state first, said to be whole, and then only changes', () => {
    enter(0);
    board.update([cell('a', 2)], 20);
    rooms.heartbeat();
    expect(screen.messages.map(({ cells, whole }) => [whole, Object.keys(cells)])).toEqual([
      [true, ['a', 'alarm|1']],
      [undefined, ['a']],
      [undefined, []],
    ]);
    expect(screen.state).toEqual(board.state());
  });

  it('is one of a crowd: the whole state is made once for all that come within a moment', () => {
    const whole = vi.spyOn(board, 'since');
    for (let n = 0; n < 100; n++) {
      rooms.enter(new Screen(`screen ${n}`, new Set()).socket, PLACE, 0);
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(1_000);
    // A second in all: the first after 20 ms, then one each 200 ms.
    expect(whole.mock.calls.length).toBeLessThanOrEqual(7);
    rooms.enter(screen.socket, PLACE, 0);
    vi.advanceTimersByTime(20);
    expect(screen.state).toEqual(board.state());
  });

  it('that has fallen behind drops what has ended meanwhile, although it was not told of its end', () => {
    enter(0);
    rooms.leave(screen.socket, PLACE);
    board.update([['alarm|1', null], cell('a', 2)], 20);
    enter(0);
    expect(screen.messages.slice(1)).toMatchObject([{ whole: true, cells: { a: [2, 2, 0, 0, 0, 0] } }]);
    expect(screen.state).toEqual(board.state());
  });

  it('that comes back with its version is told of what has ended, and not all again', () => {
    enter(0);
    rooms.leave(screen.socket, PLACE);
    board.update([['alarm|1', null], cell('b', 1)], 20);
    enter(screen.state.version);
    expect(screen.messages[1]?.cells).toEqual(Object.fromEntries([['alarm|1', null], cell('b', 1)]));
    expect(screen.messages[1]?.whole).toBeUndefined();
    expect(screen.state).toEqual(board.state());
  });

  it('that comes back too late for the gravestones gets the whole, and keeps nothing that has ended', () => {
    enter(0);
    rooms.leave(screen.socket, PLACE);
    board.update([['alarm|1', null]], 20);
    const alarms = Array.from({ length: 2_100 }, (_, id) => `alarm|later-${id}`);
    board.update(
      alarms.map((key) => cell(key, 1)),
      30,
    );
    for (const key of alarms) board.update([[key, null]], 40);
    expect(board.reaches(screen.state.version)).toBe(false);
    enter(screen.state.version);
    expect(screen.messages[1]?.whole).toBe(true);
    expect(screen.state).toEqual(board.state());
  });
});
