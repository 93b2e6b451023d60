import { describe, expect, it } from 'vitest';
import { cellKey, placeKey, type CellValue, type MinuteCell } from '../../../server/contract/cells.ts';
import type {
  ClearanceCell,
  CoverageCell,
  RollupFigures,
  StationsCell,
} from '../../../server/contract/place-cells.ts';
import { parseScope, type Scope } from '../../../server/contract/scope.ts';
import { arrivalsHour } from '../../../web/src/state/areas/arrivals-hour.ts';
import { clearanceOf, seatsFor } from '../../../web/src/state/areas/clearance.ts';
import { equipmentOf } from '../../../web/src/state/areas/equipment.ts';
import { isTroubled, placeFigures, portRows } from '../../../web/src/state/areas/place-figures.ts';
import { bodySearchesOf, rollupOf } from '../../../web/src/state/areas/rollup.ts';
import { FIXTURE_NOW, fixtureBoard } from '../fixture-board.ts';

const shown = (cells: Record<string, CellValue>, asOf = FIXTURE_NOW) => ({
  cells: new Map(Object.entries(cells)),
  version: 1,
  asOf,
});
const every = () => true;
const iso = (minutesAgo: number) => new Date(FIXTURE_NOW - minutesAgo * 60_000).toISOString();
function scope(text: string): Scope {
  const parsed = parseScope(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

describe('arrivals of the last hour', () => {
  const coverage = (arrivals: number, more: Partial<CoverageCell> = {}): CoverageCell => ({
    ...{ from: iso(60), to: iso(0), arrivals, units: arrivals * 10, primary: 0, lastHeardAt: iso(1) },
    ...{ expected: { low: 8, median: 14, high: 21, weeks: 6 }, feed: 'speaking' },
    ...more,
  });
  const of = (...cells: CoverageCell[]) =>
    arrivalsHour(
      shown(
        Object.fromEntries(cells.map((cell, index) => [placeKey('coverage', `P${index}`, 'mail'), cell])),
      ),
      every,
    );

  it('are fewer or more than usual beyond the bounds, not at them', () => {
    const judged = (arrivals: number) => {
      const hour = of(coverage(arrivals));
      return [hour?.fewer, hour?.more];
    };
    expect([7, 8, 21, 22].map(judged)).toEqual([
      [true, false],
      [false, false],
      [false, false],
      [false, true],
    ]);
    expect(of(coverage(0, { expected: null }))?.fewer).toBe(false);
  });
  it('of a silent feed are no data, which is not fewer', () => {
    expect(of(coverage(0, { feed: 'silent', lastHeardAt: iso(52) }))).toMatchObject({
      ...{ fewer: false, silent: 1, silentSince: FIXTURE_NOW - 52 * 60_000 },
    });
    expect(of(coverage(0, { feed: 'silent', lastHeardAt: null }))?.silentSince).toBeNull();
    expect(of(coverage(9, { feed: 'unknown' }))?.unknown).toBe(true);
    expect(of()).toBeNull();
  });
  it('of several ports have no bounds, and say that one of them has fewer', () => {
    expect(of(coverage(10), coverage(3))).toMatchObject({
      arrivals: 13,
      expected: null,
      fewer: true,
      more: false,
    });
  });
});

describe('clearance', () => {
  const cell = (more: Partial<ClearanceCell>): ClearanceCell => ({
    ...{ decided: 10, dwellP50Seconds: 60, dwellP90Seconds: 120, unread: 0, queued: 0, readPerHour: 1_000 },
    ...{ decidedPerHour: 30, flaggedPerHour: 30, seatsOpen: 2 },
    ...more,
  });
  const of = (more: Partial<ClearanceCell>, route = 'mail', besides: Record<string, CellValue> = {}) =>
    clearanceOf(shown({ [placeKey('clearance', 'ICN-MAIL', route)]: cell(more), ...besides }), every);

  it('takes its backlog at the pace of the last hour, the slower of readings and officers', () => {
    expect(of({ unread: 500, queued: 60 })).toMatchObject({
      backlog: 560,
      clearMs: 2 * 3_600_000,
      late: false,
    });
    expect(of({ unread: 500, queued: 61 })?.late).toBe(true);
    expect(of({})).toMatchObject({ backlog: 0, clearMs: 0, stalled: false });
  });
  it('is stalled where nothing is done, unless it has only just arrived', () => {
    expect(of({ unread: 200, readPerHour: 0 })).toMatchObject({ clearMs: null, stalled: true, late: true });
    const minute = Math.floor(FIXTURE_NOW / 60_000);
    const landed = (ago: number): Record<string, CellValue> => ({
      [cellKey.minute('ICN-MAIL', 'mail', minute - ago)]: [minute - ago, 200, 0, 0, 0, 0] as MinuteCell,
    });
    expect(of({ unread: 200, readPerHour: 0 }, 'mail', landed(5))).toMatchObject({
      stalled: false,
      late: false,
    });
    expect(of({ unread: 200, readPerHour: 0 }, 'mail', landed(30))?.late).toBe(true);
    expect(of({ queued: 29, decidedPerHour: 0 })).toMatchObject({ stalled: true, late: false });
  });
  it('does not owe what nobody selected of cargo', () => {
    expect(of({ unread: 5_000, queued: 3 }, 'cargo')?.backlog).toBe(3);
  });
  it('needs seats for the flagged, the queue, and all that comes while the AI is down', () => {
    expect([0, 1, 514, 515].map(seatsFor)).toEqual([0, 1, 1, 2]);
    expect(of({ flaggedPerHour: 500, queued: 529 })).toMatchObject({
      seatsNeeded: 3,
      seatsOpen: 2,
      short: true,
    });
    const down: Record<string, CellValue> = {
      [placeKey('ai', 'ICN-MAIL', 'mail')]: {
        ...{ state: 'down', since: iso(5), why: 'said', silentMs: 12_000, toOfficers: 40 },
      },
      [placeKey('coverage', 'ICN-MAIL', 'mail')]: {
        ...{ from: iso(60), to: iso(0), arrivals: 20, units: 5_000, primary: 0, expected: null },
        ...{ feed: 'speaking', lastHeardAt: iso(0) },
      },
    };
    expect(of({ flaggedPerHour: 30 }, 'mail', down)?.seatsNeeded).toBe(Math.ceil(5_030 / 514));
    expect(of({ flaggedPerHour: 5_000, seatsOpen: null })).toMatchObject({ seatsOpen: null, short: false });
  });
  it('of several ports is short where one is: seats of another do not help it', () => {
    const both = {
      [placeKey('clearance', 'SEL-MAIL', 'mail')]: cell({
        flaggedPerHour: 1_000,
        seatsOpen: 1,
        dwellP90Seconds: 900,
      }),
    };
    expect(of({ seatsOpen: 20 }, 'mail', both)).toMatchObject({
      ...{ seatsNeeded: 3, seatsOpen: 21, short: true, dwellP90Ms: 900_000 },
    });
  });
});

describe('equipment', () => {
  const stations = (more: Partial<StationsCell>): StationsCell => ({
    ...{ kinds: [], troubles: [], inspectionsOverdue: 0, inspectionsDue: 0, inspectionsKnown: 0 },
    ...{ testsTaken: 0, testsPassed: 0 },
    ...more,
  });
  const trouble = (station: string, state: 'down' | 'degraded', minutesAgo: number) => ({
    ...{ station, kind: 'x-ray' as const, state, since: iso(minutesAgo), reason: null },
  });
  it('names the kinds in trouble first: a wall has room for two', () => {
    const kinds: StationsCell['kinds'] = [
      ['x-ray', 3, 0, 0, 0, 0],
      ['reader', 9, 0, 0, 0, 0],
      ['lane', 4, 1, 0, 0, 0],
    ];
    const sum = equipmentOf(
      shown({ [placeKey('stations', 'ICN-T1', 'traveller')]: stations({ kinds }) }),
      every,
    );
    expect(sum?.kinds.map(({ kind }) => kind)).toEqual(['lane', 'x-ray', 'reader']);
  });

  it('sums its kinds and names what is down first, the longest before', () => {
    const sum = equipmentOf(
      shown({
        [placeKey('stations', 'GMP', 'traveller')]: stations({
          kinds: [['x-ray', 3, 1, 1, 2, 1]],
          troubles: [trouble('A', 'down', 5), trouble('B', 'degraded', 500)],
        }),
        [placeKey('stations', 'PUS', 'traveller')]: stations({
          kinds: [['x-ray', 4, 0, 1, 0, 0]],
          troubles: [trouble('C', 'down', 50)],
        }),
      }),
      every,
    );
    expect(sum?.kinds).toEqual([{ kind: 'x-ray', up: 7, degraded: 1, down: 2, closed: 2, dedicatedUp: 1 }]);
    expect(sum?.troubles.map(({ station }) => station)).toEqual(['C', 'A', 'B']);
    expect(sum).toMatchObject({ down: 2, degraded: 1 });
  });
  it('judges readers from thirty test images on', () => {
    const failing = (testsTaken: number, testsPassed: number) =>
      equipmentOf(
        shown({ [placeKey('stations', 'GMP', 'traveller')]: stations({ testsTaken, testsPassed }) }),
        every,
      )?.failing;
    expect([failing(29, 0), failing(100, 80), failing(100, 79)]).toEqual([false, false, true]);
    expect(equipmentOf(shown({}), every)).toBeNull();
  });
});

describe('rows of ports', () => {
  const bad = shown(fixtureBoard('abnormal'));
  it('name the troubled before the busy, in the usual order, and add up', () => {
    const route = scope('route:traveller');
    const rows = portRows(bad, route, 5);
    expect(rows.map(({ row }) => row.code)).toEqual(['ICN-T1', 'GMP', 'PUS', 'CJJ', '6']);
    const units = rows.reduce((sum, { today }) => sum + (today?.units ?? 0), 0);
    expect(units).toBe(placeFigures(bad, route.covers).today?.units);
  });
  it('of an ordinary day have no trouble, and of a place without cells no data', () => {
    const good = shown(fixtureBoard('normal'));
    for (const route of ['traveller', 'express', 'mail', 'cargo']) {
      expect(portRows(good, scope(`route:${route}`), 20).filter(isTroubled), route).toEqual([]);
    }
    const nothing = placeFigures(good, () => false);
    expect([nothing.today, nothing.hour, nothing.queue, nothing.clearance]).toEqual([null, null, null, null]);
  });
});

describe('the roll-up', () => {
  const figures = (units: number): RollupFigures => ({
    ...{ units, primary: 0, flagged: 0, secondary: 0, upheld: 0, cases: 0, grams: 0.5 },
  });
  const rollup = (shiftFrom: string, units: number) => ({
    ...{
      shiftFrom,
      shift: figures(units),
      weekFrom: iso(2_000),
      week: figures(units * 10),
      weekBefore: figures(1),
    },
  });
  it('leaves a port out of the shift that has not spoken in it', () => {
    const sum = rollupOf(
      shown({
        [placeKey('rollup', 'A', 'mail')]: rollup(iso(30), 5),
        [placeKey('rollup', 'B', 'mail')]: rollup(iso(510), 7),
      }),
      every,
    );
    expect(sum?.shift.units).toBe(5);
    expect(sum?.week).toMatchObject({ units: 120, grams: 1 });
    expect(rollupOf(shown({}), every)).toBeNull();
  });
  it('counts body searches of today only', () => {
    const cell = (day: string) => ({ day, requested: 3, approved: 2, carriedOut: 1, found: 0 });
    const cells = {
      [placeKey('body-searches', 'GMP', 'traveller')]: cell('2026-11-10'),
      [placeKey('body-searches', 'PUS', 'traveller')]: cell('2026-11-09'),
    };
    expect(bodySearchesOf(shown(cells), every)).toEqual({
      requested: 3,
      approved: 2,
      carriedOut: 1,
      found: 0,
    });
    expect(bodySearchesOf(shown({}), every)).toBeNull();
  });
});
