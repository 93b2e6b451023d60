import { describe, expect, it } from 'vitest';
import { nationalKey, placeKey, type CellValue } from '../../../server/contract/cells.ts';
import type { ModelCell, QueueCell, ReadingsCell } from '../../../server/contract/screening-cells.ts';
import { hastyStations, intensiveOf } from '../../../web/src/state/areas/intensive.ts';
import { leaksOf } from '../../../web/src/state/areas/leaks.ts';
import { modelOf } from '../../../web/src/state/areas/models.ts';
import { outagesOf, readingAi } from '../../../web/src/state/areas/outages.ts';
import { overridesOf, pairsOf, worstSeats } from '../../../web/src/state/areas/pairs.ts';
import { queueOf } from '../../../web/src/state/areas/queues.ts';
import { Board } from '../../../web/src/state/board.svelte.ts';
import { ScreeningArea } from '../../../web/src/state/areas/screening.svelte.ts';
import { parseScope } from '../../../server/contract/scope.ts';
import { FIXTURE_NOW, fixtureBoard } from '../fixture-board.ts';

const DAY = '2026-11-10';
const shown = (cells: Record<string, CellValue>, asOf = FIXTURE_NOW) => ({
  cells: new Map(Object.entries(cells)),
  version: 1,
  asOf,
});
const every = () => true;
const ago = (minutes: number) => new Date(FIXTURE_NOW - minutes * 60_000).toISOString();

describe('the queue', () => {
  const queue = (flagged: number, oldest: number | null, p95: number | null): QueueCell => ({
    ...{ flagged, again: 1, oldestSince: oldest === null ? null : ago(oldest) },
    p95Since: p95 === null ? null : ago(p95),
  });
  const of = (...queues: QueueCell[]) =>
    queueOf(
      shown(Object.fromEntries(queues.map((each, index) => [placeKey('queue', `P${index}`, 'mail'), each]))),
      every,
    );

  it('sums its ports, and is as old as the oldest of them by the server’s clock', () => {
    const sum = of(queue(4, 12, 9), queue(5, 20, 2), queue(0, null, null));
    expect(sum).toEqual({ flagged: 9, again: 3, oldestMs: 20 * 60_000, p95Ms: 9 * 60_000, late: false });
  });
  it('is late after half an hour, and not a second before', () => {
    expect(of(queue(1, 30, 30))?.late).toBe(false);
    expect(of(queue(1, 30.02, 30))?.late).toBe(true);
  });
  it('of nothing known is no data; an empty one is zero without an age', () => {
    expect(of()).toBeNull();
    expect(of({ flagged: 0, again: 0, oldestSince: null, p95Since: null })).toMatchObject({
      flagged: 0,
      oldestMs: null,
    });
  });
});

describe('the AI', () => {
  const ai = (state: 'up' | 'down', since: string, toOfficers: number) => ({
    ...{ state, since, why: null, silentMs: 12_000, toOfficers },
  });
  const cells = {
    [placeKey('ai', 'GMP', 'traveller')]: ai('down', ago(3), 40),
    [placeKey('ai', 'ICN-MAIL', 'mail')]: ai('down', ago(28), 3_354),
    [placeKey('ai', 'PUS', 'traveller')]: ai('up', ago(0), 0),
  };
  it('is down where it is said to be, the longest first, with what goes to officers', () => {
    expect(outagesOf(shown(cells), every).map(({ port, toOfficers }) => [port, toOfficers])).toEqual([
      ['ICN-MAIL', 3_354],
      ['GMP', 40],
    ]);
    expect(readingAi(shown(cells), (_, route) => route === 'traveller')).toEqual({ up: 1, of: 2 });
  });
  it('of which nothing is known is neither up nor down', () => {
    expect(readingAi(shown({}), every)).toBeNull();
    expect(outagesOf(shown({}), every)).toEqual([]);
  });
});

describe('verdicts in pairs', () => {
  const cells = (day = DAY) => ({
    [placeKey('matrix', 'GMP', 'traveller')]: {
      day,
      pairs: [
        ['clear', 'pending', 900],
        ['clear', 'clear', 40],
        ['clear', 'suspect', 1],
        ['clear', 'confirmed', 2],
        ['suspect', 'clear', 20],
        ['confirmed', 'clear', 1],
        ['suspect', 'confirmed', 4],
        ['suspect', 'pending', 6],
        ['pending', 'confirmed', 3],
      ] as [never, never, number][],
      stations: [
        ['R1', 10, 9, 5, 0],
        ['R2', 15, 12, 9, 3],
      ] as [string, number, number, number, number][],
    },
  });
  it('keep pending apart and lose no item', () => {
    const table = pairsOf(shown(cells()), every);
    expect(table).toEqual({
      clear: { clear: 40, upheld: 3, pending: 900 },
      flagged: { clear: 21, upheld: 4, pending: 6 },
      pending: { clear: 0, upheld: 3, pending: 0 },
    });
    expect(table && overridesOf(table)).toEqual({ flaggedRead: 25, down: 21, clearRead: 43, up: 3 });
  });
  it('name the seats with most overrides, and none of yesterday', () => {
    expect(worstSeats(shown(cells()), every).map(({ station }) => station)).toEqual(['R2', 'R1']);
    expect(worstSeats(shown(cells('2026-11-09')), every)).toEqual([]);
    expect(pairsOf(shown(cells('2026-11-09')), every)?.clear.pending).toBe(0);
    expect(pairsOf(shown({}), every)).toBeNull();
  });
});

describe('seven seconds', () => {
  const readings = (read: number, short: number, more: Partial<ReadingsCell> = {}): ReadingsCell => ({
    ...{ day: DAY, read, short, classes: [0, 0, 0, 0, 0, 0, short, read - short, 0, 0, 0, 0, 0, 0, 0, 0] },
    ...{ offChannel: null, firstReadings: read, stations: [], ...more },
  });
  const of = (...cells: ReadingsCell[]) =>
    intensiveOf(
      shown(
        Object.fromEntries(cells.map((cell, index) => [placeKey('readings', `P${index}`, 'mail'), cell])),
      ),
      every,
    );

  it('are judged from thirty readings on, above two in a hundred', () => {
    expect(of(readings(29, 29))?.hasty).toBe(false);
    expect(of(readings(100, 2))?.hasty).toBe(false);
    expect(of(readings(100, 3))?.hasty).toBe(true);
  });
  it('add up, with the median of all', () => {
    const sum = of(readings(100, 0), readings(100, 50));
    expect(sum).toMatchObject({ read: 200, short: 50 });
    // 100 of 200 lie below: 50 short ones and 50 of the 150 between seven and eight seconds.
    expect(sum?.medianMs).toBeCloseTo(7_000 + 1_000 / 3, 6);
  });
  it('count off-channel only where there is a channel', () => {
    expect(of(readings(10, 0))?.offChannel).toBeNull();
    expect(of(readings(10, 0), readings(50, 0, { offChannel: 4 }))).toMatchObject({
      offChannel: 4,
      firstReadings: 50,
    });
  });
  it('name the worst stations that read enough first', () => {
    const station = (name: string, read: number, short: number) => ({
      station: name,
      read,
      short,
      classes: [],
    });
    const cell = readings(99, 9, {
      stations: [
        station('few', 3, 3),
        station('slow', 40, 2),
        station('worst', 40, 9),
        station('good', 40, 0),
      ],
    });
    const worst = hastyStations(shown({ [placeKey('readings', 'GMP', 'traveller')]: cell }), every);
    expect(worst.map(({ station, hasty }) => [station, hasty])).toEqual([
      ['worst', true],
      ['slow', true],
      ['few', false],
    ]);
  });
});

describe('the model', () => {
  const even = (read: number) => Array.from({ length: 10 }, () => read / 10);
  const day = (model: string, read: number, scores = even(read)) => ({
    model,
    read,
    flagged: read / 10,
    scores,
  });
  const of = (cell: Partial<ModelCell>) =>
    modelOf(
      shown({ [placeKey('model', null, 'mail')]: { day: DAY, today: [], before: [], ...cell } }),
      every,
    );

  it('drifts by its scores, where there are enough of them', () => {
    expect(of({ today: [day('a', 1_000)], before: [day('a', 9_000)] })?.drift).toMatchObject({
      psi: 0,
      band: 'stable',
    });
    const moved = [0, 0, 0, 0, 0, 0, 0, 0, 500, 500];
    expect(of({ today: [day('a', 1_000, moved)], before: [day('a', 9_000)] })?.drift.band).toBe('drifted');
    expect(of({ today: [day('a', 490)], before: [day('a', 9_000)] })?.drift).toEqual({
      psi: null,
      band: null,
      scores: 490,
      scoresBefore: 9_000,
    });
  });
  it('is said to have changed when it has never read before, and another has', () => {
    expect(of({ today: [day('b', 900), day('a', 90)], before: [day('a', 900)] })).toMatchObject({
      name: 'b',
      others: 1,
      changed: true,
      nameBefore: 'a',
      read: 990,
      flagged: 99,
    });
    expect(of({ today: [day('a', 900)], before: [day('a', 90), day('b', 9_000)] })?.changed).toBe(false);
    expect(of({ today: [day('a', 900)] })?.changed).toBe(false);
  });
  it('of another day has read nothing today', () => {
    expect(of({ day: '2026-11-09', today: [day('a', 900)], before: [] })).toMatchObject({
      name: null,
      read: 0,
    });
    expect(modelOf(shown({}), every)).toBeNull();
  });
});

describe('leaks', () => {
  const cell = { day: DAY, checkedToday: 4, checked: 40, leaksToday: 1, leaks: 2, rows: [] };
  it('of another day are none of today', () => {
    expect(leaksOf(shown({ [nationalKey('leaks')]: cell }))).toMatchObject({ leaksToday: 1, leaks: 2 });
    expect(leaksOf(shown({ [nationalKey('leaks')]: { ...cell, day: '2026-11-09' } }))).toMatchObject({
      checkedToday: 0,
      leaksToday: 0,
      leaks: 2,
    });
    expect(leaksOf(shown({}))).toBeNull();
  });
});

describe('the area', () => {
  const area = (kind: 'normal' | 'abnormal', text: string) => {
    const scope = parseScope(text);
    if (!scope) throw new Error(text);
    const board = new Board();
    const cells = fixtureBoard(kind);
    board.take({ epoch: 'a', version: 1, cells, serverTime: FIXTURE_NOW, confirmedAt: FIXTURE_NOW });
    board.paint();
    return new ScreeningArea(board, scope);
  };
  it('of an ordinary day has nothing to say, and of a bad one says what and where', () => {
    const good = area('normal', 'headquarters');
    expect(good.outages).toEqual([]);
    expect([good.whole.queue?.late, good.whole.readings?.hasty]).toEqual([false, false]);
    const bad = area('abnormal', 'headquarters');
    expect(bad.outages.map(({ port }) => port)).toEqual(['ICN-MAIL']);
    expect(bad.rows.map(({ row, queue, readings }) => [row.code, queue?.late, readings?.hasty])).toEqual([
      ['traveller', false, false],
      ['express', true, true],
      ['mail', false, false],
      ['cargo', false, false],
    ]);
    expect(bad.models.find(({ model }) => model?.changed)?.route).toBe('express');
  });
  it('adds its rows up to the whole', () => {
    const bad = area('abnormal', 'route:express');
    const sum = bad.rows.reduce((total, { queue }) => total + (queue?.flagged ?? 0), 0);
    expect(sum).toBe(bad.whole.queue?.flagged);
    expect(sum).toBeGreaterThan(600);
    expect(area('abnormal', 'port:GMP').models).toEqual([]);
  });
});
