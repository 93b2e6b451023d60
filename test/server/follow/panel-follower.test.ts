import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Board } from '../../../server/board/board.ts';
import type { CellValue } from '../../../server/contract/cells.ts';
import { realmDatabase, type Database } from '../../../server/db/database.ts';
import { PanelFollower, type Panel } from '../../../server/follow/panel-follower.ts';
import { realTime } from '../../../server/follow/realm-clock.ts';
import type { Cells } from '../../../server/follow/read-cells.ts';

/** Panels read nothing here: what they would read is what a test gives them. */
const realm = realmDatabase({} as Database, 'live');
const value = (text: string) => ({ name: text }) as unknown as CellValue;

let board: Board;
let faults: string[];
let follower: PanelFollower;
let reads: number[];
let cells: Cells;
let fault: Error | null;
let tookMs: number;

function panel(own: Partial<Panel> = {}): Panel {
  return {
    name: 'requests',
    kinds: ['requests'],
    topics: ['lead'],
    everyMs: 10_000,
    read: async (_realm, now) => {
      reads.push(now);
      if (tookMs > 0) await new Promise((resolve) => setTimeout(resolve, tookMs));
      if (fault) throw fault;
      return cells;
    },
    ...own,
  };
}

/** Reads as {@link panel} does, into a cell of its own. */
function hanging(key: string): Panel['read'] {
  return async () => {
    reads.push(0);
    if (tookMs > 0) await new Promise((resolve) => setTimeout(resolve, tookMs));
    if (fault) throw fault;
    return [[key, value('one')]];
  };
}

/** Panels that are marked as old. */
function marked(): string[] {
  return Object.keys(board.since(0))
    .filter((key) => key.startsWith('fault|'))
    .map((key) => key.slice('fault|'.length))
    .sort();
}

const timeOf = () => ({ clock: realTime(Date.now), elapsed: () => performance.now() });

function follow(...panels: Panel[]): void {
  follower = new PanelFollower({
    panels,
    realm,
    board,
    ...timeOf(),
    failed: (name) => faults.push(name),
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  board = new Board('run');
  faults = [];
  reads = [];
  cells = [['requests|all', value('one')]];
  fault = null;
  tookMs = 0;
});
afterEach(async () => {
  const stopped = follower.stop();
  await vi.advanceTimersByTimeAsync(20_000);
  await stopped;
  vi.useRealTimers();
});

describe('panels', () => {
  it('are read at first, and then when a topic of theirs is named', async () => {
    follow(panel());
    follower.look(null);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(reads).toHaveLength(1);
    expect(board.since(0)).toEqual({ 'requests|all': value('one') });
    cells = [['requests|all', value('two')]];
    follower.look(new Set(['station']));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(reads).toHaveLength(1);
    follower.look(new Set(['lead']));
    await vi.advanceTimersByTimeAsync(500);
    expect(board.since(0)).toEqual({ 'requests|all': value('two') });
  });

  it('are read without a word when their time has come, and at most about once a second', async () => {
    follow(panel({ everyMs: 5_000 }));
    follower.look(null);
    await vi.advanceTimersByTimeAsync(20_500);
    expect(reads.length).toBeGreaterThanOrEqual(4);
    expect(reads.length).toBeLessThanOrEqual(5);
    reads = [];
    for (let step = 0; step < 50; step++) {
      follower.look(new Set(['lead']));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(reads.length).toBeGreaterThanOrEqual(4);
    expect(reads.length).toBeLessThanOrEqual(6);
  });

  it('are judged whole and drawn cut, also while they cannot be read', async () => {
    const rows = (...names: string[]) => ({ rows: names }) as unknown as CellValue;
    const drawn = (cell: CellValue) => rows(...(cell as unknown as { rows: string[] }).rows.slice(0, 2));
    follow(panel({ drawn }), panel({ name: 'risk', kinds: ['risk'], read: () => Promise.resolve([]) }));
    cells = [['requests|all', rows('a', 'b', 'c')]];
    follower.look(null);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(board.since(0)).toEqual({ 'requests|all': rows('a', 'b') });
    const { version } = board;
    cells = [['requests|all', rows('a', 'b', 'd', 'e')]];
    follower.look(new Set(['lead']));
    await vi.advanceTimersByTimeAsync(2_000);
    // What is drawn has not changed: nothing goes over the wire.
    expect(board.version).toBe(version);
    expect(follower.judged().get('requests|all')).toEqual(rows('a', 'b', 'd', 'e'));
    fault = new Error('away');
    follower.look(new Set(['lead']));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(follower.judged().get('requests|all')).toEqual(rows('a', 'b', 'd', 'e'));
    fault = null;
    cells = [];
    follower.look(new Set(['lead']));
    await vi.advanceTimersByTimeAsync(20_000);
    expect([...follower.judged().keys()]).toEqual([]);
  });

  it('that are urgent are read as soon as they are named, again and again, and before those that wait', async () => {
    const order: string[] = [];
    const slow = (name: string) =>
      panel({
        name,
        kinds: [],
        read: async () => {
          order.push(name);
          await new Promise((resolve) => setTimeout(resolve, 50));
          return [];
        },
      });
    const read = () => {
      order.push('alarm');
      return Promise.resolve([]);
    };
    const others = ['a', 'b', 'c', 'd'];
    follow(...others.map(slow), panel({ name: 'alarm', kinds: [], topics: ['alarm'], urgent: true, read }));
    follower.look(null);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(order.slice(0, 5)).toEqual(['alarm', ...others]);
    order.length = 0;
    follower.look(new Set(['lead', 'alarm']));
    await vi.advanceTimersByTimeAsync(105);
    expect(order).toEqual(['alarm', 'a', 'b', 'c']);
    // While others are read it comes next, and not when they are done.
    follower.look(new Set(['alarm']));
    await vi.advanceTimersByTimeAsync(100);
    expect(order).toEqual(['alarm', 'a', 'b', 'c', 'alarm', 'd']);
    await vi.advanceTimersByTimeAsync(2_000);
    order.length = 0;
    follower.look(new Set(['alarm']));
    await vi.advanceTimersByTimeAsync(110);
    follower.look(new Set(['alarm']));
    await vi.advanceTimersByTimeAsync(110);
    expect(order).toEqual(['alarm', 'alarm']);
  });

  it('that take long are read less often', async () => {
    follow(panel());
    tookMs = 1_000;
    follower.look(null);
    for (let step = 0; step < 300; step++) {
      follower.look(new Set(['lead']));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(reads.length).toBeLessThanOrEqual(4);
  });

  it('that are urgent are not held back for long by one reading that took long', async () => {
    follow(panel({ urgent: true }));
    tookMs = 1_500;
    follower.look(null);
    await vi.advanceTimersByTimeAsync(1_600);
    expect(reads).toHaveLength(1);
    follower.look(new Set(['lead']));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(reads).toHaveLength(2);
  });

  it('take away a cell that they do not give any more, and say so to screens that had it', async () => {
    follow(panel());
    cells = [
      ['leads|GMP|traveller', value('a')],
      ['leads|PUS|traveller', value('b')],
    ];
    follower.look(null);
    await vi.advanceTimersByTimeAsync(500);
    const { version } = board;
    cells = [['leads|PUS|traveller', value('b')]];
    follower.look(new Set(['lead']));
    await vi.advanceTimersByTimeAsync(1_500);
    expect(board.since(version)).toEqual({ 'leads|GMP|traveller': null });
    expect(board.since(0)).toEqual({ 'leads|PUS|traveller': value('b') });
    cells = [['leads|GMP|traveller', value('c')]];
    follower.look(new Set(['lead']));
    await vi.advanceTimersByTimeAsync(1_500);
    expect(board.since(0)).toEqual({ 'leads|GMP|traveller': value('c') });
  });

  it('that fail keep what they said, are marked when it is too old, and others go on', async () => {
    const other = panel({ name: 'other', kinds: ['information'], read: () => Promise.resolve([]) });
    follow(panel(), other);
    follower.look(null);
    await vi.advanceTimersByTimeAsync(500);
    const since = new Date(reads[0] ?? 0).toISOString();
    fault = new Error('no such column');
    await vi.advanceTimersByTimeAsync(14_000);
    expect(faults).toContain('requests');
    expect(faults).not.toContain('other');
    expect(board.since(0)).toEqual({ 'requests|all': value('one') });
    await vi.advanceTimersByTimeAsync(1_500);
    expect(board.since(0)).toEqual({
      'requests|all': value('one'),
      'fault|requests': { kinds: ['requests'], since },
    });
    fault = null;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(board.since(0)).toEqual({ 'requests|all': value('one') });
  });

  it('that the database does not answer are marked while they wait, and are fresh a moment after it does', async () => {
    const soon = panel({
      name: 'soon',
      kinds: ['information'],
      everyMs: 2_000,
      read: hanging('information|all'),
    });
    follow(panel(), soon);
    follower.look(null);
    await vi.advanceTimersByTimeAsync(2_500);
    // Packets vanish for twelve seconds; the database gives up after ten.
    tookMs = 10_000;
    fault = new Error('query read timeout');
    await vi.advanceTimersByTimeAsync(8_000);
    expect(marked()).toEqual(['soon']);
    await vi.advanceTimersByTimeAsync(8_000);
    expect(marked()).toEqual(['requests', 'soon']);
    expect(follower.isConfirmed('requests')).toBe(false);
    [tookMs, fault] = [20, null];
    await vi.advanceTimersByTimeAsync(12_000);
    reads.length = 0;
    expect(marked()).toEqual([]);
    // What failing took is not what they cost.
    await vi.advanceTimersByTimeAsync(20_000);
    expect(reads.length).toBeGreaterThanOrEqual(2 + 8);
  });

  it('that had to wait once are not read less often for it', async () => {
    follow(panel({ everyMs: 2_000 }));
    follower.look(null);
    await vi.advanceTimersByTimeAsync(3_000);
    tookMs = 8_000;
    await vi.advanceTimersByTimeAsync(2_000);
    tookMs = 20;
    await vi.advanceTimersByTimeAsync(8_000);
    expect(marked()).toEqual([]);
    reads.length = 0;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(reads.length).toBeGreaterThanOrEqual(4);
  });

  it('that hang hold the others back for two seconds and not for ever', async () => {
    let end = (_cells: Cells): void => undefined;
    const hung = new Promise<Cells>((resolve) => (end = resolve));
    follow(panel({ name: 'model', kinds: ['model'], read: () => hung }), panel());
    follower.look(null);
    await vi.advanceTimersByTimeAsync(2_500);
    expect(reads).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(reads.length).toBeGreaterThanOrEqual(2);
    expect(marked()).toEqual(['model']);
    end([]);
  });

  it("are read on while somebody sets the server's clock back or forward", async () => {
    follow(panel({ everyMs: 2_000 }));
    follower.look(null);
    await vi.advanceTimersByTimeAsync(1_000);
    for (const set of [-60_000, 3_600_000]) {
      reads.length = 0;
      vi.setSystemTime(Date.now() + set);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(reads.length).toBeGreaterThanOrEqual(4);
      expect(reads.length).toBeLessThanOrEqual(6);
      expect(marked()).toEqual([]);
    }
  });

  it('leave the time of the counts as it is', async () => {
    board.update([['today|GMP|traveller', value('x')]], 1_234);
    follow(panel());
    follower.look(null);
    await vi.advanceTimersByTimeAsync(500);
    expect(board.confirmedAt).toBe(1_234);
  });
});
