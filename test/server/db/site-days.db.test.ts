import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  addDays,
  endOfDay,
  instantOf,
  localTime,
  siteDay,
  startOfDay,
  startOfHour,
  useTimeZone,
} from '../../../server/contract/days.ts';
import type { Queryable, RealmDatabase } from '../../../server/db/database.ts';
import { splitStatements } from '../../../server/db/migrate.ts';
import { prepareRealm } from '../../../server/db/prepare-realm.ts';
import { compareCounts } from '../../../server/db/queries/drill-raw-counts.ts';
import { readDays } from '../../../server/db/queries/read-days.ts';
import { readFigures, readHorizons, readSeries } from '../../../server/db/queries/read-figures.ts';
import { readTimeZone, firstOtherDay } from '../../../server/db/queries/read-site.ts';
import {
  MIGRATIONS,
  onEachEngine,
  onOneEngine,
  openTestDatabase,
  type TestDatabase,
} from '../../support/engines.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NEW_YORK = 'America/New_York';
/** One shows midnight twice, one puts its clocks by half an hour, the hours of one begin at a quarter of UTC. */
const ZONES = [
  ...['Asia/Seoul', 'America/New_York', 'America/Havana', 'Australia/Lord_Howe', 'Asia/Kathmandu'],
];

/** As if the site had been created with it; a site that has a realm refuses. */
async function createIn({ db }: TestDatabase, zone: string): Promise<void> {
  await db.query('ALTER TABLE gwanje.site DISABLE TRIGGER site_keeps_time_zone');
  await db.query('UPDATE gwanje.site SET time_zone = $1', [zone]);
  await db.query('ALTER TABLE gwanje.site ENABLE TRIGGER site_keeps_time_zone');
  useTimeZone(await readTimeZone(db));
}
afterEach(() => useTimeZone('Asia/Seoul'));

onEachEngine('days and hours in SQL', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());

  it.each(ZONES)('are those of the server, over a year of %s', async (zone) => {
    await createIn(database, zone);
    const schema = `days_${ZONES.indexOf(zone)}`;
    const clock = await readFile(join(MIGRATIONS, 'realm/010-clock.sql'), 'utf8');
    await database.db.transaction(async (tx) => {
      await tx.query(`CREATE SCHEMA ${schema}`);
      await tx.query(`SET LOCAL search_path TO ${schema}, public`);
      for (const statement of splitStatements(clock)) await tx.query(statement);
    });
    const starts = await database.db.query<{ day: string; starts: number }>(
      `SELECT day::date::text AS day, (extract(epoch FROM ${schema}.start_of_day(day::date)) * 1000)::float8 AS starts
       FROM generate_series('2025-01-01'::timestamp, '2026-01-02', '1 day') day`,
    );
    expect(starts).toEqual(starts.map(({ day }) => ({ day, starts: startOfDay(day) })));
    const times = await database.db.query<{ at: number; day: string; hour: number }>(
      `SELECT (extract(epoch FROM at) * 1000)::float8 AS at, ${schema}.site_day(at)::text AS day,
              (extract(epoch FROM ${schema}.site_hour(at)) * 1000)::float8 AS hour
       FROM generate_series('2025-01-01Z'::timestamptz, '2026-01-01Z', '15 minutes') quarter,
            LATERAL unnest(ARRAY[quarter, quarter - INTERVAL '1 millisecond']) at`,
    );
    expect(times).toHaveLength(2 * (365 * 96 + 1));
    // The hour in which a clock was put by half an hour is two in SQL, of which the later begins within it.
    const hourOf = zone === 'Australia/Lord_Howe' ? startOfHour : (at: number) => at;
    const wrong = times.filter(
      ({ at, day, hour }) => day !== siteDay(at) || hourOf(hour) !== startOfHour(at) || hour > at,
    );
    expect(wrong).toEqual([]);
  });

  it('stay in the time zone of the site, which is one that exists', async () => {
    const { db } = database;
    await createIn(database, 'Asia/Seoul');
    await expect(db.query("UPDATE gwanje.site SET time_zone = 'Asia/Kathmandu'")).rejects.toMatchObject({
      code: '55000',
    });
    await db.query('UPDATE gwanje.site SET time_zone = time_zone');
    await expect(createIn(database, 'Asia/Atlantis')).rejects.toMatchObject({ code: '22023' });
  });

  it('are compared with those of the server, whose rules may be of another year', async () => {
    const now = Date.parse('2025-06-01T12:00Z');
    expect(await firstOtherDay(database.db, now)).toBeNull();
    // As a database that has not heard of daylight saving time.
    const older: Queryable = {
      query: (sql, [zone, ...days] = []) =>
        database.db.query(sql, [zone === NEW_YORK ? 'EST' : zone, ...days]),
    };
    useTimeZone(NEW_YORK);
    expect(await firstOtherDay(database.db, now)).toBeNull();
    expect(await firstOtherDay(older, now)).toBe('2024-06-01');
    expect(await firstOtherDay(older, Date.parse('2026-01-01T12:00Z'))).toBe('2025-03-09');
  });

  it('cost no more than their expressions, which are put in place of the calls', async () => {
    const plan = await database.db.query<Record<string, string>>(
      `EXPLAIN (VERBOSE, COSTS OFF) SELECT live.site_day(bucket), live.site_hour(bucket) FROM live.count_hour`,
    );
    const text = plan.flatMap((row) => Object.values(row)).join('\n');
    expect(text).toContain("bucket AT TIME ZONE 'Asia/Seoul'");
    expect(text).not.toContain('site_');
  });
});

onOneEngine('a site with daylight saving time', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());

  describe.each([
    { zone: 'America/New_York', short: '2026-03-08', long: '2026-11-01', hours: [23, 25] },
    { zone: 'Australia/Lord_Howe', short: '2026-10-04', long: '2026-04-05', hours: [23.5, 24.5] },
    { zone: 'Asia/Kathmandu', short: '2026-03-08', long: '2026-11-01', hours: [24, 24] },
  ])('in $zone', ({ hours: [few = 0, many = 0], long, short, zone }) => {
    let realm: RealmDatabase;
    const place = { port: 'ICN-T1', route: 'traveller' };
    beforeAll(async () => {
      await createIn(database, zone);
      const name = `in_${zone.split('/')[1]?.toLowerCase()}`;
      realm = await prepareRealm(database.db, MIGRATIONS, {
        ...{ name, kind: 'drill', ko: name, en: name, simulated: true },
      });
      await database.db.query(`UPDATE ${name}.horizon SET kept_from = '2026-01-01Z'`);
      for (const day of [short, long]) {
        // Two travellers in each half of an hour, of three days.
        await database.db.query(
          `INSERT INTO ${name}.arrival (time, source, id, port, route, conveyance, origin, units, risk)
           SELECT at, 'direct', at::text, $3, $4, 'KE1', 'TH', 2, 'normal'
           FROM generate_series($1::timestamptz, $2::timestamptz - INTERVAL '1 second', '30 minutes') at`,
          [
            ...[startOfDay(addDays(day, -1)), endOfDay(addDays(day, 1))].map((at) =>
              new Date(at).toISOString(),
            ),
            ...[place.port, place.route],
          ],
        );
      }
    });
    const unitsOf = async (from: number, to: number) =>
      (await readFigures(realm, from, to, await readHorizons(realm)))[0]?.units ?? 0;

    it('counts days as long as its clocks make them', async () => {
      useTimeZone(zone);
      for (const [day, hours] of [
        [short, few],
        [long, many],
      ] as const) {
        expect(await unitsOf(startOfDay(day), endOfDay(day))).toBe(4 * hours);
        const week = await readSeries(realm, startOfDay(addDays(day, -1)), endOfDay(addDays(day, 1)), 'day');
        expect(week.map(({ start, units }) => [start, units])).toEqual(
          [addDays(day, -1), day, addDays(day, 1)].map((each) => [
            new Date(startOfDay(each)).toISOString().replace('.000', ''),
            each === day ? 4 * hours : 96,
          ]),
        );
        // Periods that end within hours are made of days, hours and minutes.
        for (const minutes of [15, 45, 90, 105, 165, 200, 330]) {
          const [from, to] = [startOfDay(day) - minutes * 60_000, endOfDay(day) + minutes * 60_000];
          const halves = Math.floor(minutes / 30) + Math.ceil(minutes / 30);
          expect(await unitsOf(from, to), `${minutes}`).toBe(4 * hours + 2 * halves);
          expect(await unitsOf(startOfDay(day), from + 8 * HOUR)).toBe(
            2 * Math.ceil((from + 8 * HOUR - startOfDay(day)) / (HOUR / 2)),
          );
        }
      }
    });

    it('counts hours from where its clocks show a whole one', async () => {
      useTimeZone(zone);
      const series = await readSeries(realm, startOfDay(long), endOfDay(long), 'hour');
      expect(series.reduce((sum, { units }) => sum + (units ?? 0), 0)).toBe(4 * many);
      if (zone !== 'Australia/Lord_Howe') {
        expect(series).toHaveLength(many);
        for (const { start, units } of series) {
          expect(localTime(Date.parse(start)).slice(14)).toBe('00:00');
          expect(units).toBe(4);
        }
      }
      const compared = await compareCounts(realm, ['minute', 'hour', 'day']);
      expect(compared.map(({ different }) => different)).toEqual([0, 0, 0]);
      expect(compared.every(({ compared: each }) => each > 0)).toBe(true);
    });

    it('holds a day against the same time of day of others', async () => {
      useTimeZone(zone);
      const now = instantOf(`${addDays(long, 1)}T12:10:30`);
      const days = await readDays(realm, place.port, place.route, 2, now);
      // By 12:11 of the present day: half hours until 12:00, so 25 of them, and as many more as the clocks gave.
      expect(days.map(({ byNow, day, whole }) => [day, whole?.units, byNow?.units])).toEqual([
        [addDays(long, 1), 96, 50],
        [long, 4 * many, 50 + 4 * (many - 24)],
        [addDays(long, -1), 96, 50],
      ]);
      expect(now - startOfDay(addDays(long, 1))).toBeLessThan(DAY);
    });
  });
});
