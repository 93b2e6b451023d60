import { afterAll, beforeAll, expect, it } from 'vitest';
import { READING_CLASSES_MS } from '../../../server/contract/screening-cells.ts';
import { siteDay } from '../../../server/contract/days.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrivalRow, correctionRow, insertRows, verdictRow, type RowOf } from '../../support/rows.ts';

const HOUR = 3_600_000;
/** Half past ten in the evening of UTC, some days ago: its site day ends within the hours of the test. */
const base = Math.floor(Date.now() / (24 * HOUR)) * 24 * HOUR - 5 * 24 * HOUR + 13.5 * HOUR;
const at = (seconds: number) => new Date(base + seconds * 1000).toISOString();

interface Verdict extends Record<string, unknown> {
  time: Date;
  source: string;
  id: string;
  port: string;
  route: string;
  station: string;
  stage: string;
  judged_by: string;
  result: string;
  scan_ms: number;
  score: number | null;
  model: string | null;
  origin: string | null;
}
type Tally = Record<string, number>;

const CLASSES = Array.from({ length: 16 }, (_, n) => `c${String(n).padStart(2, '0')}`);

/** What is kept, worked out from the raw rows one by one. */
async function secondOpinion({ db }: TestDatabase) {
  const risky = new Set(
    (await db.query<{ origin: string }>('SELECT origin FROM live.high_risk_origin')).map((row) => row.origin),
  );
  const corrections = await db.query<{
    target_source: string;
    target_id: string;
    changes: RowOf;
    retracted: boolean | null;
  }>("SELECT * FROM live.correction WHERE target_type = 'verdict' ORDER BY time, recorded_at, id");
  const kept: Record<'reading' | 'model' | 'screened' | 'heard', Tally> = {
    reading: {},
    model: {},
    screened: {},
    heard: {},
  };
  const count = (tally: Tally, ...key: unknown[]) => {
    const name = key.join(' ');
    tally[name] = (tally[name] ?? 0) + 1;
  };
  for (const raw of await db.query<Verdict>('SELECT * FROM live.verdict')) {
    if (raw.judged_by === 'ai') {
      const place = `${raw.port} ${raw.route}`;
      kept.heard[place] = Math.max(kept.heard[place] ?? 0, raw.time.getTime());
    }
    const own = corrections.filter((c) => c.target_source === raw.source && c.target_id === raw.id);
    if (own.findLast(({ retracted }) => retracted !== null)?.retracted === true) continue;
    const row = Object.assign({}, raw, ...own.map(({ changes }) => changes)) as Verdict;
    const day = siteDay(row.time.getTime());
    const first = row.stage === 'primary';
    if (row.origin !== null && first) count(kept.screened, day, row.port, row.route, row.origin);
    if (row.judged_by === 'ai' && row.model !== null) {
      const bin = row.score === null ? -1 : Math.min(9, Math.floor(Number((row.score * 10).toPrecision(6))));
      count(kept.model, day, row.route, row.model, bin, 'read');
      if (row.result !== 'clear') count(kept.model, day, row.route, row.model, bin, 'flagged');
    }
    if (row.origin !== null && risky.has(row.origin)) {
      const hour = new Date(Math.floor(row.time.getTime() / HOUR) * HOUR).toISOString();
      const place = READING_CLASSES_MS.findIndex((end) => row.scan_ms < end);
      const key = [hour, row.port, row.route, row.station];
      count(kept.reading, ...key, CLASSES.at(place));
      if (first) count(kept.reading, ...key, 'first_readings');
    }
  }
  return kept;
}

async function counted({ db }: TestDatabase) {
  const read = async (table: string, key: string, columns: readonly string[]): Promise<Tally> => {
    const rows = await db.query<Record<string, string>>(
      `SELECT concat_ws(' ', ${key}) AS key, ${columns.join(', ')} FROM live.${table}`,
    );
    return Object.fromEntries(
      rows.flatMap((row) =>
        columns
          .map((column): [string, number] => [
            columns.length === 1 ? (row['key'] ?? '') : `${row['key']} ${column}`,
            Number(row[column.split(' AS ').at(-1) ?? '']),
          ])
          .filter(([, n]) => n !== 0),
      ),
    );
  };
  const hour = `to_char(bucket AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return {
    reading: await read('count_reading', `${hour}, port, route, station`, ['first_readings', ...CLASSES]),
    model: await read('count_model', 'day, route, model, bin', ['read', 'flagged']),
    screened: await read('count_screened_day', 'day, port, route, origin', ['screened']),
    heard: await read('ai_heard', 'port, route', ['(extract(epoch FROM last_at) * 1000)::bigint AS at']),
  };
}

onEachEngine('what is kept of readings', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await database.db.query('DELETE FROM live.high_risk_origin');
    await database.db.query(
      "INSERT INTO live.high_risk_origin (origin, why) VALUES ('TH', 'test'), ('LA', 'test')",
    );
  });
  afterAll(() => database.drop());
  const insert = (...rows: RowOf[]) => insertRows(database.db, 'verdict', rows);
  const correct = (of: RowOf, change: RowOf) =>
    insertRows(database.db, 'correction', [correctionRow(of, 'verdict', change)]);
  const exact = async () => expect(await counted(database)).toEqual(await secondOpinion(database));
  async function classes(station: string): Promise<Tally> {
    const { reading } = await counted(database);
    const own = Object.entries(reading).filter(([key]) => key.includes(` ${station} `));
    return Object.fromEntries(own.map(([key, n]) => [key.split(' ').at(-1), n]));
  }

  it('puts a reading of exactly seven seconds with those that are long enough', async () => {
    await insert(
      ...[0, 999, 1_000, 6_999, 7_000, 7_001, 59_999, 60_000, 86_400_000].map((scan_ms) =>
        verdictRow({ time: at(1), origin: 'TH', station: 'seven', scan_ms }),
      ),
    );
    expect(await classes('seven')).toEqual({
      first_readings: 9,
      c00: 2,
      c01: 1,
      c06: 1,
      c07: 2,
      c14: 1,
      c15: 2,
    });
    await exact();
  });

  it('takes only goods of high-risk countries into the readings, and all into what was screened', async () => {
    await insert(
      verdictRow({ time: at(2), origin: 'US', station: 'who' }),
      verdictRow({ time: at(2), station: 'who' }),
      verdictRow({ time: at(2), origin: 'LA', station: 'who', stage: 'secondary', judged_by: 'officer' }),
    );
    expect(await classes('who')).toEqual({ c07: 1 });
    const { screened } = await counted(database);
    const day = siteDay(base);
    expect([screened[`${day} ICN-EXP express US`], screened[`${day} ICN-EXP express LA`]]).toEqual([
      1,
      undefined,
    ]);
    await exact();
  });

  it('puts scores into the tenths in which a reader would', async () => {
    const scores = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 0.699, 0.05, null];
    await insert(
      ...scores.map((score) =>
        verdictRow({ time: at(3), score, model: 'm/1', route: 'mail', result: 'suspect' }),
      ),
      verdictRow({ time: at(3), score: 0.5, model: 'm/1', judged_by: 'officer', route: 'mail' }),
      verdictRow({ time: at(3), score: 0.5, route: 'mail' }),
    );
    const { model } = await counted(database);
    const bins = Array.from({ length: 11 }, (_, n) => model[`${siteDay(base)} mail m/1 ${n - 1} read`]);
    expect(bins).toEqual([1, 2, 1, 1, 1, 1, 1, 2, 1, 1, 2]);
    await exact();
  });

  it('follows corrections, one upon the other, of verdicts that came and that have not', async () => {
    const row = verdictRow({ time: at(4), origin: 'TH', station: 'fix', scan_ms: 3_500 });
    await insert(row);
    await correct(row, { changes: { scan_ms: 8_000 } });
    expect(await classes('fix')).toEqual({ c08: 1, first_readings: 1 });
    await correct(row, { changes: { scan_ms: 2_500, stage: 'secondary' } });
    expect(await classes('fix')).toEqual({ c02: 1 });
    await correct(row, { retracted: true });
    expect(await classes('fix')).toEqual({});
    await correct(row, { retracted: false });
    expect(await classes('fix')).toEqual({ c02: 1 });
    const early = verdictRow({
      time: at(4),
      origin: 'US',
      station: 'early',
      scan_ms: 3_500,
      stage: 'secondary',
    });
    await correct(early, { changes: { origin: 'TH', stage: 'primary' } });
    await insert(early, verdictRow({ time: at(4), origin: 'TH', station: 'early', scan_ms: 100 }));
    expect(await classes('early')).toEqual({ c00: 1, c03: 1, first_readings: 2 });
    await exact();
  });

  it(
    'is exact after a storm of verdicts, late, doubled, corrected and retracted',
    { meta: { slow: 'a storm of thousands of verdicts' } },
    async () => {
      let seed = 11;
      const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
      const pick = <T>(...from: T[]) => from[random(from.length)] as T;
      const some = (): RowOf => ({
        port: pick('PUS', 'GMP', 'ICN-EXP'),
        route: pick('express', 'mail'),
        station: pick('A', 'B'),
        stage: pick('primary', 'primary', 'secondary'),
        judged_by: pick('ai', 'officer'),
        result: pick('clear', 'suspect', 'confirmed'),
        scan_ms: random(70) * 1_000 - random(2),
        score: pick(null, random(1_001) / 1_000),
        model: pick(null, 'm/1', 'm/2'),
        origin: pick(null, 'TH', 'LA', 'US'),
      });
      const made: RowOf[] = [];
      for (let round = 0; round < 30; round++) {
        const rows = Array.from({ length: 30 }, () => {
          const values = some();
          return verdictRow({
            ...values,
            scan_ms: Math.max(0, Number(values['scan_ms'])),
            time: at(random(3 * 3_600)),
          });
        });
        const unseen = rows.pop() ?? {};
        made.push(...rows);
        const again = random(made.length);
        await insert(...rows, ...made.slice(again, again + 3));
        await correct(
          unseen,
          round % 2 ? { retracted: true } : { changes: { origin: 'TH', stage: 'primary', station: 'C' } },
        );
        await insert(unseen);
        made.push(unseen);
        const target = made[random(made.length)] ?? {};
        const { scan_ms: _scan, ...changes } = some();
        await correct(target, pick<RowOf>({ changes }, { retracted: true }, { retracted: false }));
        if (round % 10 === 9) await exact();
      }
      await exact();
    },
  );

  it('does not make writers wait for each other', async () => {
    await Promise.all(
      Array.from({ length: 16 }, (_, n) =>
        insert(
          ...[1, 2, 3, 4, 5, 6].map((k) =>
            verdictRow({
              time: at(5_000),
              port: ['PUS', 'GMP', 'ICN-EXP'][((n % 2 ? k : 7 - k) + n) % 3],
              station: `S${(n % 2 ? k : 7 - k) % 4}`,
              origin: ['TH', 'LA'][(k + n) % 2],
              model: 'm/3',
            }),
          ),
        ),
      ),
    );
    await exact();
  });

  it('knows when the AI was heard last, whatever comes late or is taken back', async () => {
    const heard = async () =>
      (await database.db.query<{ last_at: Date }>("SELECT last_at FROM live.ai_heard WHERE port = 'CJU'"))[0]
        ?.last_at;
    const row = verdictRow({ port: 'CJU', time: at(100) });
    await insert(row);
    await insert(verdictRow({ port: 'CJU', time: at(50) }));
    await insert(verdictRow({ port: 'CJU', time: at(900), judged_by: 'officer' }));
    await correct(row, { retracted: true });
    expect(await heard()).toEqual(new Date(at(100)));
    await insert(verdictRow({ port: 'CJU', time: at(200) }));
    expect(await heard()).toEqual(new Date(at(200)));
  });

  it('knows which feeds tell of which place', async () => {
    await insert(verdictRow({ port: 'TAE', feed: 'x-ray', time: at(0) }));
    await insertRows(database.db, 'arrival', [
      arrivalRow({ port: 'TAE', feed: 'dcs', time: at(7_300) }),
      arrivalRow({ port: 'TAE', feed: 'dcs', time: at(7_400) }),
      arrivalRow({ port: 'TAE', feed: 'dcs', time: at(0) }),
    ]);
    const places = await database.db.query(
      "SELECT feed, port, route, last_at FROM live.feed_place WHERE port = 'TAE' ORDER BY feed",
    );
    const hour = (seconds: number) => new Date(Math.floor(Date.parse(at(seconds)) / HOUR) * HOUR);
    expect(places).toEqual([
      { feed: 'dcs', port: 'TAE', route: 'traveller', last_at: hour(7_400) },
      { feed: 'x-ray', port: 'TAE', route: 'express', last_at: hour(0) },
    ]);
  });
});
