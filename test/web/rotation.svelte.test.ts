import { describe, expect, it } from 'vitest';
import { Faults } from '../../web/src/state/faults.svelte.ts';
import { Board } from '../../web/src/state/board.svelte.ts';
import { Rotation } from '../../web/src/state/rotation.svelte.ts';
import { wallOptions } from '../../web/src/state/wall-options.ts';
import { FakeTimers } from './fake-timers.ts';

const DWELL_MS = 20_000;

function rotationOf(...views: string[]) {
  const timers = new FakeTimers();
  const rotation = new Rotation(views, DWELL_MS, timers);
  rotation.start();
  return { timers, rotation };
}
function press(rotation: Rotation<string>, key: string): boolean {
  let taken = false;
  rotation.key({ key, preventDefault: () => (taken = true) });
  return taken;
}

describe('rotation', () => {
  it('goes round, each view for its time', () => {
    const { timers, rotation } = rotationOf('a', 'b', 'c');
    const seen: string[] = [];
    for (let turn = 0; turn < 7; turn++) {
      seen.push(`${rotation.view} ${rotation.place}/${rotation.count}`);
      timers.pass(DWELL_MS - 1);
      expect(seen.at(-1)).toBe(`${rotation.view} ${rotation.place}/${rotation.count}`);
      timers.pass(1);
    }
    expect(seen).toEqual(['a 1/3', 'b 2/3', 'c 3/3', 'a 1/3', 'b 2/3', 'c 3/3', 'a 1/3']);
    expect(timers.waiting).toBe(1);
  });

  it('goes on after a view that failed, which is tried afresh the next time', () => {
    const { timers, rotation } = rotationOf('a', 'b');
    const first = rotation.turn;
    rotation.fail();
    timers.pass(DWELL_MS);
    expect(rotation.view).toBe('b');
    timers.pass(DWELL_MS);
    expect(rotation.view).toBe('a');
    expect(rotation.turn).toBe(first + 2);
  });

  it('goes on when all views fail, again and again', () => {
    const { timers, rotation } = rotationOf('a', 'b');
    for (let turn = 0; turn < 100; turn++) {
      expect(rotation.turn).toBe(turn);
      rotation.fail();
      rotation.fail();
      timers.pass(DWELL_MS);
    }
    expect(timers.waiting).toBe(1);
  });

  it('does not happen with one view, unless that one failed: then it is tried again', () => {
    const { timers, rotation } = rotationOf('a');
    timers.pass(10 * DWELL_MS);
    expect(rotation.turn).toBe(0);
    expect(timers.waiting).toBe(0);
    rotation.fail();
    timers.pass(DWELL_MS);
    expect([rotation.turn, rotation.view]).toEqual([1, 'a']);
    timers.pass(10 * DWELL_MS);
    expect(rotation.turn).toBe(1);
  });

  it('is held by space and moved by the arrow keys; other keys are left alone', () => {
    const { timers, rotation } = rotationOf('a', 'b', 'c');
    expect(press(rotation, ' ')).toBe(true);
    expect(rotation.paused).toBe(true);
    timers.pass(10 * DWELL_MS);
    expect(rotation.view).toBe('a');
    press(rotation, 'ArrowLeft');
    expect(rotation.view).toBe('c');
    press(rotation, 'ArrowRight');
    press(rotation, 'ArrowRight');
    expect(rotation.view).toBe('b');
    timers.pass(10 * DWELL_MS);
    expect(rotation.view).toBe('b');
    press(rotation, ' ');
    timers.pass(DWELL_MS);
    expect(rotation.view).toBe('c');
    expect(press(rotation, 'x')).toBe(false);
  });

  it('gives a view that was chosen by hand its whole time', () => {
    const { timers, rotation } = rotationOf('a', 'b', 'c');
    timers.pass(DWELL_MS - 1);
    press(rotation, 'ArrowRight');
    timers.pass(DWELL_MS - 1);
    expect(rotation.view).toBe('b');
    timers.pass(1);
    expect(rotation.view).toBe('c');
  });

  it('tries a failed view again though it is held', () => {
    const { timers, rotation } = rotationOf('a', 'b');
    press(rotation, ' ');
    rotation.fail();
    timers.pass(DWELL_MS);
    expect([rotation.turn, rotation.view]).toEqual([1, 'a']);
  });

  it('of no view at all stands still', () => {
    const { timers, rotation } = rotationOf();
    rotation.fail();
    timers.pass(60_000);
    expect(rotation.view).toBeUndefined();
  });
});

describe('the address', () => {
  it('names views once each, in its order, and how long they stay', () => {
    const { views, dwellMs } = wallOptions('?views=Screening, overview,screening,&dwell=45');
    expect([views, dwellMs]).toEqual([['screening', 'overview'], 45_000]);
  });
  it('asks for the overview where it names none, and keeps the time within bounds', () => {
    expect(wallOptions('').views).toEqual(['overview']);
    expect(wallOptions('?dwell=1').dwellMs).toBe(5_000);
    expect(wallOptions('?dwell=9999').dwellMs).toBe(600_000);
    expect(wallOptions('?dwell=soon').dwellMs).toBe(20_000);
  });
});

describe('a fault', () => {
  const NOW = Date.parse('2026-11-10T14:32:00+09:00');
  function faults(cells: Record<string, { kinds: string[]; since: string | null }>): Faults {
    const board = new Board();
    board.take({ epoch: 'e', version: 1, cells, serverTime: NOW, confirmedAt: NOW });
    board.paint();
    return new Faults(board);
  }
  const since = (minutesAgo: number) => new Date(NOW - minutesAgo * 60_000).toISOString();

  it('touches panels that show cells of its kinds, and no others', () => {
    const some = faults({ 'fault|queue': { kinds: ['queue', 'ai'], since: since(3) } });
    expect(some.of(['queue'])).toEqual({ since: NOW - 180_000, ageMs: 180_000 });
    expect(some.of(['leads'])).toBeNull();
    expect(some.of([])).toBeNull();
  });
  it('of several is the oldest, and never is older than any', () => {
    const cells = {
      'fault|a': { kinds: ['queue'], since: since(3) },
      'fault|b': { kinds: ['ai'], since: since(9) },
    };
    expect(faults(cells).of(['ai', 'queue'])?.ageMs).toBe(540_000);
    const never = { ...cells, 'fault|c': { kinds: ['queue'], since: null } };
    expect(faults(never).of(['ai', 'queue'])).toEqual({ since: null, ageMs: null });
  });
});
