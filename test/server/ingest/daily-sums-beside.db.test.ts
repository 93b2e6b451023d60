import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { siteDay } from '../../../server/contract/days.ts';
import { realmDatabase, type Database, type Queryable } from '../../../server/db/database.ts';
import { landDueArrivals } from '../../../server/db/queries/announce-arrivals.ts';
import type { Sender } from '../../../server/ingest/check-event.ts';
import { paxlstSourceOf } from '../../../server/ingest/paxlst/source.ts';
import { takePaxlst } from '../../../server/ingest/paxlst/take-paxlst.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival, correction, seizure } from '../../support/events.ts';
import { liveIngest, sendEvents } from '../../support/feed-senders.ts';
import { interchange, message, traveller } from './paxlst/fixtures.ts';

const DAY_MS = 86_400_000;
const MOST = 1_000;
/** One server is so much later than the other, in milliseconds: within the time that the other takes, and after it. */
const APART_MS = [0, 0, 0, 6, 12, 18, 24, 30];

/** Two things that a feed says, each to a server of its own, and that make more together than each by itself. */
interface Pair {
  /** Tables that they are written to. */
  tables: [first: string, second: string];
  first: (by: Database) => Promise<string[]>;
  second: (by: Database) => Promise<string[]>;
  /** How much is shown of a day at most. */
  shown: () => Promise<number>;
}

onEachEngine('the sum of a day, of which two servers hear at the same moment', (engine) => {
  let database: TestDatabase;
  let pairs = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await database.db.query(
      `UPDATE live.plausible_bound SET highest_sum = ${MOST} WHERE highest_sum IS NOT NULL`,
    );
  });
  afterAll(() => database.drop());

  const newFeed = (): Sender => ({
    ...{ feed: `feed-${++pairs}`, token: pairs, maySetRecordedTime: false, speaksFor: null },
  });
  const noon = (days: number, second = 0) => ({
    time: new Date(
      Date.parse(`${siteDay(Date.now() - days * DAY_MS)}T03:00:00Z`) + second * 1_000,
    ).toISOString(),
  });
  const times = <T>(count: number, make: (nth: number) => T) =>
    Array.from({ length: count }, (_, nth) => make(nth));
  const numberIn = async (sql: string, ...values: string[]) =>
    (await database.db.query<{ shown: number | null }>(sql, values))[0]?.shown ?? 0;

  const eventsAndCorrection = (): Promise<Pair> => {
    const feed = newFeed();
    const named = (nth: number) => ({ ...arrival({ units: 1 }, noon(2, nth)), id: feed.feed });
    return Promise.resolve({
      tables: ['arrival', 'correction'],
      first: (by) => sendEvents(liveIngest(by), feed, ...times(500, named)),
      second: (by) => sendEvents(liveIngest(by), feed, correction(named(0), { changes: { units: 400 } })),
      shown: () =>
        numberIn(
          `SELECT sum(coalesce(c.units, a.units)) AS shown FROM live.arrival a
           LEFT JOIN live.corrected_arrival c USING (feed, source, id, time) WHERE feed = $1`,
          feed.feed,
        ),
    });
  };

  const announcementsAndCorrections = async (): Promise<Pair> => {
    const [feed, another] = [newFeed(), newFeed()];
    const tomorrow = siteDay(Date.now() + DAY_MS)
      .slice(2)
      .replaceAll('-', '');
    const lists = times(5, (nth) =>
      message({
        transport: [
          ...[`TDT+20+OZ${200 + nth}+++OZ`, 'LOC+125+LAX', `DTM+189:${tomorrow}0100:201`],
          ...['LOC+87+ICN', `DTM+232:${tomorrow}1200:201`],
        ],
        travellers: traveller('LAX', 'ICN', 'A:B'),
        tail: ['CNT+42:1'],
      }),
    );
    const announce = async (by: Database, sender: Sender) => {
      const deps = { ingest: liveIngest(by), realm: realmDatabase(by, 'live'), now: Date.now };
      const taken = await takePaxlst(interchange(...lists), sender, deps);
      if (!taken.ok) throw new Error(taken.reason);
      return taken.answer.arrivals;
    };
    const source = paxlstSourceOf(feed.feed);
    const raise = (await announce(database.db, another)).map(({ id }, nth) =>
      // Those that wait for their event count on days of their own.
      correction({ ...arrival(), source, id }, { changes: { units: 400 } }, noon(3 + nth)),
    );
    return {
      tables: ['announced_arrival', 'correction'],
      first: async (by) => (await announce(by, feed)).map(({ status }) => status),
      second: (by) => sendEvents(liveIngest(by), feed, ...raise),
      shown: async () => {
        await database.db.query(
          "UPDATE live.announced_arrival SET time = now() - INTERVAL '1 second' WHERE feed = $1",
          [feed.feed],
        );
        await landDueArrivals(realmDatabase(database.db, 'live'));
        return await numberIn(
          'SELECT sum(units) AS shown FROM live.corrected_arrival WHERE feed = $1',
          feed.feed,
        );
      },
    };
  };

  const statementsOfCases = (): Promise<Pair> => {
    const feed = newFeed();
    const state = (grams: number, dayOf: (nth: number) => number) => (by: Database) =>
      sendEvents(
        liveIngest(by),
        feed,
        ...times(5, (nth) => seizure({ caseNo: `${feed.feed}-${nth}`, grams }, noon(dayOf(nth), nth))),
      );
    return Promise.resolve({
      tables: ['seizure', 'seizure'],
      first: state(1, () => 20),
      second: state(400, (nth) => 19 - nth),
      shown: () =>
        numberIn(
          `SELECT max(grams) AS shown FROM (
             SELECT sum(grams) AS grams FROM live.seizure_case WHERE case_no LIKE $1 GROUP BY live.site_day(time)) AS day`,
          `${feed.feed}-%`,
        ),
    });
  };

  /** What one says waits to be written until the other is answered: neither could know of the other before. */
  const crossed = async (table: string, late: Pair['first'], early: Pair['first']) => {
    let arrive = (): void => undefined;
    let open = (): void => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const opened = new Promise<void>((resolve) => (open = resolve));
    const gated = (by: Queryable): Queryable => ({
      query: async (sql, ...rest) => {
        if (sql.includes(`INSERT INTO live.${table} `)) {
          arrive();
          await opened;
        }
        return await by.query(sql, ...rest);
      },
    });
    const done = late({ ...database.db, ...gated(database.db), feeds: gated(database.db.feeds) });
    await arrived;
    const answers = await early(database.db);
    open();
    return [...answers, ...(await done)];
  };

  const PAIRS = [
    ['events and a correction of their name', eventsAndCorrection],
    ['announcements and their corrections', announcementsAndCorrections],
    ['two statements of cases', statementsOfCases],
  ] as const;

  it.each(PAIRS)('is not passed by %s, whichever is written first', async (_, pairOf) => {
    const pair = await pairOf();
    const firstLate = await crossed(pair.tables[0], pair.first, pair.second);
    expect(firstLate.join()).toMatch(/held|rejected/);
    expect(await pair.shown()).toBeLessThanOrEqual(MOST);
    const other = await pairOf();
    const secondLate = await crossed(other.tables[1], other.second, other.first);
    expect(secondLate.join()).toMatch(/held|rejected/);
    expect(await other.shown()).toBeLessThanOrEqual(MOST);
  });

  it.each(PAIRS)('is not passed by %s that come within 0 to 30 ms', async (_, pairOf) => {
    for (const apartMs of APART_MS) {
      const pair = await pairOf();
      const sent = pair.first(database.db);
      if (apartMs > 0) await setTimeout(apartMs);
      const answers = [await pair.second(database.db), await sent].flat();
      expect(answers.join()).toMatch(/held|rejected/);
      expect(await pair.shown()).toBeLessThanOrEqual(MOST);
    }
  });
});
