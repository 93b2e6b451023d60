import { afterAll, beforeAll, expect, it } from 'vitest';
import { RISK_ROWS, type RiskCell, type RiskReason } from '../../../../server/contract/intelligence-cells.ts';
import { realmDatabase } from '../../../../server/db/database.ts';
import { riskPanel } from '../../../../server/follow/panels/risk-panel.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import { insertAny, leadRow } from '../../../support/leads.ts';
import { arrivalRow, correctionRow, seizureRow, verdictRow, type RowOf } from '../../../support/rows.ts';
import { drawn } from './drawn.ts';

const HOUR = 3_600_000;
const now = Math.floor(Date.now() / HOUR) * HOUR;
const at = (hours: number) => new Date(now + hours * HOUR).toISOString();
const POINTS: Record<RiskReason, number> = {
  'declared-high': 40,
  lead: 30,
  'watch-list': 25,
  origin: 15,
  'recent-seizures': 15,
  'repeat-conveyance': 10,
};

onEachEngine('the panel of risk', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());
  const insert = (table: string, ...rows: RowOf[]) => insertAny(database.db, table, rows);
  async function cells(when = now): Promise<Record<string, RiskCell>> {
    return Object.fromEntries(await drawn(riskPanel, realmDatabase(database.db, 'live'), when)) as Record<
      string,
      RiskCell
    >;
  }
  /** What is shown of conveyances, as they ought to be scored: the sum of the points of the reasons. */
  async function expectScores(reasons: Record<string, RiskReason[]>, when = now) {
    const rows = Object.values(await cells(when)).flatMap((cell) => cell.rows);
    const shown = rows.filter(({ conveyance }) => conveyance in reasons);
    const plain = shown.map((row) => [row.conveyance, row.score, row.reasons.map(([name]) => name).sort()]);
    const expected = Object.entries(reasons).map(([conveyance, names]) => [
      conveyance,
      names.reduce((sum, name) => sum + POINTS[name], 0),
      [...names].sort(),
    ]);
    expect(new Set(plain)).toEqual(new Set(expected));
    for (const row of shown) for (const [name, points] of row.reasons) expect(points).toBe(POINTS[name]);
  }

  it('scores arrivals of high risk or named by a lead, each reason with its points, and no others', async () => {
    const cases = [-3, -29, -100].map((hours) =>
      seizureRow({ time: at(hours), origin: 'MX', route: 'cargo' }),
    );
    await insert('seizure', ...cases, seizureRow({ time: at(-2), origin: 'PE', route: 'cargo' }));
    // Not of that route, not of these thirty days, no drugs.
    await insert(
      'seizure',
      ...[-1, -2].map((hours) => seizureRow({ time: at(hours), origin: 'PE', route: 'mail' })),
      seizureRow({ time: at(-31 * 24), origin: 'PE', route: 'cargo' }),
      seizureRow({ time: at(-2), origin: 'PE', route: 'cargo', category: 'currency' }),
    );
    await insert('lead', leadRow({ lead_no: 'N1', conveyance: 'LEAD', kind: 'consignment' }));
    await insert(
      'lead',
      leadRow({ lead_no: 'N2', time: at(-10), kind: 'watch-list', origin: 'BE', route: 'cargo' }),
    );
    const cargo = (conveyance: string, own: RowOf = {}) =>
      arrivalRow({ time: at(-1), port: 'KRPUS', route: 'cargo', origin: 'JP', conveyance, ...own });
    await insert(
      'arrival',
      cargo('PLAIN'),
      cargo('PLAIN-TH', { origin: 'TH' }),
      cargo('HIGH', { risk: 'high' }),
      cargo('HIGH-MX', { risk: 'high', origin: 'MX' }),
      cargo('HIGH-PE', { risk: 'high', origin: 'PE', port: 'KRINC' }),
      cargo('LEAD', { port: 'KRINC' }),
      cargo('WATCH', { origin: 'BE', port: 'KRINC' }),
      cargo('OLD', { risk: 'high', time: at(-7) }),
      cargo('NEXT', { risk: 'high', time: at(1) }),
    );
    await expectScores({
      HIGH: ['declared-high'],
      'HIGH-MX': ['declared-high', 'origin', 'recent-seizures'],
      'HIGH-PE': ['declared-high', 'origin'],
      LEAD: ['lead'],
      WATCH: ['watch-list'],
    });
    const read = await cells();
    expect(Object.keys(read).sort()).toEqual(['risk|KRINC|cargo', 'risk|KRPUS|cargo']);
    expect(read['risk|KRPUS|cargo']).toMatchObject({ scored: 2, hold: 1, holdAt: 60 });
    expect(read['risk|KRINC|cargo']).toMatchObject({ scored: 3, hold: 0, holdAt: 60 });
    const text = JSON.stringify(read);
    for (const name of ['PLAIN', 'OLD', 'NEXT']) expect(text).not.toContain(name);
  });

  it('knows a conveyance again by a match, and by what was seized in it, and not the first of them', async () => {
    const again = (time: number, own: RowOf = {}) =>
      arrivalRow({ time: at(time), port: 'GMP', origin: 'JP', risk: 'high', ...own });
    await insert('lead', leadRow({ lead_no: 'N3', conveyance: 'R1', kind: 'flight', valid_until: at(-25) }));
    await insert('arrival', again(-26, { conveyance: 'R1' }), again(-2, { conveyance: 'R1' }));
    const bag = { time: at(-27), route: 'traveller', subject: 'BAG', result: 'suspect' };
    await insert('verdict', verdictRow({ ...bag, batch: 'R2' }));
    // What another place says of that subject is of another item.
    await insert('verdict', verdictRow({ ...bag, port: 'GMP', batch: 'R3' }));
    await insert('seizure', seizureRow({ time: at(-26), subject: 'BAG', origin: 'JP', route: 'traveller' }));
    await insert('arrival', again(-2, { conveyance: 'R2' }), again(-3, { conveyance: 'R3' }));
    await expectScores({
      R1: ['declared-high', 'repeat-conveyance'],
      R2: ['declared-high', 'repeat-conveyance'],
      R3: ['declared-high'],
    });
  });

  it('follows corrections of arrivals, closing and reopening of leads, and cases that are retracted', async () => {
    const flight = arrivalRow({ time: at(-1), port: 'CJU', conveyance: 'F1', origin: 'JP' });
    await insert('arrival', flight);
    await expectScores({});
    await insert('lead', leadRow({ lead_no: 'N4', time: at(-5), conveyance: 'F1' }));
    await expectScores({ F1: ['lead'] });
    await insert(
      'correction',
      correctionRow(flight, 'arrival', { time: at(0), changes: { risk: 'high', origin: 'VN' } }),
    );
    await expectScores({ F1: ['lead', 'declared-high', 'origin'] });
    await insert('lead', leadRow({ lead_no: 'N4', time: at(0), conveyance: 'F1', status: 'closed' }));
    await expectScores({ F1: ['declared-high', 'origin'] });
    await insert('lead', leadRow({ lead_no: 'N4', time: at(1), conveyance: 'F1', status: 'open' }));
    await expectScores({ F1: ['lead', 'declared-high', 'origin'] });
    await insert(
      'correction',
      correctionRow(flight, 'arrival', { time: at(1), changes: { risk: 'normal', conveyance: 'F2' } }),
    );
    expect(JSON.stringify(await cells())).not.toMatch(/"F[12]"/);
    await insert(
      'correction',
      correctionRow(flight, 'arrival', { time: at(2), changes: { conveyance: 'F1' } }),
    );
    await expectScores({ F1: ['lead', 'origin'] });
    await insert('correction', correctionRow(flight, 'arrival', { time: at(3), retracted: true }));
    expect(JSON.stringify(await cells())).not.toContain('"F1"');
    const [mexican] = await database.db.query<RowOf>(
      "SELECT source, id FROM live.seizure WHERE origin = 'MX' LIMIT 1",
    );
    await insert('correction', correctionRow(mexican ?? {}, 'seizure', { retracted: true }));
    await expectScores({ 'HIGH-MX': ['declared-high', 'origin'] });
  });

  it('changes with a weight and with the limit at the next read, without a word', async () => {
    await database.db.query("UPDATE live.risk_weight SET points = 70 WHERE reason = 'watch-list'");
    expect((await cells())['risk|KRINC|cargo']).toMatchObject({ scored: 3, hold: 1 });
    await database.db.query("UPDATE live.risk_rule SET value = 71 WHERE name = 'hold_at'");
    expect((await cells())['risk|KRINC|cargo']).toMatchObject({ hold: 0, holdAt: 71 });
  });

  it(`shows the ${RISK_ROWS} highest of a port and route, the latest first where they are equal`, async () => {
    const row = (n: number, own: RowOf) =>
      arrivalRow({
        time: at(-n / 4),
        port: 'TAE',
        conveyance: `T${n}`,
        risk: 'high',
        origin: 'JP',
        units: n,
        ...own,
      });
    await insert('arrival', ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => row(n, n === 8 ? { origin: 'TH' } : {})));
    const cell = (await cells())['risk|TAE|traveller'];
    expect(cell?.scored).toBe(8);
    expect(cell?.rows.map(({ conveyance }) => conveyance)).toEqual(['T8', 'T1', 'T2', 'T3', 'T4']);
    expect(cell?.rows[0]).toEqual({
      conveyance: 'T8',
      port: 'TAE',
      route: 'traveller',
      origin: 'TH',
      units: 8,
      time: at(-2),
      score: 55,
      reasons: [
        ['declared-high', 40],
        ['origin', 15],
      ],
    });
  });
});
