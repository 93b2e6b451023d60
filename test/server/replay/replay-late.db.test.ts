import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Account } from '../../../server/access/principal.ts';
import type { RealmCell } from '../../../server/contract/cells.ts';
import { siteDay } from '../../../server/contract/days.ts';
import { RAW } from '../../../server/db/queries/replay-source.ts';
import { createMetrics } from '../../../server/metrics.ts';
import { Realms } from '../../../server/realms.ts';
import { Replays } from '../../../server/replay/replays.ts';
import { sinceOf } from '../../../server/replay/seed.ts';
import { MIGRATIONS, onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn } from '../../support/people.ts';
import {
  arrivalRow,
  bulletinRow,
  correctionRow,
  declarationRow,
  indicatorRow,
  insertRows,
  leadRow,
  seizureRow,
  stationRow,
  verdictRow,
  type RowOf,
  type Table,
} from '../../support/rows.ts';
import { eventually } from '../../support/screen.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const SOURCE: RealmCell = { name: 'drill_1', kind: 'drill', ko: '훈련', en: 'A drill', simulated: true };
/** What may become known long after it happened, and is not counted by a day. */
const LATE = RAW.filter((table) => table !== 'arrival' && table !== 'verdict');

onOneEngine('what became known during a replay, long after it happened', (engine) => {
  const now = Date.now();
  const iso = (ago: number) => new Date(now - ago * MINUTE).toISOString();
  const happened = new Date(now - 20 * DAY).toISOString();
  const faults: unknown[] = [];
  const failed = (...fault: unknown[]) => void faults.push(fault);
  let test: TestDatabase;
  let realms: Realms;
  let replays: Replays;
  let by: Account;
  let id: number;
  let realm: string;

  beforeAll(async () => {
    test = await openTestDatabase(engine);
    const { db } = test;
    realms = new Realms({
      ...{
        db,
        migrationsFolder: MIGRATIONS,
        metrics: createMetrics(),
        now: Date.now,
        elapsed: Date.now,
        tickMs: 100,
      },
      ...{ failed, alarmsFailed: failed },
    });
    const source = await realms.open(SOURCE);
    const insert = (table: Table, row: RowOf) => insertRows(db, table, [row], SOURCE.name);
    const known = declarationRow({ time: happened, recorded_at: happened, amount_usd: 20_000 });
    await insert('declaration', known);
    // Twenty days old, and known fifteen minutes ago.
    const late = { id: 'late', time: happened, recorded_at: iso(15) };
    await insert(
      'correction',
      correctionRow(known, 'declaration', { changes: { amount_usd: 30_000 }, ...late }),
    );
    await insert('lead', leadRow({ lead_no: 'L-late', ...late }));
    await insert('seizure', seizureRow({ case_no: 'C-late', ...late }));
    await insert('declaration', declarationRow(late));
    await insert('bulletin', bulletinRow({ bulletin_no: 'B-late', ...late }));
    await insert('indicator', indicatorRow(late));
    await insert('station', stationRow({ station: 'XR-late', ...late }));
    await insert('arrival', arrivalRow({ units: 7, ...late }));
    await insert('verdict', verdictRow(late));
    // One subject at two places, read at one until the rows themselves are there, and at the other also after it.
    for (const [port, hours, by] of [
      ['ICN-T2', -5, 'ai'],
      ['ICN-EXP', -3, 'ai'],
      ['ICN-T2', -2, 'officer'],
      ['ICN-EXP', 3, 'officer'],
    ] as const) {
      const time = new Date(sinceOf(now - 25 * MINUTE) + hours * 60 * MINUTE).toISOString();
      const result = by === 'ai' ? 'suspect' : 'clear';
      const read = { subject: 'twice', port, judged_by: by, result, time, recorded_at: time };
      await insert('verdict', verdictRow(read));
    }
    // Known for two minutes, taken back for four, and then known again.
    const taken = bulletinRow({ bulletin_no: 'B-taken', id: 'taken', time: happened, recorded_at: iso(14) });
    await insert('bulletin', taken);
    await db.query(
      `WITH ordered AS (
         INSERT INTO ${SOURCE.name}.taken_back (feed, said_from, said_until, at, undone_at) VALUES ('sql', $1, $2, $2, $3)
         RETURNING number)
       INSERT INTO ${SOURCE.name}.taken_event (number, stream, feed, source, id, time, taken_at, given_back_at)
       SELECT o.number, 'bulletin', e.feed, e.source, e.id, e.time, $2, $3
       FROM ordered o, ${SOURCE.name}.bulletin e WHERE e.id = 'taken'`,
      [iso(15), iso(12), iso(8)],
    );
    for (const ago of [12, 8]) {
      const touch = { id: `touch-${ago}`, time: iso(ago), recorded_at: iso(ago), changes: {} };
      await insert('correction', correctionRow(taken, 'bulletin', touch));
    }
    replays = new Replays({ db, migrationsFolder: MIGRATIONS, realms, run: 'test', now: Date.now, failed });
    await replays.start();
    const person = await signedIn(db, ['viewer']);
    by = { kind: 'account', ...person, name: 'Viewer', roles: ['viewer'], scopes: ['headquarters'] };
    const wanted = { from: iso(25), to: iso(5), realm: SOURCE.name, paused: true };
    ({ id, realm } = await replays.make(wanted, source, by));
    await shows(25);
  });
  afterAll(async () => {
    await replays.stop();
    await realms.stop();
    await test.drop();
  });

  const shows = async (ago: number) =>
    await eventually(async () => {
      const row = (await replays.list()).find((each) => each.id === id);
      expect(row).toMatchObject({ shows: iso(ago), made: null, state: 'paused' });
    }, 60_000);
  const seek = async (ago: number) => {
    await replays.order(id, { to: iso(ago) }, by);
    await shows(ago);
  };
  /** The streams that have their late event. */
  async function there(): Promise<string[]> {
    const found: string[] = [];
    for (const table of [...LATE, 'arrival', 'verdict'])
      if ((await test.db.query(`SELECT FROM ${realm}.${table} WHERE id = 'late'`)).length > 0)
        found.push(table);
    return found;
  }
  const rows = async (sql: string) => await test.db.query(sql.replaceAll('$R', realm));
  const units = () =>
    rows(`SELECT units FROM $R.count_day WHERE day = '${siteDay(Date.parse(happened))}' AND units > 0`);

  it('beside items of one subject at two places, which are what they were, each', async () => {
    const items = (of: string) =>
      test.db.query(
        `SELECT port, first_at::text, ai_result, officer_result FROM ${of}.item WHERE subject = 'twice' ORDER BY port`,
      );
    const were = await items(SOURCE.name);
    expect(were).toMatchObject([{ port: 'ICN-EXP' }, { port: 'ICN-T2', ai_result: 'suspect' }]);
    expect(await items(realm)).toEqual(were);
  });

  it('appears when it became known, and not before, sought forth and back', async () => {
    for (const [ago, wanted] of [
      [16, []],
      [14, LATE],
      [16, []],
      [10, LATE],
    ] as const) {
      await seek(ago);
      expect(await there(), `${ago} minutes ago`).toEqual(wanted);
    }
    expect(faults).toEqual([]);
  });

  it('is taken into what is worked out of it', async () => {
    await seek(16);
    await seek(14);
    expect(await rows('SELECT case_no FROM $R.seizure_case')).toEqual([{ case_no: 'C-late' }]);
    expect(await rows('SELECT lead_no FROM $R.lead_now')).toEqual([{ lead_no: 'L-late' }]);
    expect(await rows('SELECT amount_usd::float8 AS usd FROM $R.corrected_declaration')).toEqual([
      { usd: 30_000 },
    ]);
  });

  it('is taken back when it was, and counts again when that was undone', async () => {
    const taken = async () =>
      (await rows("SELECT FROM $R.bulletin_now WHERE bulletin_no = 'B-taken'")).length > 0;
    for (const [ago, wanted] of [
      [13, true],
      [11, false],
      [7, true],
      [10, false],
    ] as const) {
      await seek(ago);
      expect(await taken(), `${ago} minutes ago`).toBe(wanted);
    }
    expect(faults).toEqual([]);
  });

  it('is counted once where it is traffic: its day is counted as it is now', async () => {
    await seek(16);
    expect(await units()).toEqual([{ units: 7 }]);
    await seek(14);
    expect(await units()).toEqual([{ units: 7 }]);
  });
});
