import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { AnnouncedCell, Breakdown, BreakdownCell } from '../../../../server/contract/case-cells.ts';
import type { Seizure } from '../../../../server/contract/events.ts';
import { siteDay } from '../../../../server/contract/days.ts';
import { realmDatabase, type RealmDatabase } from '../../../../server/db/database.ts';
import { announcedPanel } from '../../../../server/follow/panels/announced-panel.ts';
import { breakdownPanel } from '../../../../server/follow/panels/breakdown-panel.ts';
import { publishedSeizures } from '../../../../simulator/published.ts';
import { pick, randomOf } from '../../../../simulator/random.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import { bulletinRow, correctionRow, insertRows, seizureRow, type RowOf } from '../../../support/rows.ts';
import { standingCases, type Standing } from '../../../support/standing.ts';

const DAY = 86_400_000;
const milligrams = (grams: number) => Math.round(grams * 1_000) / 1_000;

onEachEngine('the record of seizures', (engine) => {
  let database: TestDatabase;
  let realm: RealmDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    realm = realmDatabase(database.db, 'live');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(
      'TRUNCATE live.seizure, live.seizure_case, live.correction, live.correction_target',
    );
    await database.db.query('TRUNCATE live.bulletin, live.bulletin_now');
  });
  const insert = (table: 'seizure' | 'bulletin' | 'correction', ...rows: RowOf[]) =>
    insertRows(database.db, table, rows);
  const breakdown = async (now: number) =>
    Object.fromEntries(await breakdownPanel.read(realm, now)) as unknown as Record<string, BreakdownCell>;
  const announced = async (now: number) =>
    Object.fromEntries(await announcedPanel.read(realm, now)) as unknown as Record<string, AnnouncedCell>;
  const sumOf = async (now: number) => {
    const cells = Object.values(await announced(now));
    const sum = (name: 'cases' | 'grams' | 'casesNow' | 'gramsNow' | 'casesBefore' | 'gramsBefore') =>
      milligrams(cells.reduce((so, cell) => so + cell[name], 0));
    return {
      told: [sum('cases'), sum('grams')],
      now: [sum('casesNow'), sum('gramsNow')],
      before: [sum('casesBefore'), sum('gramsBefore')],
    };
  };

  it(
    'breaks drug cases down by substance, origin and month, to the same date of both years',
    { meta: { slow: 'cases of two years' } },
    async () => {
      const random = randomOf('breakdown');
      const start = Date.parse('2026-12-25T00:00:00+09:00');
      const rows = Array.from({ length: 250 }, () =>
        seizureRow({
          time: new Date(start + Math.floor(random() * 800 * DAY)).toISOString(),
          case_no: `R-${Math.floor(random() * 200)}`,
          port: pick(['ICN-EXP', 'PUS'], random()),
          category: pick(['drug', 'drug', 'drug', 'other'], random()),
          substance: pick([null, 'ketamine', 'cocaine', 'mdma'], random()),
          origin: pick([null, 'TH', 'VN', 'US'], random()),
          grams: pick([null, 0.001, 1.3, 1_000], random()),
        }),
      );
      // On both sides of each boundary of 29 February, of years and of days.
      const edges = [
        '2027-02-28',
        '2027-03-01',
        '2028-02-28',
        '2028-02-29',
        '2028-03-01',
        '2027-12-31',
        '2028-12-31',
        '2029-01-01',
      ];
      rows.push(
        ...edges.flatMap((day) =>
          ['00:00:00.000', '23:59:59.999'].map((time) =>
            seizureRow({ time: `${day}T${time}+09:00`, substance: 'edge' }),
          ),
        ),
      );
      await insert('seizure', ...rows);
      await insert(
        'correction',
        ...Array.from({ length: 60 }, () =>
          correctionRow(pick(rows, random()), 'seizure', {
            ...pick(
              [
                { changes: { grams: 7.25, substance: 'heroin' } },
                { changes: { origin: null, port: 'GMP' } },
                { retracted: true },
              ],
              random(),
            ),
          }),
        ),
      );
      const cases = await standingCases(database.db);
      const nows: [now: string, before: string][] = [
        ['2028-02-29T23:59:59+09:00', '2027-02-28'],
        ['2028-02-28T12:00:00+09:00', '2027-02-28'],
        ['2028-03-01T00:00:00+09:00', '2027-03-01'],
        ['2028-01-01T00:00:00+09:00', '2027-01-01'],
        ['2028-12-31T23:59:59.999+09:00', '2027-12-31'],
        ['2029-02-28T12:00:00+09:00', '2028-02-28'],
      ];
      for (const [now, beforeTo] of nows) {
        const day = siteDay(Date.parse(now));
        const year = Number(day.slice(0, 4));
        const cells = await breakdown(Date.parse(now));
        const places = new Set<string>();
        for (const row of cases) {
          const of = siteDay(row.at);
          if (of >= `${year - 1}-01-01` && of <= day) places.add(`breakdown|${row['port']}|${row['route']}`);
        }
        expect(Object.keys(cells).sort()).toEqual([...places].sort());
        for (const [key, cell] of Object.entries(cells)) {
          const own = cases.filter(
            (row) => row['category'] === 'drug' && key === `breakdown|${row['port']}|${row['route']}`,
          );
          const within = (from: string, to: string) =>
            own.filter(({ at }) => siteDay(at) >= from && siteDay(at) <= to);
          const [now, before] = [within(`${year}-01-01`, day), within(`${year - 1}-01-01`, beforeTo)];
          const months = (of: number, last: string) =>
            Array.from({ length: 12 }, (_, month) => {
              const name = `${of}-${String(month + 1).padStart(2, '0')}`;
              return figures(within(`${name}-01`, last < `${name}-31` ? last : `${name}-31`));
            });
          expect(asTable(cell.substances), `${day} ${key}`).toEqual(tableOf(now, 'substance', 'unknown'));
          expect(asTable(cell.origins)).toEqual(tableOf(now, 'origin', '??'));
          expect(asTable(cell.substancesBefore)).toEqual(tableOf(before, 'substance', 'unknown'));
          expect(asTable(cell.originsBefore)).toEqual(tableOf(before, 'origin', '??'));
          expect(cell.months).toEqual(months(year, day));
          expect(cell.monthsBefore).toEqual(months(year - 1, `${year - 1}-12-31`));
          expect(cell.day).toBe(day);
        }
      }
    },
  );

  it('keeps the names that lead in cases or in weight, the same for every port, and sums up the others', async () => {
    const time = '2028-05-01T03:00:00Z';
    await insert(
      'seizure',
      ...Array.from({ length: 40 }, (_, n) => [
        ...Array.from({ length: n < 14 ? 3 : 1 }, () =>
          seizureRow({ time, substance: `s-${n}`, grams: n === 39 ? 5_000 : 0.1 }),
        ),
        seizureRow({ time, substance: `s-${n}`, grams: 0.1, port: 'PUS' }),
      ]).flat(),
    );
    const cells = await breakdown(Date.parse(time));
    const [express, pus] = ['breakdown|ICN-EXP|express', 'breakdown|PUS|express'].map(
      (key) => cells[key]?.substances ?? [],
    );
    const names = (list: Breakdown | undefined) => new Set(list?.map(([name]) => name));
    expect(names(express)).toEqual(names(pus));
    expect(express?.length).toBeLessThanOrEqual(25);
    expect(names(express)).toContain('s-39');
    expect(express?.reduce((sum, [, cases]) => sum + cases, 0)).toBe(14 * 3 + 26);
    expect(milligrams(express?.reduce((sum, [, , grams]) => sum + grams, 0) ?? 0)).toBe(5_006.7);
    expect(pus?.find(([name]) => name === 'other')).toEqual([
      'other',
      expect.any(Number),
      expect.any(Number),
    ]);
  });

  it('answers as announced and as known now: the published figures of January to October 2025', async () => {
    const history = publishedSeizures('1');
    await insert(
      'seizure',
      ...history.map(({ dueAtMs, event }) => {
        const { amountKrw: _amountKrw, caseNo, ...data } = event.data as Seizure;
        const at = {
          source: event.source,
          id: event.id,
          time: event.time,
          recorded_at: new Date(dueAtMs).toISOString(),
        };
        return seizureRow({ ...at, ...data, case_no: caseNo });
      }),
    );
    const now = Date.parse('2026-03-01T00:00:00+09:00');
    expect(await announced(now)).toEqual({});
    const announcedAt = '2025-12-05T14:00:00+09:00';
    const period = { kind: 'announcement', period_from: '2025-01-01', period_to: '2025-10-31' };
    const bulletin = bulletinRow({ ...period, bulletin_no: '2025-31', time: announcedAt });
    await insert(
      'bulletin',
      bulletin,
      bulletinRow({ ...period, time: '2026-02-01T00:00:00Z', status: 'draft' }),
      bulletinRow({ ...period, time: '2026-02-01T00:00:00Z', period_to: null }),
      bulletinRow({ ...period, time: '2025-08-01T00:00:00Z', period_to: '2025-06-30' }),
    );
    const published = { told: [1_032, 2_913_000], now: [1_033, 3_213_000], before: [712, 602_000] };
    expect(await sumOf(now)).toEqual(published);
    const cells = await announced(now);
    expect(cells['announced|KRPUS|cargo']).toMatchObject({
      ...{
        bulletinNo: '2025-31',
        from: '2025-01-01',
        to: '2025-10-31',
        announcedAt: '2025-12-05T05:00:00.000Z',
      },
    });
    const byRoute = (route: string) =>
      Object.entries(cells).reduce(
        (sum, [key, { cases }]) => sum + (key.endsWith(`|${route}`) ? cases : 0),
        0,
      );
    expect(['traveller', 'express', 'mail', 'cargo'].map(byRoute)).toEqual([505, 268, 253, 6]);
    expect((await sumOf(Date.parse(announcedAt) - 1)).told[0]).toBeLessThan(1_032);

    // What is amended later moves the figures of now; what was announced stays announced.
    const first = history.find(
      ({ event }) => event.time.startsWith('2025-05') && (event.data as Seizure).grams !== undefined,
    )?.event;
    if (first === undefined) throw new Error('no case in May');
    await insert('correction', correctionRow({ ...first }, 'seizure', { retracted: true }));
    const grams = (first.data as Seizure).grams ?? 0;
    expect(await sumOf(now)).toEqual({ ...published, now: [1_032, 3_213_000 - grams] });
    await insert(
      'seizure',
      seizureRow({ time: '2025-10-31T14:59:59.999Z', grams: 1.5 }),
      seizureRow({ time: '2025-10-31T15:00:00Z' }),
    );
    expect(await sumOf(now)).toEqual({ ...published, now: [1_033, 3_213_001.5 - grams] });
    // History that comes late is history all the same.
    await insert(
      'seizure',
      seizureRow({ time: '2024-10-31T14:59:59Z', recorded_at: '2024-11-02T00:00:00Z', grams: 2 }),
    );
    expect((await sumOf(now)).before).toEqual([713, 602_002]);
    // Retitled: as announced at first. Retracted: the announcement before it.
    await insert('bulletin', { ...bulletin, id: 'again', title: 'Mended', time: '2026-01-31T00:00:00Z' });
    expect((await sumOf(now)).told).toEqual(published.told);
    await insert(
      'correction',
      correctionRow({ ...bulletin, id: 'again' }, 'bulletin', { retracted: true }),
      correctionRow(bulletin, 'bulletin', { retracted: true }),
    );
    expect(Object.values(await announced(now))[0]).toMatchObject({ to: '2025-06-30' });
  });
});

type Table = Record<string, [cases: number, grams: number]>;

function figures(rows: readonly Standing[]): [cases: number, grams: number] {
  return [
    rows.length,
    milligrams(rows.reduce((sum, row) => sum + ((row['grams'] as number | null) ?? 0), 0)),
  ];
}

function tableOf(rows: readonly Standing[], field: string, none: string): Table {
  const names = new Set(rows.map((row) => (row[field] as string | null) ?? none));
  return Object.fromEntries(
    [...names].map((name) => [name, figures(rows.filter((row) => (row[field] ?? none) === name))]),
  );
}

function asTable(breakdown: Breakdown): Table {
  return Object.fromEntries(breakdown.map(([name, cases, grams]) => [name, [cases, grams]]));
}
