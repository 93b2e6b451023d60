import { describe, expect, it } from 'vitest';
import { cellKey, type MinuteCell, type TodayCell } from '../../../server/contract/cells.ts';
import { parseScope, type Scope } from '../../../server/contract/scope.ts';
import type { Shown } from '../../../web/src/state/board.svelte.ts';
import { brokenPorts, findBreak } from '../../../web/src/state/breaks.svelte.ts';
import { dayFigures } from '../../../web/src/state/day-figures.ts';
import { placesOf } from '../../../web/src/state/places.svelte.ts';
import { rowsOf } from '../../../web/src/state/rows.svelte.ts';
import { FIXTURE_NOW, fixtureBoard, type Cells } from '../fixture-board.ts';

const MINUTE = Math.floor(FIXTURE_NOW / 60_000);
const shown = (cells: Cells, asOf: number | null = FIXTURE_NOW): Shown => ({
  cells: new Map(Object.entries(cells)),
  version: 1,
  asOf,
});
const today = (figures: Partial<TodayCell>): TodayCell => ({
  ...{ day: '2026-11-10', arrivals: 1, units: 0, highRiskUnits: 0, primary: 0, flagged: 0, secondary: 0 },
  ...{ upheld: 0, cases: 0, grams: 0 },
  ...figures,
});
const minute = (ago: number, units: number, primary: number): MinuteCell => [
  MINUTE - ago,
  units,
  primary,
  0,
  0,
  0,
];
const every = () => true;
function scope(text: string): Scope {
  const parsed = parseScope(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

describe('figures of the day', () => {
  it('sum the ports of a scope', () => {
    const cells = {
      [cellKey.today('ICN-T1', 'traveller')]: today({ units: 70, primary: 60 }),
      [cellKey.today('GMP', 'traveller')]: today({ units: 30, primary: 30 }),
      [cellKey.today('ICN-MAIL', 'mail')]: today({ units: 5 }),
    };
    expect(dayFigures(shown(cells), scope('route:traveller').covers)).toMatchObject({
      units: 100,
      primary: 90,
    });
  });

  it('are zero for another KST day and nothing without a cell', () => {
    const cells = { [cellKey.today('GMP', 'traveller')]: today({ units: 30, day: '2026-11-09' }) };
    expect(dayFigures(shown(cells), every)?.units).toBe(0);
    expect(dayFigures(shown(cells, Date.parse('2026-11-09T23:59:59+09:00')), every)?.units).toBe(30);
    expect(dayFigures(shown({}), every)).toBeNull();
    expect(dayFigures(shown(cells, null), every)).toBeNull();
  });
});

describe('a break', () => {
  const board = (figures: Partial<TodayCell>, minutes: MinuteCell[], route = 'mail') =>
    shown(
      Object.fromEntries([
        [cellKey.today('ICN-MAIL', route), today(figures)],
        ...minutes.map((cell) => [cellKey.minute('ICN-MAIL', route, cell[0]), cell]),
      ]),
    );

  it('is a day on which less than 90 % was read', () => {
    expect(findBreak(board({ units: 100, primary: 89 }, []), every)).toEqual({
      screened: 89,
      of: 100,
      minutes: null,
    });
    expect(findBreak(board({ units: 100, primary: 90 }, []), every)).toBeNull();
  });
  it('is not what has just arrived, nor a few, nor cargo', () => {
    expect(findBreak(board({ units: 300, primary: 0 }, [minute(5, 300, 0)]), every)).toBeNull();
    expect(findBreak(board({ units: 29, primary: 0 }, []), every)).toBeNull();
    expect(findBreak(board({ units: 900, primary: 0 }, [], 'cargo'), every)).toBeNull();
  });
  it('of the last hour shows although the day is still good', () => {
    const minutes = Array.from({ length: 60 }, (_, index) => minute(index + 1, 10, index + 1 > 35 ? 10 : 1));
    expect(findBreak(board({ units: 100_000, primary: 99_700 }, minutes), every)).toEqual({
      ...{ screened: 285, of: 350, minutes: 60 },
    });
  });
  it('of everything shows after a quarter of an hour', () => {
    const minutes = (still: number) =>
      Array.from({ length: 60 }, (_, index) => minute(index + 1, 10, index + 1 > still ? 10 : 0));
    const day = { units: 100_000, primary: 99_700 };
    expect(findBreak(board(day, minutes(14)), every)).toBeNull();
    expect(findBreak(board(day, minutes(15)), every)).toEqual({ screened: 0, of: 70, minutes: 15 });
  });
  it('at one port is found there, also where the whole hardly shows it', () => {
    const headquarters = scope('headquarters');
    const bad = shown(fixtureBoard('abnormal'));
    const broken = brokenPorts(bad, headquarters);
    expect(broken).toEqual([{ port: 'ICN-MAIL', route: 'mail' }]);
    const marked = placesOf(bad, headquarters, broken).filter((place) => place.broken);
    expect(marked.map(({ id }) => id)).toEqual(['ICN-T1']);
    expect(brokenPorts(bad, scope('port:GMP'))).toEqual([]);
    expect(brokenPorts(shown(fixtureBoard('normal')), headquarters)).toEqual([]);
  });
});

describe('rows', () => {
  const codes = (text: string) => rowsOf(shown(fixtureBoard('normal')), scope(text)).map(({ code }) => code);

  it('are routes, of a port its own, and of a route its busiest ports and the others', () => {
    expect(codes('headquarters')).toEqual(['traveller', 'express', 'mail', 'cargo']);
    expect(codes('port:KRPUS')).toEqual(['traveller', 'cargo']);
    expect(codes('port:ICN-T2/route:traveller')).toEqual(['traveller']);
    expect(codes('route:mail')).toEqual(['ICN-MAIL', 'SEL-MAIL']);
    expect(codes('route:traveller').slice(0, 3)).toEqual(['ICN-T1', 'ICN-T2', 'PUS']);
  });
  it('of a route add up to all of it', () => {
    const state = shown(fixtureBoard('normal'));
    const sum = rowsOf(state, scope('route:cargo')).reduce(
      (total, row) => total + (dayFigures(state, row.covers)?.units ?? 0),
      0,
    );
    expect(sum).toBe(dayFigures(state, scope('route:cargo').covers)?.units);
  });
  it('include a route that nobody expected', () => {
    const cells = { [cellKey.today('GMP', 'cargo')]: today({ units: 3 }) };
    expect(rowsOf(shown(cells), scope('port:GMP')).map(({ code }) => code)).toEqual(['traveller', 'cargo']);
  });
});
