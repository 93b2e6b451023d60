import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { siteDay, startOfDay } from '../../../server/contract/days.ts';
import { realmDatabase } from '../../../server/db/database.ts';
import { maintain } from '../../../server/db/queries/maintain.ts';
import { expectExactCounts } from '../../support/counts.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrivalRow, correctionRow, insertRows, seizureRow, verdictRow } from '../../support/rows.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const DAY = 86_400_000;
const today = startOfDay(siteDay(Date.now()));
/** An instant some days ago, KST midday, and minutes after it. */
const ago = (days: number, minutes = 0) =>
  new Date(today - days * DAY + DAY / 2 + minutes * 60_000).toISOString();

onEachEngine('what is past its time', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  const run = () => maintain(realmDatabase(database.db, 'live'));
  const keep = (what: string, days: number) =>
    database.db.query('UPDATE live.retention SET keep_days = $2 WHERE what = $1', [what, days]);
  const horizon = async (what: string) => {
    const [row] = await database.db.query<{ at: number | null }>(
      'SELECT CASE WHEN isfinite(kept_from) THEN (extract(epoch FROM kept_from) * 1000)::bigint END AS at FROM live.horizon WHERE what = $1',
      [what],
    );
    return row?.at ?? null;
  };
  const totals = (from: string, to: string) =>
    server.get(`/api/v1/totals?${new URLSearchParams({ from, to }).toString()}`);
  const everything = async () =>
    await database.db.query(
      'SELECT sum(units) AS units, sum(primary_verdicts) AS scans, sum(cases) AS cases FROM live.count_day',
    );

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await insertRows(
      database.db,
      'arrival',
      [3, 20, 50, 90, 200].map((days) => arrivalRow({ time: ago(days), units: days })),
    );
    await insertRows(
      database.db,
      'verdict',
      [3, 20, 50, 90, 200].map((days) => verdictRow({ time: ago(days) })),
    );
    await insertRows(
      database.db,
      'seizure',
      [3, 50, 200].map((days) => seizureRow({ time: ago(days), grams: days })),
    );
    server = await startTestServer(database.db);
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200));
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it('goes in whole site days: minutes first, and their horizon moves before they do', async () => {
    const before = await everything();
    await keep('minute', 10);
    await run();
    expect(await horizon('minute')).toBe(today - 10 * DAY);
    expect(await horizon('raw')).toBeNull();
    const minutes = await database.db.query<{ n: number }>(
      'SELECT count(*) AS n FROM live.count_minute WHERE bucket < $1',
      [new Date(today - 11 * DAY).toISOString()],
    );
    expect(minutes).toEqual([{ n: 0 }]);
    expect(await everything()).toEqual(before);
    await expectExactCounts(database.db);
  });

  it('is still counted across the horizon: by days, hours, and the raw rows at the edges', async () => {
    const { body, status } = await totals(siteDay(today - 25 * DAY), siteDay(today));
    expect([status, body.total.units]).toEqual([200, 23]);
    const hours = await totals(
      new Date(Date.parse(ago(20))).toISOString(),
      new Date(Date.parse(ago(20)) + 3_600_000).toISOString(),
    );
    expect([hours.status, hours.body.total.units]).toEqual([200, 20]);
    const edges = await totals(ago(20, -1), ago(3));
    expect([edges.status, edges.body.total.units]).toEqual([200, 20]);
  });

  it('is refused, not guessed, where the raw rows are gone as well', async () => {
    await database.db.query("UPDATE live.horizon SET kept_from = $1 WHERE what = 'raw'", [ago(15)]);
    const gone = await totals(ago(20, -1), ago(3));
    expect([gone.status, gone.body.detail]).toEqual([422, expect.stringContaining('rows are kept from')]);
    expect((await totals(siteDay(today - 25 * DAY), siteDay(today))).body.total.units).toBe(23);
    // A year earlier less is kept: the seizures are compared, the traffic is unknown and not zero.
    const { body } = await totals(ago(3, -1), ago(3, 1));
    expect(body.total.units).toBe(3);
    expect(body.comparison.total).toMatchObject({ cases: 0, grams: 0 });
    await database.db.query("UPDATE live.horizon SET kept_from = '-infinity' WHERE what = 'raw'");
  });

  it('counts by hours and days when it comes late, and makes no minutes anew', async () => {
    await insertRows(database.db, 'arrival', [arrivalRow({ time: ago(20, 1), units: 1_000 })]);
    expect((await totals(siteDay(today - 20 * DAY), siteDay(today - 20 * DAY))).body.total.units).toBe(1_020);
    expect(await database.db.query('SELECT FROM live.count_minute WHERE units = 1000')).toHaveLength(0);
    await expectExactCounts(database.db);
  });

  it('never moves a horizon back', async () => {
    await keep('minute', 35);
    await run();
    expect(await horizon('minute')).toBe(today - 10 * DAY);
  });

  it.skipIf(engine === 'native')(
    'is compressed when it is a month old, and stays in every count (Community licence only)',
    async () => {
      const raw = async () =>
        await database.db.query(
          'SELECT (SELECT count(*) FROM live.arrival) AS arrivals, (SELECT sum(units) FROM live.arrival) AS units, (SELECT count(*) FROM live.verdict) AS verdicts',
        );
      const before = [await raw(), await everything()];
      const compressed = async () =>
        (
          await database.db.query(
            "SELECT FROM timescaledb_information.chunks WHERE hypertable_schema = 'live' AND is_compressed",
          )
        ).length;
      for (let round = 0; round < 4; round++) await run();
      expect(await compressed()).toBeGreaterThanOrEqual(6);
      expect([await raw(), await everything()]).toEqual(before);
      const { db } = database;
      await server.close();
      await database.reopen();
      expect(database.db).not.toBe(db);
      expect([await raw(), await everything()]).toEqual(before);
      await expectExactCounts(database.db);
    },
  );

  it.skipIf(engine === 'native')(
    'still takes a late event, knows one that it has, and can be corrected (Community licence only)',
    async () => {
      const [known] = await database.db.query<{ source: string; id: string }>(
        'SELECT source, id FROM live.arrival WHERE units = 90',
      );
      const late = arrivalRow({ time: ago(90, 3), units: 7 });
      expect(await insertRows(database.db, 'arrival', [late])).toBe(1);
      expect(
        await insertRows(database.db, 'arrival', [late, arrivalRow({ ...known, time: ago(90), units: 90 })]),
      ).toBe(0);
      await expectExactCounts(database.db);
      await insertRows(database.db, 'correction', [
        correctionRow(known ?? {}, 'arrival', { changes: { units: 80 } }),
      ]);
      const day = await database.db.query('SELECT units FROM live.count_day WHERE day = $1 AND units > 0', [
        siteDay(Date.parse(ago(90))),
      ]);
      expect(day).toEqual([{ units: 87 }]);
      await expectExactCounts(database.db);
      server = await startTestServer(database.db);
      await eventually(async () => expect((await server.get('/readyz')).status).toBe(200));
    },
  );

  it('takes its raw rows with it, and hours, days and seizures stay for ever', async () => {
    const before = await everything();
    await keep('raw', 60);
    await run();
    expect(await horizon('raw')).toBe(today - 60 * DAY);
    const [left] = await database.db.query<{ verdicts: number; seizures: number }>(
      'SELECT (SELECT count(*) FROM live.verdict WHERE time < $1) AS verdicts, (SELECT count(*) FROM live.seizure) AS seizures',
      [new Date(today - 61 * DAY).toISOString()],
    );
    expect(left).toEqual({ verdicts: 0, seizures: 3 });
    expect(await everything()).toEqual(before);
    expect((await totals(siteDay(today - 250 * DAY), siteDay(today))).body.total).toMatchObject({
      cases: 3,
      grams: 253,
      primary: 5,
    });
  });

  it('is said to be unknown, not zero, where the raw rows that would answer are gone', async () => {
    const query = new URLSearchParams({
      from: siteDay(today - 250 * DAY),
      to: siteDay(today),
      asKnownAt: new Date().toISOString(),
    });
    const { body, status } = await server.get(`/api/v1/totals?${query.toString()}`);
    expect(status).toBe(200);
    expect(body.total).toMatchObject({ units: null, arrivals: null, primary: null, cases: 3, grams: 253 });
    const recent = new URLSearchParams({
      from: siteDay(today - 25 * DAY),
      to: siteDay(today),
      asKnownAt: new Date().toISOString(),
    });
    expect((await server.get(`/api/v1/totals?${recent.toString()}`)).body.total).toMatchObject({
      units: 1_023,
      cases: 1,
    });
  });

  // A correction of an event whose raw row is gone cannot be counted: nothing is known any more of what it changes.
  it('is left as it was counted when a correction comes after its raw rows have gone', async () => {
    const before = await everything();
    const row = arrivalRow({ time: ago(200), units: 3 });
    await insertRows(database.db, 'correction', [correctionRow(row, 'arrival', { retracted: true })]);
    expect(await everything()).toEqual(before);
  });

  describe('is tidied', () => {
    it('by one at a time, whoever calls, and as often as anyone likes', async () => {
      const before = await everything();
      await Promise.all([run(), run(), run()]);
      await run();
      expect(await everything()).toEqual(before);
    });
  });
});
