import { describe, expect, it } from 'vitest';
import type {
  CurrencyCell,
  GunPartsCell,
  InvestigationsCell,
  OffencesCell,
  WeaponsCell,
} from '../../../server/contract/case-cells.ts';
import { nationalKey, placeKey } from '../../../server/contract/cells.ts';
import { OFFENCES } from '../../../server/contract/fields.ts';
import { couriersOf, currencyOf } from '../../../web/src/state/areas/money.ts';
import { investigationsOf, offencesOf } from '../../../web/src/state/areas/referrals.ts';
import { gunPartSetsOf, weaponsOf } from '../../../web/src/state/areas/weapons.ts';
import type { Shown } from '../../../web/src/state/board.svelte.ts';
import { FIXTURE_NOW, type Cells } from '../fixture-board.ts';
import { casesFixtures } from '../fixtures/cases-fixtures.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TODAY = '2026-11-10';
const iso = (ms: number) => new Date(FIXTURE_NOW + ms).toISOString();
const shown = (cells: Cells, asOf: number | null = FIXTURE_NOW): Shown => ({
  cells: new Map(Object.entries(cells)),
  version: 1,
  asOf,
});
const every = () => true;

describe('weapons', () => {
  const weapons = (day: string, agoMs: number[]): WeaponsCell => ({
    ...{ day, firearmsToday: 1, firearmsYear: 5, nailersToday: 10, nailersYear: 900 },
    ...{ gunPartsToday: 2, gunPartsYear: 20 },
    rows: agoMs.map((ms) => ({
      ...{
        caseNo: `C-${ms}`,
        port: 'ICN-EXP',
        route: 'express',
        time: iso(-ms),
        item: 'pistol',
        quantity: 1,
      },
    })),
  });

  it('of the last 24 hours are named, also those of yesterday', () => {
    const cells: Cells = {
      [placeKey('weapons', 'ICN-EXP', 'express')]: weapons(TODAY, [20 * HOUR, DAY, 5 * MINUTE]),
    };
    expect(weaponsOf(shown(cells), every)?.rows.map(({ ageMs }) => ageMs)).toEqual([5 * MINUTE, 20 * HOUR]);
  });
  it('of another day count as zero today, of another year as zero this year', () => {
    const cells: Cells = {
      [placeKey('weapons', 'ICN-EXP', 'express')]: weapons(TODAY, []),
      [placeKey('weapons', 'ICN-MAIL', 'mail')]: weapons('2026-11-09', []),
      [placeKey('weapons', 'KRPUS', 'cargo')]: weapons('2025-12-31', []),
    };
    expect(weaponsOf(shown(cells), every)).toMatchObject({
      ...{ firearmsToday: 1, firearmsYear: 10, nailersToday: 10, nailersYear: 1_800 },
      ...{ gunPartsToday: 2, gunPartsYear: 40 },
    });
    expect(weaponsOf(shown(cells), (port) => port === 'GMP')).toBeNull();
  });
  it('in parts are sets with what is there: each part once at a port, in the order of a weapon', () => {
    const set = (weapon: string, parts: [string, string, string][], complete: boolean) => ({
      ...{ weapon, parts, complete, ports: 2 },
    });
    const cell: GunPartsCell = {
      sets: [
        set(
          'ar-15',
          [
            ['magazine', 'KRPUS', iso(0)],
            ['barrel', 'ICN-EXP', iso(0)],
          ],
          false,
        ),
        set(
          'glock-19',
          [
            ['trigger', 'GMP', iso(-DAY)],
            ['slide', 'ICN-EXP', iso(-2 * DAY)],
            ['slide', 'ICN-EXP', iso(-DAY)],
            ['barrel', 'GMP', iso(-DAY)],
            ['frame', 'GMP', iso(-DAY)],
          ],
          true,
        ),
      ],
    };
    const sets = gunPartSetsOf(shown({ [nationalKey('gun-parts')]: cell }));
    expect(sets?.map(({ weapon }) => weapon)).toEqual(['glock-19', 'ar-15']);
    expect(sets?.[0]?.parts.map(([part]) => part)).toEqual(['frame', 'slide', 'barrel', 'trigger']);
    expect(sets?.[0]?.parts[1]).toEqual(['slide', 'ICN-EXP', iso(-DAY)]);
    expect(sets?.[1]?.missing).toEqual(['frame', 'slide', 'trigger']);
    expect(gunPartSetsOf(shown({ [nationalKey('gun-parts')]: { sets: [] } }))).toEqual([]);
    expect(gunPartSetsOf(shown({}))).toBeNull();
  });
});

describe('money', () => {
  const currency = (day: string): CurrencyCell => ({
    ...{ day, checks: 7, declared: 5, declaredAbove: 3, declaredAboveUsd: 45_000.5 },
    ...{ undeclared: 1, undeclaredKrw: 2_000, undeclaredYear: 4, undeclaredYearKrw: 9_000 },
  });
  it('adds up over the ports, and yesterday is not today', () => {
    const cells: Cells = {
      [placeKey('currency', 'ICN-T1', 'traveller')]: currency(TODAY),
      [placeKey('currency', 'ICN-T2', 'traveller')]: currency(TODAY),
      [placeKey('currency', 'GMP', 'traveller')]: currency('2026-11-09'),
    };
    expect(currencyOf(shown(cells), every)).toEqual({
      ...{ checks: 14, declared: 10, declaredAbove: 6, declaredAboveUsd: 90_001 },
      ...{ undeclared: 2, undeclaredKrw: 4_000, undeclaredYear: 12, undeclaredYearKrw: 27_000 },
    });
    expect(currencyOf(shown({}), every)).toBeNull();
  });
  it('carried again and again is for the gate while its courier may be there', () => {
    const couriers = (repeat: number, agoMs: number | null) =>
      couriersOf(
        shown({
          [nationalKey('couriers')]: {
            ...{ repeat, checks: 9, amountUsd: 1, busiest: 4 },
            lastSeenAt: agoMs === null ? null : iso(-agoMs),
            rows: [],
          },
        }),
      )?.atGate;
    expect(couriers(2, HOUR - 1)).toBe(true);
    expect(couriers(2, HOUR)).toBe(false);
    expect(couriers(2, null)).toBe(false);
    expect(couriers(0, MINUTE)).toBe(false);
  });
});

describe('offences', () => {
  const offences = (year: number, ageMs: number): OffencesCell => ({
    year,
    rows: [
      ['origin-laundering', 4, 100, 2, iso(-ageMs)],
      ['voice-phishing', 3, 10, 0, null],
      ['transnational-crime', 1, 10, 0, null],
    ],
    ...{ notified: 3, answered: 1 },
  });
  it('are of this year, every one of them a line, with the oldest that waits', () => {
    const cells: Cells = {
      [placeKey('offences', 'KRBNP', 'cargo')]: offences(2026, 30 * DAY),
      [placeKey('offences', 'ICN-EXP', 'express')]: offences(2026, 30 * DAY + 1),
      [placeKey('offences', 'GMP', 'traveller')]: offences(2025, 300 * DAY),
    };
    const all = offencesOf(shown(cells), every);
    expect(all?.rows.map(({ offence }) => offence)).toEqual([...OFFENCES]);
    expect(all?.rows[0]).toMatchObject({ cases: 8, amountKrw: 200, unreferred: 4, oldestMs: 30 * DAY + 1 });
    expect(all?.rows[0]?.late).toBe(true);
    expect(all).toMatchObject({ toNotify: 8, notified: 6, answered: 2 });
    const one = offencesOf(shown(cells), (port) => port === 'KRBNP');
    expect(one?.rows[0]).toMatchObject({ cases: 4, late: false });
    expect(offencesOf(shown(cells), (port) => port === 'GMP')?.rows[0]?.cases).toBe(0);
  });
});

describe('investigations', () => {
  const cell = (port: string, agoMs: number, acceptedP50Seconds: number | null): InvestigationsCell => ({
    waiting: [
      {
        ...{ caseNo: port, port, route: 'traveller', time: iso(-agoMs), category: 'drug', substance: null },
        ...{ grams: null, requestedAt: null },
      },
    ],
    ...{ waitingCount: 1, accepted: 2, acceptedP50Seconds },
  });
  it('are late an hour after the seizure; medians of several places are a range, not a median', () => {
    const cells: Cells = {
      [placeKey('investigations', 'GMP', 'traveller')]: cell('GMP', HOUR, 600),
      [placeKey('investigations', 'PUS', 'traveller')]: cell('PUS', HOUR + 1, 1_800),
      [placeKey('investigations', 'CJU', 'traveller')]: cell('CJU', MINUTE, null),
    };
    const all = investigationsOf(shown(cells), every);
    expect(all?.waiting.map(({ caseNo, late }) => [caseNo, late])).toEqual([
      ['PUS', true],
      ['GMP', false],
      ['CJU', false],
    ]);
    expect(all).toMatchObject({ waitingCount: 3, accepted: 6, medianMs: [600_000, 1_800_000] });
    expect(investigationsOf(shown(cells), (port) => port === 'CJU')?.medianMs).toBeNull();
    expect(investigationsOf(shown({}), every)).toBeNull();
  });
});

describe('an ordinary day', () => {
  it('has nothing to act upon, a bad one has', () => {
    const found = (kind: 'normal' | 'abnormal') => {
      const board = shown(casesFixtures(kind, FIXTURE_NOW));
      return [
        weaponsOf(board, every)?.rows.length,
        gunPartSetsOf(board)?.length,
        Number(couriersOf(board)?.atGate),
        offencesOf(board, every)?.rows.filter(({ late }) => late).length,
        investigationsOf(board, every)?.waiting.filter(({ late }) => late).length,
      ];
    };
    expect(found('normal')).toEqual([0, 0, 0, 0, 0]);
    expect(found('abnormal')).toEqual([1, 2, 1, 2, 1]);
  });
});
