import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { InvestigationsCell } from '../../../../server/contract/case-cells.ts';
import { realmDatabase, type RealmDatabase } from '../../../../server/db/database.ts';
import { investigationsPanel } from '../../../../server/follow/panels/investigations-panel.ts';
import { pick, randomOf } from '../../../../simulator/random.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import { correctionRow, insertRows, seizureRow, type RowOf } from '../../../support/rows.ts';
import { standingCases } from '../../../support/standing.ts';
import { drawn } from './drawn.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2028-02-29T15:00:00Z');
const ago = (ms: number) => new Date(NOW - ms).toISOString();

onEachEngine('major cases and their investigation', (engine) => {
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
  });
  const seize = (...rows: RowOf[]) => insertRows(database.db, 'seizure', rows);
  const correct = (...rows: RowOf[]) => insertRows(database.db, 'correction', rows);
  const read = async (now = NOW) =>
    Object.fromEntries(await drawn(investigationsPanel, realm, now)) as unknown as Record<
      string,
      InvestigationsCell
    >;
  const here = async (now = NOW) => (await read(now))['investigations|ICN-EXP|express'];

  it('wait from the seizure on, the oldest first, until they are taken', async () => {
    const heavy = seizureRow({ time: ago(2 * HOUR), case_no: 'heavy', grams: 1_000, substance: 'cocaine' });
    await seize(
      heavy,
      seizureRow({ time: ago(HOUR), grams: 999.999 }),
      seizureRow({
        time: ago(3 * HOUR),
        case_no: 'pistol',
        category: 'firearm',
        grams: null,
        item: 'pistol',
      }),
      seizureRow({ time: ago(4 * HOUR), category: 'firearm', grams: null, item: 'powder-actuated-nailer' }),
      seizureRow({ time: ago(HOUR), case_no: 'money', category: 'currency', grams: null, amount_krw: 1e9 }),
      seizureRow({ time: ago(HOUR), category: 'currency', grams: null, amount_krw: 999_999_999 }),
      seizureRow({ time: ago(HOUR), category: 'other', grams: 5_000 }),
      seizureRow({ time: ago(-1), case_no: 'to come', grams: 5_000 }),
      seizureRow({ time: ago(HOUR), grams: 5, port: 'PUS' }),
    );
    expect(await here()).toEqual({
      waiting: [
        { caseNo: 'pistol', time: ago(3 * HOUR), category: 'firearm', substance: null, grams: null },
        { caseNo: 'heavy', time: ago(2 * HOUR), category: 'drug', substance: 'cocaine', grams: 1_000 },
        { caseNo: 'money', time: ago(HOUR), category: 'currency', substance: null, grams: null },
      ].map((row) => ({ ...row, port: 'ICN-EXP', route: 'express', requestedAt: null })),
      waitingCount: 3,
      accepted: 0,
      acceptedP50Seconds: null,
    });
    expect((await read())['investigations|PUS|express']).toMatchObject({ waiting: [], waitingCount: 0 });

    await correct(correctionRow(heavy, 'seizure', { changes: { investigation_requested_at: ago(HOUR) } }));
    expect((await here())?.waiting[1]).toMatchObject({ caseNo: 'heavy', requestedAt: ago(HOUR) });
    await seize(
      seizureRow({ ...heavy, id: 'taken', time: ago(0.5 * HOUR), investigation_accepted_at: ago(600_000) }),
    );
    expect(await here()).toMatchObject({ waitingCount: 2, accepted: 1, acceptedP50Seconds: 6_600 });
    // Before it was taken, it waited.
    expect(await here(NOW - 700_000)).toMatchObject({ waitingCount: 3, accepted: 0 });
    await database.db.query("UPDATE live.case_rule SET value = 999.999 WHERE name = 'major_grams'");
    expect(await here()).toMatchObject({ waitingCount: 3 });
    await database.db.query("UPDATE live.case_rule SET value = 1000 WHERE name = 'major_grams'");
  });

  it('wait for ever where somebody asked for it, and ninety days where nobody did', async () => {
    await seize(
      seizureRow({ time: ago(90 * DAY), case_no: 'nobody asked', grams: 2_000 }),
      seizureRow({ time: ago(90 * DAY - 1), case_no: 'of late', grams: 2_000 }),
      seizureRow({
        time: ago(900 * DAY),
        case_no: 'asked',
        grams: 2_000,
        investigation_requested_at: ago(899 * DAY),
      }),
    );
    expect((await here())?.waiting.map(({ caseNo }) => caseNo)).toEqual(['asked', 'of late']);
  });

  it('are what the statements say, and the median is that of thirty days', async () => {
    const random = randomOf('investigations');
    for (let round = 0; round < 5; round++) {
      const rows = Array.from({ length: 50 }, () => {
        const age = random() * 100 * DAY;
        return seizureRow({
          time: ago(age),
          case_no: `I-${Math.floor(random() * 150)}`,
          port: pick(['ICN-EXP', 'PUS'], random()),
          category: pick(['drug', 'drug', 'firearm', 'currency'], random()),
          grams: pick([null, 10, 999.999, 1_000, 30_000], random()),
          amount_krw: pick([null, 1e9 - 1, 1e9], random()),
          item: pick([null, 'powder-actuated-nailer'], random()),
          investigation_requested_at: random() < 0.5 ? ago(age * 0.9) : null,
          investigation_accepted_at: random() < 0.4 ? ago(age * random() - DAY) : null,
        });
      });
      await seize(...rows);
      await correct(
        ...Array.from({ length: 16 }, () =>
          correctionRow(pick(rows, random()), 'seizure', {
            ...pick(
              [
                { changes: { grams: 1_000 } },
                { changes: { investigation_accepted_at: null } },
                { changes: { investigation_accepted_at: ago(29 * DAY) } },
                { retracted: true },
              ],
              random(),
            ),
          }),
        ),
      );
    }
    for (const now of [NOW, NOW - 20 * DAY]) {
      const wanted: Record<string, { waiting: string[]; accepted: number[] }> = {};
      for (const row of (await standingCases(database.db)).sort((a, b) => a.at - b.at)) {
        if (row.at > now) continue;
        const place = (wanted[`investigations|${row['port']}|${row['route']}`] ??= {
          waiting: [],
          accepted: [],
        });
        const major =
          (row['category'] === 'drug' && row['grams'] >= 1_000) ||
          row['amount_krw'] >= 1e9 ||
          (row['category'] === 'firearm' && row['item'] === null);
        if (!major) continue;
        const taken =
          row['investigation_accepted_at'] === null ? Infinity : Date.parse(row['investigation_accepted_at']);
        if (taken > now) {
          if (row['investigation_requested_at'] !== null || row.at > now - 90 * DAY)
            place.waiting.push(row['case_no'] as string);
        } else if (taken > now - 30 * DAY) place.accepted.push(Math.max(0, taken - row.at) / 1_000);
      }
      const cells = await read(now);
      expect(Object.keys(cells).sort()).toEqual(Object.keys(wanted).sort());
      for (const [key, { accepted, waiting }] of Object.entries(wanted)) {
        const sorted = accepted.sort((a, b) => a - b);
        const middle = ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
        const cell = cells[key];
        expect(waiting.length).toBeGreaterThan(4);
        if (now === NOW) expect(accepted.length).toBeGreaterThan(1);
        expect(cell?.waiting.map(({ caseNo }) => caseNo)).toEqual(waiting.slice(0, 4));
        expect([cell?.waitingCount, cell?.accepted]).toEqual([waiting.length, accepted.length]);
        expect(Math.abs((cell?.acceptedP50Seconds ?? 0) - middle)).toBeLessThanOrEqual(1);
      }
    }
  });
});
