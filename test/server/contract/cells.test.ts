import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Board } from '../../../server/board/board.ts';
import {
  apply,
  cellKey,
  EMPTY_STATE,
  MINUTE_SLOTS,
  parseKey,
  WINDOW_MINUTES,
  type BoardState,
  type CellsMessage,
  type CellValue,
  type MinuteCell,
} from '../../../server/contract/cells.ts';

const KEYS = [
  'today|ICN-T1|traveller',
  'minute|ICN-T1|traveller|3',
  'feed|one',
  'realm|this',
  'record|GMP|traveller|2026',
];
const cells = fc
  .dictionary(fc.constantFrom(...KEYS), fc.nat({ max: 5 }))
  .map((each) => Object.fromEntries(Object.entries(each).map(([key, n]) => [key, minute(n)])));
const message = fc.record({
  epoch: fc.constantFrom('first', 'second'),
  version: fc.integer({ min: 1, max: 9 }),
  cells,
  serverTime: fc.nat(),
  confirmedAt: fc.nat(),
});

function minute(n: number): MinuteCell {
  return [n, n, 0, 0, 0, 0];
}
function after(messages: readonly CellsMessage[], from: BoardState = EMPTY_STATE): BoardState {
  return messages.reduce(apply, from);
}

describe('applying messages', () => {
  it('is harmless when done twice', () => {
    fc.assert(
      fc.property(fc.array(message), message, (before, last) => {
        const once = after([...before, last]);
        expect(apply(once, last)).toEqual(once);
      }),
    );
  });

  it('does not depend on the order of cells within a message', () => {
    fc.assert(
      fc.property(fc.array(message), message, (before, last) => {
        const reversed = { ...last, cells: Object.fromEntries(Object.entries(last.cells).reverse()) };
        expect(after([...before, reversed])).toEqual(after([...before, last]));
      }),
    );
  });

  it('starts from nothing when the epoch is another one, also when its version is smaller', () => {
    fc.assert(
      fc.property(fc.array(message), message, (before, last) => {
        const state = { ...after(before), epoch: 'an earlier run', version: 99 };
        expect(apply(state, last)).toEqual({
          epoch: last.epoch,
          version: last.version,
          cells: new Map(Object.entries(last.cells)),
        });
      }),
    );
  });

  it('changes nothing when the message is older than the state', () => {
    fc.assert(
      fc.property(fc.array(message), message, (before, late) => {
        const state = { ...after(before), epoch: late.epoch, version: late.version + 1 };
        expect(apply(state, late)).toBe(state);
      }),
    );
  });

  it('leaves the given state alone', () => {
    fc.assert(
      fc.property(fc.array(message), message, (before, last) => {
        const state = after(before);
        const copy = { ...state, cells: new Map(state.cells) };
        apply(state, last);
        expect(state).toEqual(copy);
      }),
    );
  });

  it('gives the same object back for a heartbeat, so that nothing is painted anew', () => {
    const state = after([
      { epoch: 'first', version: 4, cells: { 'feed|one': minute(1) }, serverTime: 0, confirmedAt: 0 },
    ]);
    expect(apply(state, { epoch: 'first', version: 4, cells: {}, serverTime: 9, confirmedAt: 9 })).toBe(
      state,
    );
  });

  it('takes the whole for all there is: what was taken away meanwhile is gone', () => {
    const state = after([
      {
        epoch: 'first',
        version: 4,
        cells: { 'feed|one': minute(1), 'feed|two': minute(2) },
        serverTime: 0,
        confirmedAt: 0,
      },
    ]);
    const whole = {
      epoch: 'first',
      version: 6,
      cells: { 'feed|two': minute(3) },
      whole: true,
      serverTime: 9,
      confirmedAt: 9,
    };
    expect(apply(state, whole)).toEqual({
      epoch: 'first',
      version: 6,
      cells: new Map([['feed|two', minute(3)]]),
    });
  });

  it('brings a screen that was away since any version to the same state as one that saw everything', () => {
    const ticks = fc.array(cells, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(ticks, fc.nat({ max: 12 }), (updates, missedFrom) => {
        const board = new Board('first');
        const tell = (since: number): CellsMessage => ({
          epoch: board.epoch,
          version: board.version,
          cells: board.since(since),
          serverTime: 0,
          confirmedAt: 0,
        });
        let [always, away] = [EMPTY_STATE, EMPTY_STATE];
        updates.forEach((update, tick) => {
          board.update(Object.entries(update) as [string, CellValue][], 1);
          always = apply(always, tell(always.version));
          if (tick < missedFrom) away = apply(away, tell(away.version));
        });
        away = apply(away, tell(away.version));
        expect(away).toEqual(always);
        expect(always.cells).toEqual(board.state().cells);
      }),
    );
  });
});

describe('keys of cells', () => {
  it('say port and route where the cell has them, and nothing where it belongs to every scope', () => {
    expect(parseKey(cellKey.today('ICN-T1', 'traveller'))).toEqual({
      kind: 'today',
      port: 'ICN-T1',
      route: 'traveller',
    });
    expect(parseKey(cellKey.record('PUS', 'cargo', 2026))).toEqual({
      kind: 'record',
      port: 'PUS',
      route: 'cargo',
    });
    expect(parseKey(cellKey.minute('PUS', 'cargo', 29_000_000))).toMatchObject({
      port: 'PUS',
      route: 'cargo',
    });
    expect(parseKey(cellKey.feed('express-gate'))).toEqual({ kind: 'feed', port: null, route: null });
    expect(parseKey(cellKey.realm())).toEqual({ kind: 'realm', port: null, route: null });
  });

  it('put minutes into a ring that holds the window and never two minutes of it in one slot', () => {
    const first = 29_000_123;
    const keys = new Set(
      Array.from({ length: MINUTE_SLOTS }, (_, index) => cellKey.minute('PUS', 'cargo', first + index)),
    );
    expect(keys.size).toBe(MINUTE_SLOTS);
    expect(MINUTE_SLOTS).toBeGreaterThan(WINDOW_MINUTES);
    expect(cellKey.minute('PUS', 'cargo', first + MINUTE_SLOTS)).toBe(cellKey.minute('PUS', 'cargo', first));
  });
});
