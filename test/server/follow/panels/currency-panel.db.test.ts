import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { DECLARATION_DUTY_USD } from '../../../../server/contract/events/declaration.ts';
import type { CouriersCell, CurrencyCell } from '../../../../server/contract/case-cells.ts';
import { siteDay } from '../../../../server/contract/days.ts';
import { realmDatabase, type RealmDatabase } from '../../../../server/db/database.ts';
import { couriersPanel } from '../../../../server/follow/panels/couriers-panel.ts';
import { currencyPanel } from '../../../../server/follow/panels/currency-panel.ts';
import { pick, randomOf } from '../../../../simulator/random.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import { correctionRow, declarationRow, insertRows, type RowOf } from '../../../support/rows.ts';
import { standingRows } from '../../../support/standing.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2028-03-01T02:00:00+09:00');

onEachEngine('money at the border', (engine) => {
  let database: TestDatabase;
  let realm: RealmDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    realm = realmDatabase(database.db, 'live');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query('TRUNCATE live.declaration, live.correction, live.correction_target');
    await database.db.query('TRUNCATE live.currency_day, live.corrected_declaration');
  });

  const declare = (...rows: RowOf[]) => insertRows(database.db, 'declaration', rows.map(declarationRow));
  const correct = (...rows: RowOf[]) => insertRows(database.db, 'correction', rows);
  const currency = async (now = NOW) =>
    Object.fromEntries(await currencyPanel.read(realm, now)) as unknown as Record<string, CurrencyCell>;
  const couriers = async (now = NOW) => (await couriersPanel.read(realm, now)).map(([, cell]) => cell)[0];

  /** The cells worked out from the rows in JavaScript. */
  async function secondOpinion(now: number): Promise<Record<string, CurrencyCell>> {
    const day = siteDay(now);
    const cells: Record<string, CurrencyCell> = {};
    for (const row of await standingRows(database.db, 'declaration')) {
      const of = siteDay(row.at);
      if (row['direction'] !== 'out' || of.slice(0, 4) !== day.slice(0, 4) || of > day) continue;
      const cell = (cells[`currency|${row['port']}|${row['route']}`] ??= emptyCell(day));
      const above = row['amount_usd'] > DECLARATION_DUTY_USD;
      const won = (row['amount_krw'] as number | null) ?? 0;
      if (row['result'] === 'undeclared' && above) {
        cell.undeclaredYear++;
        cell.undeclaredYearKrw += won;
      }
      if (of !== day) continue;
      cell.checks++;
      if (row['result'] === 'declared') cell.declared++;
      if (row['result'] === 'declared' && above) {
        cell.declaredAbove++;
        cell.declaredAboveUsd = Math.round((cell.declaredAboveUsd + row['amount_usd']) * 100) / 100;
      }
      if (row['result'] === 'undeclared' && above) {
        cell.undeclared++;
        cell.undeclaredKrw += won;
      }
    }
    return cells;
  }

  it('is owed a declaration strictly above US$ 10,000, to the cent', async () => {
    const time = new Date(NOW).toISOString();
    const found = [10_000, 10_000.01, 9_999.99, 25_000.5];
    await declare(
      ...found.map((amount_usd) => ({ time, amount_usd })),
      ...found.map((amount_usd) => ({ time, amount_usd, result: 'undeclared', amount_krw: 15_000_000 })),
      { time, result: 'nothing', amount_usd: null },
      { time, result: 'undeclared', amount_usd: 90_000, amount_krw: null },
      { time, direction: 'in', amount_usd: 50_000 },
    );
    expect(await currency()).toEqual({
      'currency|ICN-T1|traveller': {
        day: '2028-03-01',
        checks: 10,
        declared: 4,
        declaredAbove: 2,
        declaredAboveUsd: 35_000.51,
        undeclared: 3,
        undeclaredKrw: 30_000_000,
        undeclaredYear: 3,
        undeclaredYearKrw: 30_000_000,
      },
    });
  });

  it('counts in the site day and year in which it was found', async () => {
    const money = { result: 'undeclared', amount_usd: 20_000, amount_krw: 1_000 };
    for (const time of [
      '2027-12-31T14:59:59.999Z',
      '2027-12-31T15:00:00Z',
      '2028-02-29T14:59:59.999Z',
      '2028-02-29T15:00:00Z',
    ])
      await declare({ ...money, time });
    const at = async (now: string) => {
      const { day, undeclared, undeclaredYear } =
        (await currency(Date.parse(now)))['currency|ICN-T1|traveller'] ?? {};
      return [day, undeclared, undeclaredYear];
    };
    expect(await at('2027-12-31T23:59:59.999+09:00')).toEqual(['2027-12-31', 1, 1]);
    expect(await at('2028-01-01T00:00:00+09:00')).toEqual(['2028-01-01', 1, 1]);
    expect(await at('2028-02-29T23:59:59+09:00')).toEqual(['2028-02-29', 1, 2]);
    expect(await at('2028-03-01T00:00:00+09:00')).toEqual(['2028-03-01', 1, 3]);
    // A day without a check is a day of none, not of no data.
    expect(await at('2028-03-02T00:00:00+09:00')).toEqual(['2028-03-02', 0, 3]);
  });

  it('is what the rows say under any corrections, before their events or after, in any order', async () => {
    const random = randomOf('declarations');
    const from = Date.parse('2027-12-30T15:00:00Z');
    for (let round = 0; round < 12; round++) {
      const rows = Array.from({ length: 40 }, () =>
        declarationRow({
          time: new Date(from + Math.floor(random() * 62 * DAY)).toISOString(),
          port: pick(['ICN-T1', 'PUS'], random()),
          direction: pick(['out', 'out', 'in'], random()),
          result: pick(['nothing', 'declared', 'undeclared'], random()),
          amount_usd: pick([null, 0, 10_000, 10_000.01, 12_345.67], random()),
          amount_krw: pick([null, 17_000_000], random()),
        }),
      );
      const corrections = Array.from({ length: 25 }, () =>
        correctionRow(pick(rows, random()), 'declaration', {
          time: new Date(from + Math.floor(random() * 62 * DAY)).toISOString(),
          ...pick(
            [
              { changes: { amount_usd: 10_000.01 } },
              { changes: { amount_usd: 10_000, amount_krw: null } },
              { changes: { result: 'undeclared', amount_krw: 3 } },
              { changes: { direction: 'in' } },
              { changes: { port: 'GMP' } },
              { retracted: true },
              { retracted: false },
            ],
            random(),
          ),
        }),
      );
      await correct(...corrections.slice(0, 10));
      await insertRows(database.db, 'declaration', rows.slice(0, 20));
      await correct(...corrections.slice(10, 20));
      await insertRows(database.db, 'declaration', rows);
      await correct(...corrections);
    }
    for (const now of [
      '2027-12-31T23:59:59+09:00',
      '2028-01-01T00:00:00+09:00',
      '2028-02-29T12:00:00+09:00',
    ]) {
      const cells = await currency(Date.parse(now));
      const wanted = await secondOpinion(Date.parse(now));
      expect(Object.keys(wanted).length).toBeGreaterThan(1);
      for (const [key, cell] of Object.entries(cells))
        expect(cell, `${now} ${key}`).toEqual(wanted[key] ?? emptyCell(siteDay(Date.parse(now))));
      expect(Object.keys(cells)).toEqual(expect.arrayContaining(Object.keys(wanted)));
    }
  });

  it('is the same when many write at the same moment', async () => {
    const rows = Array.from({ length: 400 }, (_, n) =>
      declarationRow({
        time: new Date(NOW - n).toISOString(),
        port: n % 2 ? 'PUS' : 'GMP',
        result: 'undeclared',
        amount_usd: 20_000,
      }),
    );
    const corrections = rows
      .filter((_, n) => n % 10 === 0)
      .map((row) => correctionRow(row, 'declaration', { changes: { amount_usd: 1 } }));
    const parts = [0, 1, 2, 3].map((part) => rows.filter((_, n) => n % 4 === part));
    await Promise.all([
      ...parts.map((part) => insertRows(database.db, 'declaration', part)),
      correct(...corrections.slice(0, 20)),
      correct(...corrections.slice(20)),
      ...parts.map((part) => insertRows(database.db, 'declaration', [...part].reverse())),
    ]);
    const cells = await currency();
    expect(cells).toEqual(await secondOpinion(NOW));
    expect(Object.values(cells).map(({ undeclared }) => undeclared)).toEqual([160, 200]);
  });

  it('has repeat couriers: three checks with money in thirty days, either way', async () => {
    expect(await couriers()).toBeUndefined();
    const seen = (courier: string, days: number, more: RowOf = {}) => ({
      time: new Date(NOW - days * DAY).toISOString(),
      courier,
      amount_usd: 9_000.25,
      ...more,
    });
    const last = declarationRow(seen('busy-one', 1, { direction: 'in' }));
    await declare(
      ...[29.9, 10, 3].map((days) => seen('busy-one', days)),
      ...[30, 10, 3].map((days) => seen('too-long-ago', days)),
      ...[5, 4].map((days) => seen('only-twice', days)),
      ...[5, 4, 3].map((days) => seen('nothing-on-him', days, { result: 'nothing' })),
      ...[5, 4, -0.001].map((days) => seen('third-is-to-come', days)),
    );
    await insertRows(database.db, 'declaration', [last]);
    const wanted = {
      repeat: 1,
      checks: 4,
      amountUsd: 36_001,
      busiest: 4,
      lastSeenAt: new Date(NOW - DAY).toISOString(),
    };
    expect(await couriers()).toMatchObject(wanted);
    const { repeat: _repeat, busiest: _busiest, ...of } = wanted;
    const rowsOf = async () => ((await couriers()) as CouriersCell | undefined)?.rows ?? [];
    const [busy] = await rowsOf();
    expect(await rowsOf()).toEqual([{ name: expect.stringMatching(/^[0-9a-f]{10}$/), ...of }]);
    const [[, cell] = []] = await couriersPanel.read(realm, NOW);
    expect(cell && couriersPanel.drawn?.(cell)).toEqual({ ...wanted, rows: [] });
    expect(JSON.stringify(await couriersPanel.read(realm, NOW))).not.toContain('busy');

    await correct(correctionRow(last, 'declaration', { changes: { courier: 'only-twice' } }));
    expect(await couriers()).toMatchObject({ repeat: 2, checks: 6, busiest: 3 });
    const [other, same] = await rowsOf();
    expect([same?.name, same?.amountUsd]).toEqual([busy?.name, 27_000.75]);
    expect(other?.name).not.toBe(same?.name);
    await correct(correctionRow(last, 'declaration', { changes: { result: 'nothing' } }));
    expect(await couriers()).toMatchObject({ repeat: 1, checks: 3 });
    await correct(correctionRow(last, 'declaration', { retracted: true }));
    expect(await couriers(NOW - 40 * DAY)).toBeUndefined();
    expect(await couriers(NOW + DAY)).toMatchObject({ repeat: 1 });
  });

  it('forgets checks of couriers that were retracted, until they stand again', async () => {
    const rows = [9, 7, 5, 1].map((days) =>
      declarationRow({
        time: new Date(NOW - days * DAY).toISOString(),
        courier: 'same',
        amount_usd: 100,
      }),
    );
    await insertRows(database.db, 'declaration', rows);
    const retract = (nth: number, retracted = true) =>
      correct(correctionRow(rows[nth] ?? {}, 'declaration', { retracted }));
    expect(await couriers()).toMatchObject({ repeat: 1, checks: 4, amountUsd: 400 });
    await retract(3);
    expect(await couriers()).toEqual({
      ...{ repeat: 1, checks: 3, amountUsd: 300, busiest: 3 },
      lastSeenAt: new Date(NOW - 5 * DAY).toISOString(),
      rows: [expect.objectContaining({ checks: 3, amountUsd: 300 })],
    });
    await retract(0);
    expect(await couriers()).toMatchObject({ repeat: 0, checks: 0, amountUsd: 0, busiest: 0 });
    await retract(1);
    await retract(2);
    expect(await couriers()).toBeUndefined();
    for (const nth of [0, 1, 2]) await retract(nth, false);
    expect(await couriers()).toMatchObject({ repeat: 1, checks: 3, amountUsd: 300 });
  });
});

function emptyCell(day: string): CurrencyCell {
  return {
    day,
    checks: 0,
    declared: 0,
    declaredAbove: 0,
    declaredAboveUsd: 0,
    undeclared: 0,
    undeclaredKrw: 0,
    undeclaredYear: 0,
    undeclaredYearKrw: 0,
  };
}
