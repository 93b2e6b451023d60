import { describe, expect, it } from 'vitest';
import { Board, type Change } from '../../../server/board/board.ts';
import type { CellValue, MinuteCell } from '../../../server/contract/cells.ts';

const value = (n: number): MinuteCell => [n, n, 0, 0, 0, 0];
const cell = (key: string, n: number): readonly [string, CellValue] => [key, value(n)];

describe('a board', () => {
  it('gives all cells that changed in one tick one version', () => {
    const board = new Board('run');
    board.update([cell('a', 1), cell('b', 1)], 10);
    expect(board.version).toBe(1);
    board.update([cell('a', 2), cell('c', 1)], 20);
    expect(board.version).toBe(2);
    expect(board.since(1)).toEqual({ a: value(2), c: value(1) });
    expect(board.since(0)).toEqual({ a: value(2), b: value(1), c: value(1) });
    expect(board.since(2)).toEqual({});
  });

  it('does not move when the figures are the same, but is confirmed anew', () => {
    const board = new Board('run');
    const changes: Change[] = [];
    board.update([cell('a', 1)], 10);
    board.onChange((change) => changes.push(change));
    board.update([cell('a', 1)], 20);
    expect([board.version, board.confirmedAt, changes]).toEqual([1, 20, []]);
  });

  it('was never confirmed before its first update', () => {
    expect(new Board('run').confirmedAt).toBe(0);
  });

  it('tells its listeners the changed cells and nothing else, until they leave', () => {
    const board = new Board('run');
    const changes: Change[] = [];
    const leave = board.onChange((change) => changes.push(change));
    board.update([cell('a', 1), cell('b', 1)], 10);
    board.update([cell('a', 1), cell('b', 2)], 20);
    leave();
    board.update([cell('a', 3)], 30);
    expect(changes.map(({ cells, version }) => [version, Object.fromEntries(cells)])).toEqual([
      [1, { a: value(1), b: value(1) }],
      [2, { b: value(2) }],
    ]);
  });

  it('answers for a scope with what the scope covers', () => {
    const board = new Board('run');
    board.update([cell('a', 1), cell('b', 1)], 10);
    expect(board.since(0, (key) => key === 'b')).toEqual({ b: value(1) });
  });

  it('takes the last of two values of one cell in one tick', () => {
    const board = new Board('run');
    board.update([cell('a', 1), cell('a', 2)], 10);
    expect(board.version).toBe(1);
    expect(board.since(0)).toEqual({ a: value(2) });
  });

  it('hands out a state that later ticks do not change', () => {
    const board = new Board('run');
    board.update([cell('a', 1)], 10);
    const state = board.state();
    board.update([cell('a', 2)], 20);
    expect(state).toEqual({ epoch: 'run', version: 1, cells: new Map([cell('a', 1)]) });
  });

  it('clears the oldest gravestones, and says how far back it still knows', () => {
    const board = new Board('run');
    const alarms = Array.from({ length: 2_100 }, (_, id) => `alarm|${id}`);
    for (const key of alarms) board.update([cell(key, 1)], 10);
    const before = board.version;
    for (const key of alarms) board.update([[key, null]], 20);
    expect(Object.keys(board.since(1))).toHaveLength(2_000);
    expect(board.since(0)).toEqual({});
    expect([board.reaches(before), board.reaches(before + 99), board.reaches(before + 100)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(board.reaches(board.version + 1)).toBe(false);
  });

  it('does not clear the gravestone of a cell that has come back', () => {
    const board = new Board('run');
    board.update([cell('a', 1)], 10);
    board.update([['a', null]], 20);
    board.update([cell('a', 2)], 30);
    for (let id = 0; id < 2_100; id++) board.update([cell(`alarm|${id}`, 1)], 40);
    for (let id = 0; id < 2_100; id++) board.update([[`alarm|${id}`, null]], 50);
    expect(board.since(0)).toEqual({ a: value(2) });
  });
});
