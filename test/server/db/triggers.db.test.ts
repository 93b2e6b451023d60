import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { siteDay } from '../../../server/contract/days.ts';
import { expectExactCounts, ledgerOfRawRows, plain } from '../../support/counts.ts';
import { eventually } from '../../support/screen.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import {
  arrivalRow,
  correctionRow,
  insertRows,
  seizureRow,
  verdictRow,
  type RowOf,
  type Table,
} from '../../support/rows.ts';

const HOUR = 3_600_000;
/** A whole hour some days ago: minutes are still kept, and no clock of the test moves it. */
const base = Math.floor((Date.now() - 10 * 24 * HOUR) / HOUR) * HOUR;
const at = (seconds: number) => new Date(base + seconds * 1000).toISOString();

onEachEngine('the counts that the database keeps', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());

  const insert = (table: Table, ...rows: RowOf[]) => insertRows(database.db, table, rows);
  /** Sum over a port of one figure of a day's counts. */
  async function counted(port: string, figure: string): Promise<number> {
    const [row] = await database.db.query<{ n: number }>(
      `SELECT coalesce(sum(${figure}), 0) AS n FROM live.count_day WHERE port = $1`,
      [port],
    );
    return Number(row?.n);
  }
  const exact = () => expectExactCounts(database.db);

  it('are those of the raw rows after an INSERT of many events of every kind', async () => {
    await insert(
      'arrival',
      ...[0, 1, 59, 60, 61, 3_599, 3_600].map((s) => arrivalRow({ time: at(s), units: s + 1 })),
    );
    await insert(
      'arrival',
      arrivalRow({ time: at(5), risk: 'high', units: 50 }),
      arrivalRow({ time: at(5), origin: 'VN' }),
    );
    const results = ['clear', 'suspect', 'confirmed'];
    const stages = ['primary', 'secondary'];
    await insert(
      'verdict',
      ...stages.flatMap((stage) => results.map((result) => verdictRow({ time: at(7), stage, result }))),
    );
    await insert(
      'seizure',
      seizureRow({ time: at(9), grams: 12.345 }),
      seizureRow({ time: at(9), grams: null, category: 'gun-part' }),
    );
    await exact();
    expect(await counted('ICN-EXP', 'primary_verdicts')).toBe(3);
    expect(await counted('ICN-EXP', 'flagged')).toBe(2);
    expect(await counted('ICN-EXP', 'secondary_verdicts')).toBe(3);
    expect(await counted('ICN-EXP', 'upheld')).toBe(2);
    expect(await counted('ICN-EXP', 'grams')).toBe(12.345);
  });

  it('are those of the raw rows after a COPY', async () => {
    const lines = Array.from(
      { length: 300 },
      (_, n) => `${at(n * 7)},copied,c${n},PUS,traveller,KE${n},JP,${n + 1},${n % 3 ? 'normal' : 'high'}`,
    );
    await database.copy(
      'live.arrival',
      'time, source, id, port, route, conveyance, origin, units, risk',
      lines.join('\n'),
    );
    expect(await counted('PUS', 'arrivals')).toBe(300);
    expect(await counted('PUS', 'units')).toBe(45_150);
    await exact();
  });

  it('do not move when events are sent again, together with new ones', async () => {
    const rows = [1, 2, 3].map((n) => arrivalRow({ time: at(n), port: 'GMP', units: n }));
    expect(await insert('arrival', ...rows)).toBe(3);
    expect(await insert('arrival', ...rows, arrivalRow({ time: at(9), port: 'GMP', units: 10 }))).toBe(1);
    expect(await insert('arrival', ...rows)).toBe(0);
    expect(await counted('GMP', 'units')).toBe(16);
    await exact();
  });

  it('take the same id from another source, and at another time, as other events', async () => {
    const row = arrivalRow({ time: at(1), port: 'CJU' });
    expect(await insert('arrival', row, { ...row, source: '//other.example' }, { ...row, time: at(2) })).toBe(
      3,
    );
    expect(await counted('CJU', 'arrivals')).toBe(3);
    await exact();
  });

  it('put an event into the minute, hour and site day in which it happened, however late it comes', async () => {
    const midnight = Date.parse(`${siteDay(base)}T00:00:00+09:00`);
    const times = [midnight - 1, midnight, midnight + 59_999, midnight + 60_000, midnight + 24 * HOUR - 1];
    await insert(
      'arrival',
      ...times.map((time) => arrivalRow({ time: new Date(time).toISOString(), port: 'TAE', units: 1 })),
    );
    const days = await database.db.query(
      "SELECT day, units FROM live.count_day WHERE port = 'TAE' ORDER BY day",
    );
    expect(days).toEqual([
      { day: siteDay(midnight - 1), units: 1 },
      { day: siteDay(midnight), units: 4 },
    ]);
    expect(new Date(midnight).toISOString()).toContain('T15:00:00.000Z');
    await exact();
  });

  it('keep hours and days, and no minutes, of events from before the minutes that are kept', async () => {
    const time = new Date(Date.now() - 100 * 86_400_000).toISOString();
    await insert('arrival', arrivalRow({ time, port: 'MWX', units: 9 }));
    expect(await counted('MWX', 'units')).toBe(9);
    expect(await database.db.query("SELECT FROM live.count_minute WHERE port = 'MWX'")).toHaveLength(0);
    await exact();
  });

  describe('under corrections', () => {
    it('follow every field that counts: units, risk, port, route, origin', async () => {
      const row = arrivalRow({ time: at(100), port: 'CJJ', units: 70 });
      await insert('arrival', row);
      for (const changes of [
        { units: 75 },
        { risk: 'high' },
        { origin: 'PH' },
        { route: 'cargo' },
        { port: 'KRINC' },
        { conveyance: 'OZ1' },
      ]) {
        await insert('correction', correctionRow(row, 'arrival', { changes }));
        await exact();
      }
      expect([await counted('CJJ', 'units'), await counted('KRINC', 'high_risk_units')]).toEqual([0, 75]);
    });

    it('are the same when the correction comes before its event', async () => {
      const [row, other] = [
        arrivalRow({ time: at(200), port: 'KRMOK', units: 10 }),
        arrivalRow({ time: at(200), port: 'KRMOK', units: 1 }),
      ];
      await insert('correction', correctionRow(row, 'arrival', { changes: { units: 20, origin: 'CN' } }));
      await exact();
      await insert('arrival', other, row);
      expect(await counted('KRMOK', 'units')).toBe(21);
      await exact();
      await insert('arrival', row);
      expect(await counted('KRMOK', 'units')).toBe(21);
      await exact();
    });

    it('follow the latest statement of each field, in the order of the corrections and not of their coming', async () => {
      const row = arrivalRow({ time: at(300), port: 'KRTSN', units: 1 });
      await insert('arrival', row);
      await insert('correction', correctionRow(row, 'arrival', { time: at(302), changes: { units: 3 } }));
      await insert(
        'correction',
        correctionRow(row, 'arrival', { time: at(301), changes: { units: 2, risk: 'high' } }),
      );
      expect([await counted('KRTSN', 'units'), await counted('KRTSN', 'high_risk_units')]).toEqual([3, 3]);
      await exact();
    });

    it('forget a retracted event, and know it again when the retraction is taken back', async () => {
      const row = arrivalRow({ time: at(400), port: 'KRKPO', units: 5 });
      await insert('arrival', row);
      await insert('correction', correctionRow(row, 'arrival', { time: at(401), retracted: true }));
      expect(await counted('KRKPO', 'arrivals')).toBe(0);
      await exact();
      await insert('correction', correctionRow(row, 'arrival', { time: at(402), changes: { units: 6 } }));
      expect(await counted('KRKPO', 'arrivals')).toBe(0);
      await insert('correction', correctionRow(row, 'arrival', { time: at(403), retracted: false }));
      expect([await counted('KRKPO', 'arrivals'), await counted('KRKPO', 'units')]).toEqual([1, 6]);
      await exact();
    });

    it('do not mind a correction that is sent again, or many of one event in one statement', async () => {
      const row = arrivalRow({ time: at(500), port: 'KRTGH', units: 5 });
      await insert('arrival', row);
      const corrections = [1, 2, 3].map((n) =>
        correctionRow(row, 'arrival', { time: at(500 + n), changes: { units: 5 + n } }),
      );
      await insert('correction', ...corrections);
      await insert('correction', ...corrections);
      expect(await counted('KRTGH', 'units')).toBe(8);
      await exact();
    });

    it('correct every event of that source and id, at whatever time it happened', async () => {
      const row = arrivalRow({ time: at(600), port: 'KRMAS', units: 5 });
      await insert('arrival', row, { ...row, time: at(700) });
      await insert('correction', correctionRow(row, 'arrival', { changes: { units: 7 } }));
      await insert('arrival', { ...row, time: at(800) });
      expect(await counted('KRMAS', 'units')).toBe(21);
      await exact();
    });

    it('follow corrections of verdicts: stage, result, port, retraction', async () => {
      const row = verdictRow({ time: at(900), port: 'PTK-EXP' });
      await insert('verdict', row);
      await insert(
        'correction',
        correctionRow(row, 'verdict', { time: at(901), changes: { result: 'suspect' } }),
      );
      expect(await counted('PTK-EXP', 'flagged')).toBe(1);
      await insert(
        'correction',
        correctionRow(row, 'verdict', {
          time: at(902),
          changes: { stage: 'secondary', judged_by: 'officer' },
        }),
      );
      expect([await counted('PTK-EXP', 'flagged'), await counted('PTK-EXP', 'upheld')]).toEqual([0, 1]);
      await exact();
      await insert('correction', correctionRow(row, 'verdict', { time: at(903), retracted: true }));
      expect(await counted('PTK-EXP', 'upheld')).toBe(0);
      await exact();
      const early = verdictRow({ time: at(910), port: 'PTK-EXP' });
      await insert('correction', correctionRow(early, 'verdict', { changes: { result: 'confirmed' } }));
      await insert('verdict', early);
      expect(await counted('PTK-EXP', 'flagged')).toBe(1);
      await exact();
    });

    it('do not touch an event of another kind that has the same source and id', async () => {
      const [flight, scan] = [
        arrivalRow({ time: at(950), port: 'KRKAN', units: 5 }),
        verdictRow({ time: at(950), port: 'KRKAN' }),
      ];
      await insert('arrival', flight);
      await insert('verdict', { ...scan, id: flight.id });
      await insert('correction', correctionRow(flight, 'verdict', { retracted: true }));
      expect([await counted('KRKAN', 'arrivals'), await counted('KRKAN', 'primary_verdicts')]).toEqual([
        1, 0,
      ]);
      await exact();
    });
  });

  describe('of seizures', () => {
    const statement = (case_no: string, seconds: number, own: RowOf) =>
      seizureRow({ case_no, time: at(seconds), port: 'KRPUS', route: 'cargo', ...own });

    it('count a case once, when it happened, with the figures of its latest statement, in whatever order they come', async () => {
      const of = (case_no: string) => [
        statement(case_no, 1_000, { grams: 100, status: 'provisional' }),
        statement(case_no, 1_100, { grams: 90, status: 'confirmed' }),
        statement(case_no, 5_200, { grams: 95.5, status: 'confirmed' }),
      ];
      const orders = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
      ];
      for (const [n, order] of orders.entries()) {
        const statements = of(`ORDER-${n}`);
        for (const place of order) {
          await insert('seizure', statements[place] ?? {});
          await exact();
        }
      }
      await insert('seizure', ...of('ORDER-TOGETHER'));
      await exact();
      expect([await counted('KRPUS', 'cases'), await counted('KRPUS', 'grams')]).toEqual([7, 668.5]);
      const minutes = await database.db.query(
        "SELECT sum(cases) AS n FROM live.count_minute WHERE port = 'KRPUS' AND bucket = $1 GROUP BY bucket",
        [new Date(Math.floor((base + 1_000_000) / 60_000) * 60_000).toISOString()],
      );
      expect(minutes).toEqual([{ n: 7 }]);
    });

    it('move with a case whose earlier statement becomes known later', async () => {
      await insert('seizure', statement('EARLIER', 90_000, { port: 'KRUSN', grams: 5 }));
      await insert('seizure', statement('EARLIER', -90_000, { port: 'KRUSN', grams: 4 }));
      const days = await database.db.query(
        "SELECT day, cases, grams FROM live.count_day WHERE port = 'KRUSN' AND cases <> 0",
      );
      expect(days).toEqual([{ day: siteDay(base - 90_000_000), cases: 1, grams: 5 }]);
      await exact();
    });

    it('follow amendments of weight, port and route', async () => {
      const row = statement('AMENDED', 1_200, { port: 'KRBNP', grams: 10 });
      await insert('seizure', row);
      for (const changes of [
        { grams: 12.5 },
        { port: 'KRPTK' },
        { route: 'express' },
        { grams: null },
        { substance: 'ketamine' },
      ]) {
        await insert('correction', correctionRow(row, 'seizure', { changes }));
        await exact();
      }
      expect([
        await counted('KRBNP', 'cases'),
        await counted('KRPTK', 'cases'),
        await counted('KRPTK', 'grams'),
      ]).toEqual([0, 1, 0]);
    });

    it('go back to the statement before when the latest one is retracted, and forget the case when all are', async () => {
      const [first, second] = [
        statement('RETRACTED', 1_300, { port: 'KRKUV', grams: 10, status: 'provisional' }),
        statement('RETRACTED', 1_400, { port: 'KRKUV', grams: 20 }),
      ];
      await insert('seizure', first, second);
      await insert('correction', correctionRow(second, 'seizure', { time: at(1_500), retracted: true }));
      expect([await counted('KRKUV', 'cases'), await counted('KRKUV', 'grams')]).toEqual([1, 10]);
      await exact();
      await insert('correction', correctionRow(first, 'seizure', { time: at(1_600), retracted: true }));
      expect([await counted('KRKUV', 'cases'), await counted('KRKUV', 'grams')]).toEqual([0, 0]);
      expect(
        await database.db.query("SELECT FROM live.seizure_case WHERE case_no = 'RETRACTED'"),
      ).toHaveLength(0);
      await exact();
      await insert('correction', correctionRow(second, 'seizure', { time: at(1_700), retracted: false }));
      expect([await counted('KRKUV', 'cases'), await counted('KRKUV', 'grams')]).toEqual([1, 20]);
      await exact();
    });

    it('are the same when amendment or retraction come before the statement', async () => {
      const [amended, gone] = [
        statement('EARLY-A', 1_800, { port: 'KRPTK', route: 'cargo', grams: 1 }),
        statement('EARLY-R', 1_800, { grams: 7 }),
      ];
      const before = await counted('KRPUS', 'cases');
      await insert(
        'correction',
        correctionRow(amended, 'seizure', { changes: { grams: 2 } }),
        correctionRow(gone, 'seizure', { retracted: true }),
      );
      await insert('seizure', amended, gone);
      expect([await counted('KRPTK', 'grams'), await counted('KRPUS', 'cases')]).toEqual([2, before]);
      await exact();
    });
  });

  describe('as they were known at a time', () => {
    const day = (n: number) => `2026-01-0${n}T00:00:00Z`;
    async function known(until: string) {
      return await database.db.query(
        `SELECT port, arrivals, units, high_risk_units, primary_verdicts, flagged, cases, grams
         FROM live.figures_as_known('2025-12-30', '2026-01-10', $1::timestamptz) WHERE port IN ('SEL-MAIL', 'ICN-MAIL') ORDER BY port`,
        [until],
      );
    }
    const nothing = {
      arrivals: 0,
      units: 0,
      high_risk_units: 0,
      primary_verdicts: 0,
      flagged: 0,
      cases: 0,
      grams: 0,
    };

    it(
      'answer with what had been recorded by then, under the corrections recorded by then',
      { meta: { slow: 'figures are asked as they were known at dozens of moments' } },
      async () => {
        const mail = { port: 'SEL-MAIL', route: 'mail' };
        const flight = arrivalRow({ ...mail, time: day(1), recorded_at: day(1), units: 10 });
        const scan = verdictRow({ ...mail, time: day(1), recorded_at: day(2) });
        const found = seizureRow({
          ...mail,
          case_no: 'KNOWN',
          time: day(1),
          recorded_at: day(2),
          grams: 5,
          status: 'provisional',
        });
        const later = seizureRow({ ...mail, case_no: 'KNOWN', time: day(3), recorded_at: day(5), grams: 6 });
        await insert('arrival', flight);
        await insert('verdict', scan);
        await insert('seizure', found, later);
        await insert(
          'correction',
          correctionRow(flight, 'arrival', {
            time: day(3),
            recorded_at: day(3),
            changes: { units: 11, risk: 'high' },
          }),
          correctionRow(scan, 'verdict', {
            time: day(4),
            recorded_at: day(4),
            changes: { result: 'suspect' },
          }),
          correctionRow(flight, 'arrival', {
            time: day(6),
            recorded_at: day(6),
            changes: { port: 'ICN-MAIL' },
          }),
          correctionRow(later, 'seizure', { time: day(7), recorded_at: day(7), retracted: true }),
          correctionRow(found, 'seizure', { time: day(8), recorded_at: day(8), retracted: true }),
        );
        const at1 = { port: 'SEL-MAIL', ...nothing, arrivals: 1, units: 10 };
        const at2 = { ...at1, primary_verdicts: 1, cases: 1, grams: 5 };
        const at4 = { ...at2, units: 11, high_risk_units: 11, flagged: 1 };
        const moved = { port: 'ICN-MAIL', ...nothing, arrivals: 1, units: 11, high_risk_units: 11 };
        const left = { ...at4, arrivals: 0, units: 0, high_risk_units: 0 };
        expect(await known('2025-12-31T23:59:59Z')).toEqual([]);
        expect(await known(day(1))).toEqual([at1]);
        expect(await known('2026-01-01T23:59:59.999999Z')).toEqual([at1]);
        expect(await known(day(2))).toEqual([at2]);
        expect(await known(day(4))).toEqual([at4]);
        expect(await known(day(5))).toEqual([{ ...at4, grams: 6 }]);
        expect(await known(day(6))).toEqual([moved, { ...left, grams: 6 }]);
        expect(await known(day(7))).toEqual([moved, { ...left, grams: 5 }]);
        expect(await known(day(8))).toEqual([moved, { ...left, cases: 0, grams: 0 }]);
        await exact();
      },
    );

    it(
      'are, for every moment at which something became known, those of the raw rows then',
      { meta: { slow: 'all figures are asked as they were known at twelve moments' } },
      async () => {
        const moments = await database.db.query<{ at: number; text: string }>(
          `SELECT DISTINCT (extract(epoch FROM recorded_at) * 1000000)::bigint AS at, recorded_at::text AS text FROM
         (SELECT recorded_at FROM live.arrival UNION SELECT recorded_at FROM live.seizure UNION SELECT recorded_at FROM live.correction) k
         ORDER BY 1`,
        );
        const some = moments.filter(
          (_, n) => n % Math.ceil(moments.length / 12) === 0 || n === moments.length - 1,
        );
        expect(some.length).toBeGreaterThan(5);
        for (const { at: micros, text } of some) {
          const rows = await database.db.query<{ key: string; figures: number[] }>(
            `SELECT port || ' ' || route AS key, json_build_array(arrivals, units, high_risk_units, primary_verdicts, flagged,
                  secondary_verdicts, upheld, cases, grams) AS figures
           FROM live.figures_as_known('2000-01-01', '2100-01-01', $1::timestamptz)`,
            [text],
          );
          const { day: days } = await ledgerOfRawRows(database.db, 'live', micros);
          const expected = new Map<string, number[]>();
          for (const [key, figures] of days) {
            const pair = key.slice(11);
            const sum = figures.map(
              (figure, n) => Math.round(((expected.get(pair)?.[n] ?? 0) + figure) * 1000) / 1000,
            );
            expected.set(pair, sum);
          }
          expect(plain(new Map(rows.map(({ key, figures }) => [key, figures]))), text).toEqual(
            plain(expected),
          );
        }
      },
    );
  });

  it('say once for each feed what was heard of it', async () => {
    await insert(
      'arrival',
      arrivalRow({ feed: 'one', time: at(0) }),
      arrivalRow({ feed: 'one', time: at(9) }),
      arrivalRow({ feed: 'two', time: at(3) }),
    );
    await insert('verdict', verdictRow({ feed: 'two', time: at(5) }));
    const heard = await database.db.query(
      `SELECT feed, accepted, rejected, last_event_time FROM live.feed_day WHERE feed IN ('one', 'two') ORDER BY feed`,
    );
    expect(heard).toEqual([
      { feed: 'one', accepted: 2, rejected: 0, last_event_time: new Date(at(9)) },
      { feed: 'two', accepted: 2, rejected: 0, last_event_time: new Date(at(5)) },
    ]);
  });
});

/** Numbers that look random and are the same every time. */
function seeded(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

// The embedded engine has one session: nobody writes at the same time.
describe.skipIf(inject('native') === null)(
  'counts under writers at the same time (native, needs TEST_DATABASE_URL)',
  () => {
    let database: TestDatabase;
    const clients: Client[] = [];
    beforeAll(async () => {
      database = await openTestDatabase('native');
      for (let n = 0; n < 4; n++) {
        const client = new Client({ connectionString: database.env['DATABASE_URL'] });
        await client.connect();
        clients.push(client);
      }
    });
    afterAll(async () => {
      for (const client of clients) await client.end();
      await database.drop();
    });

    const PORTS = ['ICN-T1', 'GMP', 'PUS', 'CJU'];

    it.each([1, 2, 3])(
      'are exact after many small transactions of every kind from four connections (seed %i)',
      async (seed) => {
        const write = async (worker: number) => {
          const random = seeded(seed * 100 + worker);
          const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
          // Few names for all workers, so that corrections and statements of different connections meet.
          const name = () => ({ source: 'shared', id: `s${seed}-${random(60)}` });
          for (let n = 0; n < 80; n++) {
            const time = at(random(7_200));
            const rows = (make: () => RowOf) => Array.from({ length: 1 + random(4) }, make);
            const kind = random(10);
            if (kind < 4)
              await insertRows(
                database.db,
                'arrival',
                rows(() =>
                  arrivalRow({ time, port: pick(PORTS), units: 1 + random(300), origin: pick(['TH', 'CN']) }),
                ).concat([arrivalRow({ ...name(), time: at(1), port: pick(PORTS) })]),
              );
            else if (kind < 6)
              await insertRows(
                database.db,
                'verdict',
                rows(() => verdictRow({ time, result: pick(['clear', 'suspect']) })),
              );
            else if (kind < 8)
              await insertRows(
                database.db,
                'seizure',
                rows(() =>
                  seizureRow({
                    ...name(),
                    time,
                    case_no: `K${seed}-${random(20)}`,
                    port: pick(PORTS),
                    route: 'traveller',
                    grams: random(9_999) / 10,
                  }),
                ),
              );
            else {
              const target = pick(['arrival', 'seizure']);
              const change =
                random(4) === 0 ? { retracted: random(2) === 0 } : { changes: { port: pick(PORTS) } };
              await insertRows(
                database.db,
                'correction',
                rows(() => correctionRow(name(), target, change)),
              );
            }
          }
        };
        await Promise.all([0, 1, 2, 3].map(write));
        await expectExactCounts(database.db);
      },
    );

    it('are exact when two connections send the same events in opposite order', async () => {
      const rows = Array.from({ length: 400 }, (_, n) =>
        arrivalRow({ time: at(n), port: 'TAE', units: 1, id: `both-${n}` }),
      );
      const write = (order: RowOf[]) => insertRows(database.db, 'arrival', order);
      const fresh = await Promise.all([
        write(rows),
        write(rows.toReversed()),
        write(rows),
        write(rows.toReversed()),
      ]);
      expect(fresh.reduce((sum, each) => sum + each, 0)).toBe(400);
      await expectExactCounts(database.db);
    });

    it('are exact, and nobody is refused, when events that were corrected beforehand come in from all sides', async () => {
      const make = (worker: number, n: number) =>
        arrivalRow({
          time: at(10),
          source: 'crossed',
          id: `${worker}-${n}`,
          port: worker % 2 ? 'KRPUS' : 'KRINC',
          units: 1,
        });
      const workers = [0, 1, 2, 3];
      const corrections = workers.flatMap((worker) =>
        Array.from({ length: 100 }, (_, n) =>
          correctionRow(make(worker, n), 'arrival', { changes: { port: worker % 2 ? 'KRINC' : 'KRPUS' } }),
        ),
      );
      await insertRows(database.db, 'correction', corrections);
      await Promise.all(
        workers.map(async (worker) => {
          for (let n = 0; n < 100; n++) await insertRows(database.db, 'arrival', [make(worker, n)]);
        }),
      );
      await expectExactCounts(database.db);
    });

    // The same, one deadlock at a time: the board tries again, a COPY by an operator does not.
    it('never make two writers wait for each other, also where nobody tries again', async () => {
      const [blocker, one, other] = clients as [Client, Client, Client];
      const feed = 'crossing';
      const [first, second] = [
        arrivalRow({ time: at(20), feed, id: 'crossing-1', port: 'KRKAN', units: 1 }),
        arrivalRow({ time: at(20), feed, id: 'crossing-2', port: 'KRUSN', units: 1 }),
      ];
      await insertRows(database.db, 'arrival', [arrivalRow({ time: at(20), feed })]);
      await insertRows(database.db, 'correction', [
        correctionRow(first, 'arrival', { changes: { port: 'KRUSN' } }),
        correctionRow(second, 'arrival', { changes: { port: 'KRKAN' } }),
      ]);
      await blocker.query('BEGIN');
      await blocker.query('SELECT FROM live.feed_day WHERE feed = $1 FOR UPDATE', [feed]);
      const over = (client: Client) => ({
        query: async <R extends object>(sql: string, params: readonly unknown[] = []) =>
          (await client.query<R>(sql, [...params])).rows,
      });
      const both = Promise.allSettled([
        insertRows(over(one), 'arrival', [first]),
        insertRows(over(other), 'arrival', [second]),
      ]);
      await eventually(async () => {
        const waiting = await database.db.query(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        expect(waiting).toHaveLength(2);
      });
      await blocker.query('COMMIT');
      expect((await both).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    });
  },
);
