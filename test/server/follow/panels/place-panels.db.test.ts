import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type {
  CoverageCell,
  RollupCell,
  RollupFigures,
  StationsCell,
} from '../../../../server/contract/place-cells.ts';
import { KOREA } from '../../../../simulator/korea.ts';
import { realmDatabase, type RealmDatabase } from '../../../../server/db/database.ts';
import { expectedArrivals } from '../../../../server/follow/expected-arrivals.ts';
import type { Panel } from '../../../../server/follow/panel-follower.ts';
import { coveragePanel } from '../../../../server/follow/panels/coverage-panel.ts';
import { rollupPanel } from '../../../../server/follow/panels/rollup-panel.ts';
import { stationsPanel } from '../../../../server/follow/panels/stations-panel.ts';
import { randomOf } from '../../../../simulator/random.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import {
  arrivalRow,
  correctionRow,
  insertRows,
  seizureRow,
  stationRow,
  verdictRow,
  type RowOf,
  type Table,
} from '../../../support/rows.ts';
import { drawn } from './drawn.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** A Wednesday. */
const NOW = Date.parse('2028-03-08T15:20:40+09:00');
const at = (time: number) => new Date(time).toISOString();

onEachEngine('places', (engine) => {
  let database: TestDatabase;
  let realm: RealmDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    realm = realmDatabase(database.db, 'live');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.db.query(
      `TRUNCATE live.verdict, live.arrival, live.seizure, live.seizure_case, live.station, live.correction,
                live.correction_target, live.corrected_verdict, live.corrected_arrival, live.count_minute, live.count_hour,
                live.count_day, live.station_now, live.corrected_station, live.feed, live.feed_day, live.feed_place`,
    );
  });
  const insert = (table: Table, ...rows: RowOf[]) => insertRows(database.db, table, rows);
  const read = async <T>(panel: Panel, now = NOW) =>
    Object.fromEntries(await drawn(panel, realm, now)) as unknown as Record<string, T>;

  it('stations are counted by kind and state, and what is wrong is named, the longest first', async () => {
    const ago = (hours: number, station: string, own: RowOf) =>
      stationRow({ time: at(NOW - hours * HOUR), station, ...own });
    await insert(
      'station',
      ago(1, 'X1', { inspection_due_at: at(NOW - 1), dedicated: true }),
      ago(2, 'X2', { inspection_due_at: at(NOW + 6 * DAY) }),
      ago(25, 'X3', { inspection_due_at: at(NOW + 8 * DAY) }),
      ago(3, 'X4', { state: 'degraded', reason: 'dim' }),
      ago(30, 'X5', { state: 'down' }),
      ago(1, 'X5', { state: 'down', reason: 'tube' }),
      ago(4, 'X6', { state: 'down' }),
      ago(50, 'X7', { state: 'degraded' }),
      ago(5, 'X8', { state: 'down' }),
      ago(1, 'R1', { kind: 'reader', tests_taken: 40, tests_passed: 38 }),
      ago(2, 'R2', { kind: 'reader', state: 'closed', tests_taken: 2, tests_passed: 1 }),
      ago(1, 'G1', { kind: 'gate-team', state: 'down' }),
      ago(36 * 24, 'X9', { state: 'down' }),
      ago(1, 'B1', { port: 'PUS', route: 'traveller', kind: 'body-scanner' }),
    );
    const trouble = (station: string, state: string, hours: number, reason: string | null = null) => ({
      ...{ station, kind: 'x-ray', state, since: at(NOW - hours * HOUR), reason },
    });
    expect(await read<StationsCell>(stationsPanel)).toEqual({
      'stations|ICN-EXP|express': {
        kinds: [
          ['x-ray', 2, 2, 3, 0, 1],
          ['reader', 1, 0, 0, 1, 0],
        ],
        troubles: [
          trouble('X5', 'down', 30, 'tube'),
          trouble('X8', 'down', 5),
          trouble('X6', 'down', 4),
          trouble('X7', 'degraded', 50),
        ],
        inspectionsOverdue: 1,
        inspectionsDue: 1,
        inspectionsKnown: 3,
        testsTaken: 42,
        testsPassed: 39,
      },
      'stations|PUS|traveller': {
        ...{ kinds: [['body-scanner', 1, 0, 0, 0, 0]], troubles: [], testsTaken: 0, testsPassed: 0 },
        ...{ inspectionsOverdue: 0, inspectionsDue: 0, inspectionsKnown: 0 },
      },
    });
  });

  describe('coverage', () => {
    const KEY = 'coverage|PUS|traveller';
    const to = Math.floor(NOW / MINUTE) * MINUTE;
    const from = to - HOUR;
    const arrival = (time: number, own: RowOf = {}) =>
      arrivalRow({ port: 'PUS', time: at(time), units: 10, ...own });

    it('holds the last 60 whole minutes of every place of the reference, and of others that spoke', async () => {
      const wrong = arrival(to - 5, { units: 99 });
      await insert(
        'arrival',
        arrival(from - 1),
        arrival(from),
        arrival(to - 1),
        arrival(to),
        wrong,
        arrival(from, { port: 'GMP', route: 'cargo' }),
      );
      await insert('correction', correctionRow(wrong, 'arrival', { retracted: true }));
      await insert('verdict', verdictRow({ port: 'PUS', route: 'traveller', time: at(from) }));
      const cells = await read<CoverageCell>(coveragePanel);
      expect(cells[KEY]).toMatchObject({
        from: at(from),
        to: at(to),
        arrivals: 2,
        units: 20,
        primary: 1,
        expected: null,
      });
      expect(cells['coverage|GMP|cargo']).toMatchObject({ arrivals: 1 });
      expect(cells['coverage|KRTSN|cargo']).toMatchObject({
        arrivals: 0,
        feed: 'unknown',
        lastHeardAt: null,
      });
      expect(Object.keys(cells)).toHaveLength(KOREA.file.ports.flatMap(({ routes }) => routes).length + 1);
    });

    it('expects what came at this hour of the week, both clock hours by their part', async () => {
      // History is read once in an hour: an hour that no other test has asked for.
      const now = NOW + 5 * HOUR;
      const week = (n: number, first: number, second: number) => [
        ...Array.from({ length: first }, (_, k) => arrival(now - n * WEEK - HOUR - k * 1_000)),
        ...Array.from({ length: second }, (_, k) => arrival(now - n * WEEK - k * 1_000)),
      ];
      // In the fifth week only another place had any: none came. In the sixth the board was away.
      await insert('arrival', ...week(1, 9, 6), ...week(2, 12, 3), ...week(3, 6, 6), ...week(4, 9, 9));
      await insert(
        'arrival',
        arrival(now - 7 * WEEK - 5 * HOUR),
        arrival(now - 7 * WEEK),
        arrival(now - 5 * WEEK, { port: 'GMP' }),
      );
      // 20:20: twenty minutes of the second hour, forty of the first.
      const mixed = [8, 9, 6, 9, 0, 1 / 3];
      expect((await read<CoverageCell>(coveragePanel, now))[KEY]?.expected).toEqual(expectedArrivals(mixed));
      expect((await read<CoverageCell>(coveragePanel, now + 2 * HOUR))[KEY]?.expected).toBeNull();
      const few = (await read<CoverageCell>(coveragePanel, now))['coverage|GMP|traveller'];
      expect(few?.expected).toEqual(expectedArrivals([0, 0, 0, 0]));
    });

    it('tells a quiet place from one whose feed is silent', async () => {
      await insert(
        'arrival',
        arrival(from, { feed: 'dcs' }),
        arrival(from, { feed: 'side' }),
        arrival(from, { port: 'GMP', feed: 'side' }),
      );
      const heard = async (feed: string, secondsAgo: number, cadence: number | null) => {
        await database.db.query(
          'INSERT INTO live.feed (name, cadence_seconds) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET cadence_seconds = $2',
          [feed, cadence],
        );
        await database.db.query(
          'UPDATE live.feed_day SET day = live.site_day($2::timestamptz), last_heard_at = $2 WHERE feed = $1',
          [feed, at(NOW - secondsAgo * 1_000)],
        );
      };
      const feeds = async () => {
        const cells = await read<CoverageCell>(coveragePanel);
        return ['PUS', 'GMP'].map((port) => cells[`coverage|${port}|traveller`]?.feed);
      };
      expect(await feeds()).toEqual(['unknown', 'unknown']);
      await heard('dcs', 120, 60);
      await heard('side', 5_000, null);
      expect(await feeds()).toEqual(['speaking', 'unknown']);
      await heard('dcs', 121, 60);
      expect(await feeds()).toEqual(['silent', 'unknown']);
      expect((await read<CoverageCell>(coveragePanel))[KEY]?.lastHeardAt).toBe(at(NOW - 121_000));
      await heard('side', 50, 60);
      expect(await feeds()).toEqual(['speaking', 'speaking']);
    });

    it('knows the last word of a feed across midnight in Seoul, and of days before', async () => {
      const midnight = Date.parse('2028-03-08T00:00:00+09:00');
      const SECOND = 1_000;
      await insert('arrival', arrival(midnight - 5 * DAY, { feed: 'dcs' }));
      await database.db.query(`INSERT INTO live.feed (name, cadence_seconds) VALUES ('dcs', 60)`);
      await database.db.query('TRUNCATE live.feed_day');
      const heard = async (time: number) =>
        await database.db.query(
          `INSERT INTO live.feed_day (day, feed, accepted, rejected, last_heard_at)
           VALUES (live.site_day($1::timestamptz), 'dcs', 1, 0, $1::timestamptz)`,
          [at(time)],
        );
      const feedAt = async (time: number) => {
        const { feed, lastHeardAt } = (await read<CoverageCell>(coveragePanel, time))[KEY] ?? {};
        return [feed, lastHeardAt];
      };
      const before = midnight - 30 * SECOND;
      await heard(before - 3 * DAY);
      expect(await feedAt(midnight - MINUTE)).toEqual(['silent', at(before - 3 * DAY)]);
      await heard(before);
      expect(await feedAt(midnight - SECOND)).toEqual(['speaking', at(before)]);
      expect(await feedAt(midnight)).toEqual(['speaking', at(before)]);
      expect(await feedAt(before + 2 * MINUTE)).toEqual(['speaking', at(before)]);
      expect(await feedAt(before + 2 * MINUTE + SECOND)).toEqual(['silent', at(before)]);
      await heard(midnight + 2 * MINUTE);
      expect(await feedAt(midnight + 3 * MINUTE)).toEqual(['speaking', at(midnight + 2 * MINUTE)]);
    });
  });

  it('the roll-up holds the shift, the week, and the week before until this hour', async () => {
    const random = randomOf('rollup');
    const time = () => NOW - Math.floor(random() * 16 * DAY);
    const arrivals = Array.from({ length: 300 }, (_, n) =>
      arrivalRow({ port: 'PUS', time: at(n < 60 ? NOW - n * 20 * MINUTE : time()), units: n + 1 }),
    );
    const verdicts = Array.from({ length: 200 }, (_, n) =>
      verdictRow({
        port: 'PUS',
        route: 'traveller',
        time: at(time()),
        stage: n % 3 ? 'primary' : 'secondary',
        result: n % 4 ? 'clear' : 'suspect',
      }),
    );
    const cases = Array.from({ length: 20 }, (_, n) =>
      seizureRow({ port: 'PUS', route: 'traveller', time: at(time()), grams: n + 0.5 }),
    );
    await insert('arrival', ...arrivals);
    await insert('verdict', ...verdicts);
    await insert('seizure', ...cases);
    const gone = arrivals.splice(0, 3);
    await insert('correction', ...gone.map((row) => correctionRow(row, 'arrival', { retracted: true })));

    function figures(since: number, until: number): RollupFigures {
      const within = (row: { time: unknown }) =>
        Date.parse(String(row.time)) >= since && Date.parse(String(row.time)) < until;
      const count = (stage: string, results: string[]) =>
        verdicts.filter((row) => within(row) && row.stage === stage && results.includes(row.result)).length;
      const seized = cases.filter(within);
      return {
        units: arrivals.filter(within).reduce((sum, { units }) => sum + units, 0),
        primary: count('primary', ['clear', 'suspect']),
        flagged: count('primary', ['suspect']),
        secondary: count('secondary', ['clear', 'suspect']),
        upheld: count('secondary', ['suspect']),
        cases: seized.length,
        grams: seized.reduce((sum, { grams }) => sum + grams, 0),
      };
    }
    const shiftAt = async (now: number) => (await read<RollupCell>(rollupPanel, now))['rollup|PUS|traveller'];
    const monday = Date.parse('2028-03-06T00:00:00+09:00');
    const shift = Date.parse('2028-03-08T14:00:00+09:00');
    const cell = await shiftAt(NOW);
    expect(cell).toEqual({
      shiftFrom: at(shift),
      shift: figures(shift, NOW + 1),
      weekFrom: at(monday),
      week: figures(monday, NOW + 1),
      weekBefore: figures(monday - WEEK, Date.parse('2028-03-01T15:00:00+09:00')),
    });
    expect(cell?.shift.units).toBeGreaterThan(0);
    for (const [now, from, week] of [
      ['2028-03-06T05:59:59+09:00', '2028-03-05T22:00:00+09:00', '2028-03-06T00:00:00+09:00'],
      ['2028-03-05T23:59:59+09:00', '2028-03-05T22:00:00+09:00', '2028-02-28T00:00:00+09:00'],
      ['2028-03-06T06:00:00+09:00', '2028-03-06T06:00:00+09:00', '2028-03-06T00:00:00+09:00'],
    ] as const) {
      expect(await shiftAt(Date.parse(now))).toMatchObject({
        shiftFrom: at(Date.parse(from)),
        weekFrom: at(Date.parse(week)),
      });
    }
  });
});
