import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { OffencesCell } from '../../../../server/contract/case-cells.ts';
import { OFFENCES } from '../../../../server/contract/fields.ts';
import { siteDay } from '../../../../server/contract/days.ts';
import { realmDatabase, type RealmDatabase } from '../../../../server/db/database.ts';
import { offencesPanel } from '../../../../server/follow/panels/offences-panel.ts';
import { pick, randomOf } from '../../../../simulator/random.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import { correctionRow, insertRows, leadRow, seizureRow, type RowOf } from '../../../support/rows.ts';
import { latestBy, standingCases, standingRows } from '../../../support/standing.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2028-12-31T23:59:59+09:00');
const ago = (hours: number) => new Date(NOW - hours * HOUR).toISOString();

onEachEngine('offences', (engine) => {
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
    await database.db.query('TRUNCATE live.lead, live.lead_now');
  });
  const insert = (table: 'seizure' | 'lead' | 'correction', ...rows: RowOf[]) =>
    insertRows(database.db, table, rows);
  const read = async (now = NOW) =>
    Object.fromEntries(await offencesPanel.read(realm, now)) as unknown as Record<string, OffencesCell>;

  it('are cases of the year with their won, what is not referred, and since when; partners told and answered', async () => {
    const tagged = (offence: string | null, more: RowOf = {}) =>
      seizureRow({ time: ago(5), category: 'other', grams: null, offence, ...more });
    await insert(
      'seizure',
      tagged('origin-laundering', { amount_krw: 655_600_000_000, time: ago(20) }),
      tagged('origin-laundering', { referred_at: ago(1), time: ago(30) }),
      tagged('voice-phishing', { case_no: 'V-1', referred_at: ago(1) }),
      tagged('voice-phishing', { case_no: 'V-2', referred_at: ago(1) }),
      tagged('voice-phishing', { case_no: 'V-3', referred_at: ago(1), time: ago(366 * 24 - 1) }),
      tagged(null, { port: 'PUS' }),
    );
    const request = leadRow({ time: ago(3), kind: 'request', lead_no: 'L-1', case_no: 'V-1' });
    await insert(
      'lead',
      request,
      leadRow({ time: ago(2), kind: 'request', lead_no: 'L-2', case_no: 'V-1', status: 'closed' }),
      leadRow({ time: ago(3), kind: 'request', lead_no: 'L-3', case_no: 'V-2' }),
      leadRow({ time: ago(3), kind: 'minor', lead_no: 'L-4', case_no: 'V-3' }),
      leadRow({ time: ago(3), kind: 'request', lead_no: 'L-5' }),
    );
    expect(await read()).toEqual({
      'offences|ICN-EXP|express': {
        year: 2028,
        rows: [
          ['voice-phishing', 3, 0, 0, null],
          ['origin-laundering', 2, 655_600_000_000, 1, ago(20)],
        ],
        notified: 2,
        answered: 1,
      },
      'offences|PUS|express': { year: 2028, rows: [], notified: 0, answered: 0 },
    });
    expect((await read(NOW + HOUR))['offences|ICN-EXP|express']).toEqual({
      year: 2029,
      rows: [],
      notified: 0,
      answered: 0,
    });
  });

  it('follow every later statement of cases and requests', async () => {
    const random = randomOf('offences');
    const caseNo = () => `O-${Math.floor(random() * 60)}`;
    const cases = Array.from({ length: 90 }, () =>
      seizureRow({
        time: ago(random() * 500 * 24),
        case_no: caseNo(),
        offence: pick([null, ...OFFENCES, 'voice-phishing'], random()),
        amount_krw: pick([null, 5, 1e12], random()),
        referred_at: pick([null, ago(1)], random()),
      }),
    );
    const leads = Array.from({ length: 40 }, () =>
      leadRow({
        time: ago(random() * 400),
        lead_no: `L-${Math.floor(random() * 25)}`,
        kind: pick(['request', 'request', 'minor'], random()),
        case_no: pick([null, caseNo(), caseNo()], random()),
        status: pick(['open', 'closed'], random()),
      }),
    );
    await insert('seizure', ...cases);
    await insert('lead', ...leads);
    await insert(
      'correction',
      ...Array.from({ length: 20 }, () =>
        correctionRow(
          pick(cases, random()),
          'seizure',
          pick(
            [
              { changes: { offence: 'transnational-crime' } },
              { changes: { referred_at: null } },
              { retracted: true },
            ],
            random(),
          ),
        ),
      ),
      ...Array.from({ length: 15 }, () =>
        correctionRow(
          pick(leads, random()),
          'lead',
          pick(
            [{ changes: { case_no: caseNo() } }, { changes: { status: 'closed' } }, { retracted: true }],
            random(),
          ),
        ),
      ),
    );
    const requests = latestBy(
      await standingRows(database.db, 'lead'),
      (row) => row['lead_no'] as string,
    ).filter(({ kind }) => kind === 'request');
    const own = (await standingCases(database.db)).filter(
      ({ at, offence }) => offence !== null && siteDay(at).startsWith('2028') && at <= NOW,
    );
    const rows = OFFENCES.flatMap((offence) => {
      const of = own.filter((row) => row['offence'] === offence);
      const open = of.filter(({ referred_at }) => referred_at === null).map(({ at }) => at);
      const won = of.reduce((sum, row) => sum + ((row['amount_krw'] as number | null) ?? 0), 0);
      const oldest = open.length === 0 ? null : new Date(Math.min(...open)).toISOString();
      return of.length === 0 ? [] : [[offence, of.length, won, open.length, oldest]];
    });
    const told = own.filter(
      ({ offence }) => offence === 'voice-phishing' || offence === 'transnational-crime',
    );
    const count = (found: typeof requests) =>
      told.filter((row) => found.some(({ case_no }) => case_no === row['case_no'])).length;
    const [notified, answered] = [
      count(requests),
      count(requests.filter(({ status }) => status === 'closed')),
    ];
    expect([notified > answered, answered > 0, rows.length > 4]).toEqual([true, true, true]);
    const cell = (await read())['offences|ICN-EXP|express'];
    expect(cell).toMatchObject({ year: 2028, notified, answered });
    expect(new Map(cell?.rows.map((row) => [row[0], row]))).toEqual(
      new Map(rows.map((row) => [row[0], row])),
    );
  });
});
