import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { BodySearchesCell } from '../../../../server/contract/case-cells.ts';
import type { BulletinsCell, IndicatorsCell } from '../../../../server/contract/programme-cells.ts';
import { realmDatabase, type RealmDatabase } from '../../../../server/db/database.ts';
import { bodySearchesPanel } from '../../../../server/follow/panels/body-searches-panel.ts';
import { bulletinsPanel } from '../../../../server/follow/panels/bulletins-panel.ts';
import { indicatorsPanel } from '../../../../server/follow/panels/indicators-panel.ts';
import { pick, randomOf } from '../../../../simulator/random.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import { bulletinRow, correctionRow, indicatorRow, insertRows, type RowOf } from '../../../support/rows.ts';
import { latestBy, standingRows } from '../../../support/standing.ts';
import { drawn } from './drawn.ts';

const DAY = 86_400_000;
/** 1 January, half past midnight in Seoul. */
const NOW = Date.parse('2027-12-31T15:30:00Z');
const ago = (days: number) => new Date(NOW - days * DAY).toISOString();

onEachEngine('programmes', (engine) => {
  let database: TestDatabase;
  let realm: RealmDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    realm = realmDatabase(database.db, 'live');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query('TRUNCATE live.indicator, live.indicator_now, live.bulletin, live.bulletin_now');
    await database.db.query('TRUNCATE live.correction, live.correction_target');
  });
  const state = (...rows: RowOf[]) => insertRows(database.db, 'indicator', rows.map(indicatorRow));
  const publish = (...rows: RowOf[]) => insertRows(database.db, 'bulletin', rows.map(bulletinRow));
  const correct = (...rows: RowOf[]) => insertRows(database.db, 'correction', rows);
  const indicators = async (now = NOW) =>
    ((await drawn(indicatorsPanel, realm, now))[0]?.[1] as IndicatorsCell | undefined)?.rows ?? [];
  const values = async (now = NOW) =>
    Object.fromEntries(
      (await indicators(now)).map(({ before, name, period, value }) => [name, [period, value, before]]),
    );
  const bulletins = async (now = NOW) =>
    (await drawn(bulletinsPanel, realm, now))[0]?.[1] as BulletinsCell | undefined;
  const searches = async (now = NOW) =>
    Object.fromEntries(await bodySearchesPanel.read(realm, now)) as unknown as Record<
      string,
      BodySearchesCell
    >;

  it('have indicators: the newest period that has begun, and the one before it', async () => {
    expect(await drawn(indicatorsPanel, realm, NOW)).toEqual([]);
    const of = (name: string, ...periods: (readonly [string, number])[]) =>
      periods.map(([period, value]) => ({ name, period, value, time: ago(1) }));
    await state(
      ...of('year', ['2026', 1], ['2027', 2], ['2028', 3], ['2029', 9]),
      ...of('quarter', ['2027-Q3', 1], ['2027-Q4', 2], ['2028-Q1', 3], ['2028-Q2', 9]),
      ...of('month', ['2027-11', 1], ['2027-12', 2], ['2028-02', 9]),
      ...of('gap', ['2027-10', 1], ['2027-12', 2]),
      ...of('day', ['2027-12-31', 5], ['2028-01-01', 6], ['2028-01-02', 9]),
      ...of('of-a-port', ['2028', 5]).map((row) => ({ ...row, port: 'PUS' })),
      ...of('body-search.requested', ['2028-01-01', 5]),
      ...of('no-period', ['Michaelmas', 5]),
      {
        name: 'whole',
        period: '2027-12',
        value: -1.5,
        unit: '%',
        target: 99.5,
        better: 'lower',
        ko: '통관',
        en: 'Clearance',
        time: ago(2),
      },
    );
    expect(await values()).toEqual({
      year: ['2028', 3, 2],
      quarter: ['2028-Q1', 3, 2],
      month: ['2027-12', 2, 1],
      // The month before was not stated: October is not the month before December.
      gap: ['2027-12', 2, null],
      day: ['2028-01-01', 6, 5],
      whole: ['2027-12', -1.5, null],
    });
    expect((await indicators()).find(({ name }) => name === 'whole')).toEqual({
      name: 'whole',
      ...{
        ko: '통관',
        en: 'Clearance',
        value: -1.5,
        unit: '%',
        target: 99.5,
        better: 'lower',
        period: '2027-12',
      },
      ...{ statedAt: ago(2), before: null },
    });
    expect((await indicators())[0]).toMatchObject({ name: 'day', better: 'higher', target: null, ko: null });
    expect(await values(NOW - DAY)).toMatchObject({
      year: ['2027', 2, 1],
      quarter: ['2027-Q4', 2, 1],
      day: ['2027-12-31', 5, null],
    });
    const onLeapDay = indicatorRow({ name: 'leap', period: '2028-02-29', value: 1 });
    await state(onLeapDay, { name: 'leap', period: '2028-03-01', value: 2 });
    expect(await values(Date.parse('2028-03-01T00:00:00+09:00'))).toMatchObject({
      leap: ['2028-03-01', 2, 1],
    });
  });

  it('have indicators that follow the latest statement, corrected and retracted', async () => {
    const random = randomOf('indicators');
    for (let round = 0; round < 6; round++) {
      const rows = Array.from({ length: 25 }, () =>
        indicatorRow({
          time: ago(Math.floor(random() * 40) / 4),
          name: pick(['a', 'b', 'c', 'd'], random()),
          period: pick(['2027-11', '2027-12', '2027-Q4', '2028-01'], random()),
          port: pick([null, null, 'PUS'], random()),
          value: Math.floor(random() * 1e6) / 100,
        }),
      );
      const corrections = Array.from({ length: 20 }, () =>
        correctionRow(pick(rows, random()), 'indicator', {
          time: ago(random()),
          ...pick(
            [
              { changes: { value: Math.floor(random() * 1e6) } },
              { changes: { target: 7, better: 'lower' } },
              { retracted: true },
              { retracted: false },
            ],
            random(),
          ),
        }),
      );
      await correct(...corrections.slice(0, 10));
      await insertRows(database.db, 'indicator', rows.slice(0, 15));
      await Promise.all([insertRows(database.db, 'indicator', rows), correct(...corrections)]);
      const standing = latestBy(await standingRows(database.db, 'indicator'), (row) =>
        JSON.stringify([row['name'], row['period'], row['port']]),
      ).filter(({ port }) => port === null);
      const valueOf = (name: string, period: string) =>
        standing.find((row) => row['name'] === name && row['period'] === period)?.['value'] ?? null;
      // From the end of the period on, the shorter of two that end together.
      const order = ['2028-01', '2027-12', '2027-Q4', '2027-11'];
      const before: Record<string, string> = { '2028-01': '2027-12', '2027-12': '2027-11' };
      const wanted = ['a', 'b', 'c', 'd'].flatMap((name) => {
        const period = order.find((each) => valueOf(name, each) !== null);
        return period
          ? [[name, [period, valueOf(name, period), valueOf(name, before[period] ?? '')]] as const]
          : [];
      });
      expect(await values()).toEqual(Object.fromEntries(wanted));
    }
  });

  it('have body searches of the site day, the latest count, and no more than counts', async () => {
    const search = (name: string, value: number, more: RowOf = {}) =>
      indicatorRow({
        name: `body-search.${name}`,
        period: '2028-01-01',
        port: 'ICN-T1',
        route: 'traveller',
        value,
        time: ago(0),
        ...more,
      });
    const found = search('found', 2);
    await insertRows(database.db, 'indicator', [
      search('requested', 8),
      search('requested', 7, { time: ago(0.01) }),
      search('approved', 6),
      search('carried-out', 5),
      found,
      search('requested', 3, { period: '2027-12-31' }),
      search('requested', 1, { port: 'PUS', period: '2027-12-31' }),
      search('requested', 1, { port: 'GMP', period: '2027-12-01' }),
      search('requested', 1, { port: 'TAE', period: '2027-12' }),
      search('name-of-someone', 1),
    ]);
    const none = { day: '2028-01-01', requested: 0, approved: 0, carriedOut: 0, found: 0 };
    expect(await searches()).toEqual({
      'body-searches|ICN-T1|traveller': {
        day: '2028-01-01',
        requested: 8,
        approved: 6,
        carriedOut: 5,
        found: 2,
      },
      'body-searches|PUS|traveller': none,
    });
    expect((await searches(NOW - 1_800_001))['body-searches|ICN-T1|traveller']).toEqual({
      ...none,
      day: '2027-12-31',
      requested: 3,
    });
    await correct(correctionRow(found, 'indicator', { retracted: true }));
    expect((await searches())['body-searches|ICN-T1|traveller']?.found).toBe(0);
  });

  it('have bulletins: the newest of each kind, drafts that wait, headings of ninety days', async () => {
    expect(await drawn(bulletinsPanel, realm, NOW)).toEqual([]);
    const draft = bulletinRow({ bulletin_no: 'T-9', status: 'draft', time: ago(100), hs_heading: '2939' });
    await publish(
      ...Array.from({ length: 8 }, (_, n) => ({
        bulletin_no: `T-${n}`,
        time: ago(n),
        hs_heading: n % 2 ? '2939' : '3004',
      })),
      { bulletin_no: 'O-1', kind: 'origin-determination', country: 'US', time: ago(50), hs_heading: '8703' },
      { bulletin_no: 'D-1', kind: 'digest', time: ago(91), hs_heading: '0101' },
      { bulletin_no: 'D-2', kind: 'digest', status: 'draft', time: ago(60) },
      {
        bulletin_no: 'A-1',
        kind: 'announcement',
        time: ago(89.9),
        period_from: '2027-01-01',
        period_to: '2027-10-31',
      },
      { bulletin_no: 'T-to-come', time: ago(-0.001), hs_heading: '2939' },
    );
    await insertRows(database.db, 'bulletin', [draft]);
    const cell = await bulletins();
    expect(cell?.rows.map(({ bulletinNo }) => bulletinNo)).toEqual([
      'T-0',
      'T-1',
      'T-2',
      'O-1',
      'D-2',
      'A-1',
    ]);
    expect(cell?.rows[3]).toEqual({
      ...{ bulletinNo: 'O-1', kind: 'origin-determination', title: 'A powder', status: 'published' },
      ...{ hsHeading: '8703', country: 'US', time: ago(50) },
    });
    const headings = [['2939', 4], ['3004', 4], ['8703', 1]]; // prettier-ignore
    expect(cell).toMatchObject({ drafts: 2, published: 10, digestAt: ago(91), headings });

    // A draft is published; its title is mended later: it is as old as when it was published first.
    const published = bulletinRow({ ...draft, id: 'p', status: 'published', time: ago(2) });
    const mended = bulletinRow({ ...published, id: 'm', title: 'Mended', time: ago(1) });
    await insertRows(database.db, 'bulletin', [mended]);
    await insertRows(database.db, 'bulletin', [published]);
    expect(await bulletins()).toMatchObject({ drafts: 1, published: 11 });
    expect((await bulletins(NOW + 88.5 * DAY))?.published).toBe(3);
    await correct(correctionRow(mended, 'bulletin', { changes: { hs_heading: '3004' } }));
    expect((await bulletins())?.headings).toEqual([['3004', 5], ['2939', 4], ['8703', 1]]); // prettier-ignore
    await correct(
      correctionRow(published, 'bulletin', { retracted: true }),
      correctionRow(mended, 'bulletin', { retracted: true }),
    );
    expect(await bulletins()).toEqual(cell);
    await correct(correctionRow(draft, 'bulletin', { retracted: true }));
    expect(await bulletins()).toEqual({ ...cell, drafts: 1 });
  });
});
