import { describe, expect, test } from 'vitest';
import type { Seizure } from '../../server/contract/events.ts';
import { continuedSeizures } from '../../simulator/continuation.ts';
import { recorded } from '../../simulator/event.ts';
import { pastSeizures } from '../../simulator/past.ts';
import { publishedSeizures } from '../../simulator/published.ts';
import { streamsOf } from '../../simulator/streams.ts';
import { isValid } from './support/reference-board.ts';

interface Row extends Seizure {
  id: string;
  day: string;
  knownAt: string;
}

/** Read back from JSON, as the server would. */
function rowsOf(seed: string): Row[] {
  return publishedSeizures(seed).map((due) => {
    const event = JSON.parse(JSON.stringify(recorded(due)));
    const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Seoul' }).format(new Date(event.time));
    return { ...event.data, id: event.id, day, knownAt: event.recordedtime };
  });
}

function within(rows: readonly Row[], from: string, to: string, knownAt = '9999'): Row[] {
  return rows.filter(
    (row) =>
      row.day >= from &&
      row.day <= to &&
      Date.parse(row.knownAt) <= (knownAt === '9999' ? Infinity : Date.parse(knownAt)),
  );
}

function figures(rows: readonly Row[]): [cases: number, grams: number] {
  return [rows.length, rows.reduce((sum, row) => sum + (row.grams ?? 0), 0)];
}

function byRoute(rows: readonly Row[]): Record<string, [number, number]> {
  return Object.fromEntries(
    ['traveller', 'express', 'mail', 'cargo'].map((route) => [
      route,
      figures(rows.filter((row) => row.route === route)),
    ]),
  );
}

const END_OF_5_DECEMBER = '2025-12-05T23:59:59.999+09:00';
const END_OF_JANUARY = '2026-01-31T23:59:59.999+09:00';

describe.each(['1', '2', 'another-seed'])('published seizures, seed %s', (seed) => {
  const rows = rowsOf(seed);

  test('2024 in all and by route', () => {
    expect(figures(within(rows, '2024-01-01', '2024-12-31'))).toEqual([862, 787_000]);
    expect(byRoute(within(rows, '2024-01-01', '2024-12-31'))).toEqual({
      traveller: [199, 140_000],
      express: [235, 392_000],
      mail: [420, 190_000],
      cargo: [8, 65_000],
    });
    expect(figures(within(rows, '2024-01-01', '2024-10-31'))).toEqual([712, 602_000]);
  });

  test('2025 in all and by route', () => {
    expect(figures(within(rows, '2025-01-01', '2025-12-31'))).toEqual([1_256, 3_318_000]);
    expect(byRoute(within(rows, '2025-01-01', '2025-12-31'))).toEqual({
      traveller: [624, 280_000],
      express: [306, 273_000],
      mail: [318, 157_000],
      cargo: [8, 2_608_000],
    });
  });

  test('January to October 2025 as announced, and as known later', () => {
    const announced = within(rows, '2025-01-01', '2025-10-31', END_OF_5_DECEMBER);
    expect(figures(announced)).toEqual([1_032, 2_913_000]);
    const routes = byRoute(announced);
    expect([
      routes['traveller']?.[0],
      routes['express']?.[0],
      routes['mail']?.[0],
      routes['cargo']?.[0],
    ]).toEqual([505, 268, 253, 6]);
    const later = within(rows, '2025-01-01', '2025-10-31', END_OF_JANUARY);
    expect(figures(later)).toEqual([1_033, 3_213_000]);
    expect(byRoute(later)['cargo']?.[0]).toBe(7);
    const disclosed = later.filter((row) => !announced.includes(row));
    expect(disclosed).toMatchObject([
      { day: '2025-08-03', port: 'KRPUS', substance: 'cocaine', grams: 300_000 },
    ]);
    expect(disclosed[0]?.knownAt.slice(0, 10)).toBe('2025-12-30');
  });

  test('the announced rise: +45 % cases, +384 % weight', () => {
    const [cases, grams] = figures(within(rows, '2025-01-01', '2025-10-31', END_OF_5_DECEMBER));
    const [casesBefore, gramsBefore] = figures(within(rows, '2024-01-01', '2024-10-31'));
    expect(Math.round((cases / casesBefore - 1) * 100)).toBe(45);
    expect(Math.round((grams / gramsBefore - 1) * 100)).toBe(384);
  });

  test('2025 by substance', () => {
    const year = within(rows, '2025-01-01', '2025-12-31');
    const of = (substance: string) => figures(year.filter((row) => row.substance === substance))[1];
    expect([of('cocaine'), of('methamphetamine'), of('ketamine'), of('mdma')]).toEqual([
      2_602_000, 313_000, 144_000, 15_000,
    ]);
    const mega = year
      .filter((row) => (row.grams ?? 0) > 30_000)
      .map((row) => [row.port, row.grams, row.day.slice(0, 7)]);
    expect(mega).toEqual(expect.arrayContaining([['KRTGH', 1_690_000, '2025-04'], ['KRBNP', 600_000, '2025-05'], ['KRPUS', 300_000, '2025-08']])); // prettier-ignore
    expect(mega).toHaveLength(3);
  });

  test('each case is told once, whole grams, known within days but for the one disclosed late', () => {
    expect(new Set(rows.map((row) => row.caseNo)).size).toBe(rows.length);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    expect(rows.every((row) => row.status === 'confirmed' && row.category === 'drug')).toBe(true);
    expect(rows.every((row) => Number.isInteger(row.grams) && (row.grams ?? 0) >= 1)).toBe(true);
    const slow = publishedSeizures(seed).filter(
      ({ dueAtMs, event }) => dueAtMs - Date.parse(event.time) > 3 * 86_400_000,
    );
    expect(slow).toHaveLength(1);
    expect(publishedSeizures(seed).every(({ dueAtMs, event }) => dueAtMs >= Date.parse(event.time))).toBe(
      true,
    );
  });
});

test('sums hold for a hundred seeds', () => {
  for (let seed = 0; seed < 100; seed += 1) {
    const grams = publishedSeizures(`s${seed}`).reduce(
      (sum, { event }) => sum + ((event.data as Seizure).grams ?? 0),
      0,
    );
    expect(grams).toBe(787_000 + 3_318_000);
  }
});

test('the same seed makes the same history, another seed another', () => {
  expect(JSON.stringify(publishedSeizures('1'))).toBe(JSON.stringify(publishedSeizures('1')));
  expect(JSON.stringify(publishedSeizures('1'))).not.toBe(JSON.stringify(publishedSeizures('2')));
});

describe('the continuation', () => {
  const [stream] = streamsOf('1', 1);
  const until = Date.parse('2026-11-22T00:00:00+09:00');
  const dues = continuedSeizures(stream!, until);

  test('keeps 2025’s pace, corrects five of its own and retracts one of them', () => {
    const cases = new Set(dues.flatMap(({ event }) => ('caseNo' in event.data ? [event.data.caseNo] : [])));
    expect(cases.size / 325).toBeGreaterThan(3.1);
    expect(cases.size / 325).toBeLessThan(3.7);
    const corrections = dues.filter(({ event }) => event.id.endsWith('!correction'));
    expect(corrections).toHaveLength(5);
    expect(corrections.filter(({ event }) => 'retracted' in event.data)).toHaveLength(1);
    const ids = new Set(dues.map(({ event }) => event.id));
    expect(corrections.every(({ event }) => 'id' in event.data && ids.has(event.data.id))).toBe(true);
  });

  test('leaves the published years alone', () => {
    expect(dues.every(({ event }) => event.time >= '2025-12-31T15:00:00')).toBe(true);
  });

  test('grows with time and is otherwise the same', () => {
    const earlier = continuedSeizures(stream!, until - 30 * 86_400_000).map(({ event }) =>
      JSON.stringify(event),
    );
    expect(dues.slice(0, earlier.length).map(({ event }) => JSON.stringify(event))).toEqual(earlier);
  });

  test('all of the past is valid and nothing of it comes before its time', () => {
    const lines = pastSeizures('1', stream!, until);
    expect(lines.every(({ event }) => isValid(event))).toBe(true);
    expect(lines.every(({ event }) => Date.parse(event?.recordedtime ?? '') < until)).toBe(true);
    const before = pastSeizures('1', stream!, Date.parse('2025-12-20T00:00:00+09:00'));
    expect(before.some(({ event }) => event?.time.startsWith('2025-08-02T23:20') === true)).toBe(false);
  });
});
