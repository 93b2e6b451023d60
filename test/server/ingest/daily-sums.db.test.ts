import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BorderEvent } from '../../../server/contract/events.ts';
import { siteDay } from '../../../server/contract/days.ts';
import { decideHeld } from '../../../server/control/held-events.ts';
import { takeBack } from '../../../server/control/take-back.ts';
import type { Sender } from '../../../server/ingest/check-event.ts';
import { DatabaseAway, realmDatabase } from '../../../server/db/database.ts';
import { landDueArrivals } from '../../../server/db/queries/announce-arrivals.ts';
import { takePaxlst } from '../../../server/ingest/paxlst/take-paxlst.ts';
import { interchange, message, traveller } from './paxlst/fixtures.ts';
import { Ingest } from '../../../server/ingest/ingest.ts';
import { Reception } from '../../../server/ingest/reception.ts';
import { unitsFrom } from '../../support/counts.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival, correction, declaration, seizure, verdict } from '../../support/events.ts';
import { grantedSender, liveIngest, sendEvents } from '../../support/feed-senders.ts';

const DAY_MS = 86_400_000;
const REAL_MOST = 5_000_000;
/** A bound that is reached with fewer events. */
const MOST = 1_000;

onEachEngine('the sum that a feed states for a day', (engine) => {
  let database: TestDatabase;
  let ingest: Ingest;
  let feeds = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await database.db.query(
      `UPDATE live.plausible_bound SET highest_sum = ${MOST}
       WHERE (type, field) IN (('border.seizure.v1', 'grams'), ('border.declaration.v1', 'amountUsd'))`,
    );
    expect(await setMost(MOST)).toBe(REAL_MOST);
    ingest = liveIngest(database.db);
  });
  afterAll(() => database.drop());

  /** @returns what it was */
  const setMost = async (units: number) => {
    const was = await database.db.query<{ most: number }>(
      "SELECT highest_sum AS most FROM live.plausible_bound WHERE (type, field) = ('border.arrival.v1', 'units')",
    );
    await database.db.query(
      "UPDATE live.plausible_bound SET highest_sum = $1 WHERE (type, field) = ('border.arrival.v1', 'units')",
      [units],
    );
    return was[0]?.most;
  };
  const newFeed = (): Sender => ({
    ...{ feed: `feed-${++feeds}`, token: feeds, maySetRecordedTime: false, speaksFor: null },
  });
  /** Noon of a day that is over, so that no event of a test is on another. */
  const dayBefore = (days: number) => siteDay(Date.now() - days * DAY_MS);
  const noonOf = (day: string, second = 0) => ({
    time: new Date(Date.parse(`${day}T03:00:00Z`) + second * 1_000).toISOString(),
  });
  const DAY = dayBefore(2);
  const arrivals = (count: number, units: number, day = DAY, origin = 'ZZ') =>
    Array.from({ length: count }, (_, nth) => arrival({ units, origin }, noonOf(day, nth)));
  const send = (sender: Sender, events: readonly BorderEvent[], by = ingest) =>
    sendEvents(by, sender, ...events);
  /** How many events had each answer. */
  const answers = (...all: string[][]) => {
    const counts: Record<string, number> = {};
    for (const answer of all.flat()) counts[answer] = (counts[answer] ?? 0) + 1;
    return counts;
  };
  const held = (field = 'units', most = MOST, day = DAY) =>
    `held: /data/${field} brings what this feed states for ${day} above ${most}: held for review`;
  const heldChange = `held: /data/changes/units brings what this feed states for ${DAY} above ${MOST}: held for review`;
  const counted = (origin: string) => unitsFrom(database.db, origin);
  /** As if the server had been started now. */
  const started = () => liveIngest(database.db);

  it('is held where it is beyond all that is real, each event being plausible: 3,000,000,000 travellers by one token', async () => {
    await setMost(REAL_MOST);
    const thief = newFeed();
    const board = started();
    const batches = Array.from({ length: 6 }, () => arrivals(25, 100_000, DAY, 'AA'));
    const answered = await Promise.all(batches.map((batch) => send(thief, batch, board)));
    expect(answers(...answered)).toEqual({ accepted: 50, [held('units', REAL_MOST)]: 100 });
    expect(await counted('AA')).toBe(REAL_MOST);
    expect(await send(newFeed(), arrivals(2, 100_000), board)).toEqual(['accepted', 'accepted']);
    await setMost(MOST);
  });

  it('is one sum for all servers, and is not forgotten when one starts', async () => {
    const [feed, other] = [newFeed(), started()];
    const sent = Array.from({ length: 10 }, (_, nth) =>
      send(feed, arrivals(30, 10, DAY, 'AB'), nth % 2 === 0 ? ingest : other),
    );
    expect(answers(...(await Promise.all(sent)))).toEqual({ accepted: 100, [held()]: 200 });
    expect(await counted('AB')).toBe(MOST);
    expect(await send(feed, arrivals(1, 10), started())).toEqual([held()]);
  });

  it('takes no room for what is there already, also while fresh events come beside it', async () => {
    const feed = newFeed();
    const day = arrivals(90, 10, DAY, 'AC');
    expect(answers(await send(feed, day))).toEqual({ accepted: 90 });
    const again = [1, 2, 3, 4].map(() => send(feed, day));
    const fresh = [1, 2, 3, 4].map(() => send(feed, arrivals(2, 10, DAY, 'AC')));
    expect(answers(...(await Promise.all(again)))).toEqual({ duplicate: 360 });
    expect(answers(...(await Promise.all(fresh)))).toEqual({ accepted: 8 });
    for (let time = 0; time < 3; time++)
      expect(answers(await send(feed, day, started()))).toEqual({ duplicate: 90 });
    expect(answers(await send(feed, arrivals(1, 10, DAY, 'AC')))).toEqual({ accepted: 1 });
    expect(await counted('AC')).toBe(990);
    expect(answers(await send(feed, [...day, ...arrivals(1, 11)]))).toEqual({ duplicate: 90, [held()]: 1 });
  });

  it('is of each day by itself, of which a back-fill has many', async () => {
    const feed = newFeed();
    const years = Array.from({ length: 100 }, (_, nth) => arrivals(1, 900, dayBefore(5 + nth), 'AD')).flat();
    expect(answers(await send(feed, years))).toEqual({ accepted: 100 });
    expect(answers(await send(feed, years, started()))).toEqual({ duplicate: 100 });
    expect(await counted('AD')).toBe(100 * 900);
    expect(await send(feed, arrivals(1, 900, dayBefore(5)))).toEqual([held('units', MOST, dayBefore(5))]);
  });

  it('keeps what is stored, where another type of event that came with it is not', async () => {
    const feed = newFeed();
    let before = 0;
    const locked = realmDatabase(
      {
        ...database.db,
        feeds: {
          query: async (sql, ...rest) => {
            if (/INSERT INTO \S+verdict /.test(sql)) {
              await expect.poll(async () => await counted('AP')).toBeGreaterThan(before);
              throw new DatabaseAway('locked');
            }
            return await database.db.feeds.query(sql, ...rest);
          },
        },
      },
      'live',
    );
    const time = { now: Date.now, elapsed: () => performance.now() };
    const reception = new Reception(locked.db, time);
    const halting = new Ingest({ realm: locked, ...time, reception, counted: () => undefined });
    for (let nth = 0; nth < 3; nth++) {
      before = await counted('AP');
      const sent = send(feed, [...arrivals(9, 50, DAY, 'AP'), verdict()], halting);
      await expect(sent).rejects.toThrow(DatabaseAway);
    }
    expect(await counted('AP')).toBe(MOST);
  });

  it('begins and ends with the day of the site', async () => {
    const feed = newFeed();
    const at = (time: string) => arrival({ units: 900 }, { time: `${DAY}${time}` });
    expect(await send(feed, [at('T14:59:59.999Z'), at('T15:00:00.000Z'), at('T14:00:00.000Z')])).toEqual([
      'accepted',
      'accepted',
      held(),
    ]);
  });

  it('holds nothing for the rounding of fractions', async () => {
    const a = newFeed();
    const batches = Array.from({ length: 60 }, (_, batch) =>
      Array.from({ length: 3 }, (_, nth) =>
        declaration({ amountUsd: (batch % 7) + nth + 0.37, amountKrw: 1_000 }, noonOf(DAY, batch * 3 + nth)),
      ),
    );
    const answers = await Promise.all(batches.map((batch) => send(a, batch)));
    expect(new Set(answers.flat())).toEqual(new Set(['accepted']));
  });

  it('is of each feed by itself, and of what is added up alone', async () => {
    const [rogue, honest] = [newFeed(), newFeed()];
    const sent = await Promise.all([
      send(rogue, arrivals(200, 500)),
      send(honest, arrivals(9, 100)),
      send(rogue, arrivals(200, 500)),
    ]);
    expect(answers(sent[0], sent[2])).toEqual({ accepted: 2, [held()]: 398 });
    expect(answers(sent[1])).toEqual({ accepted: 9 });
    const money = () => declaration({ result: 'declared', amountUsd: 600 }, noonOf(DAY));
    const found = (caseNo: string) => seizure({ caseNo, grams: 600 }, noonOf(DAY));
    expect(await send(rogue, [money(), money(), found('s-1'), found('s-2')])).toEqual([
      ...['accepted', held('amountUsd')],
      ...['accepted', held('grams')],
    ]);
  });

  it('leaves no room to what is held for its own value', async () => {
    const extreme = arrival({ units: 100_001 }, noonOf(DAY));
    const [first, ...others] = await send(newFeed(), [extreme, ...arrivals(10, 100)]);
    expect(first).toBe('held: /data/units is above 100000: held for review');
    expect(answers(others)).toEqual({ accepted: 10 });
  });

  it('is added to by corrections, for the day of their events', async () => {
    const feed = newFeed();
    const events = arrivals(30, 1, DAY, 'AE');
    const raise = (event: BorderEvent, nth: number) =>
      correction(event, { changes: { units: 100 } }, noonOf(dayBefore(nth + 1)));
    expect(answers(await send(feed, [...events.map(raise), ...events]))).toEqual({
      ...{ accepted: 39, [heldChange]: 21 },
    });
    expect(await counted('AE')).toBe(21 + 9 * 100);
    expect(
      answers(
        await send(
          feed,
          events.map((event) => correction(event, { changes: { origin: 'AF' } })),
        ),
      ),
    ).toEqual({
      accepted: 30,
    });
  });

  it('is added to by all that is said of a case, whichever statement makes its day', async () => {
    const state = (caseNo: string, grams: number, days: number) =>
      seizure({ caseNo, grams }, noonOf(dayBefore(days)));
    const gramsOf = async (name: string) =>
      await database.db.query(
        `SELECT live.site_day(time)::text AS day, sum(grams)::float8 AS grams FROM live.seizure_case
         WHERE case_no LIKE $1 GROUP BY 1 ORDER BY 1`,
        [`${name}%`],
      );
    const fault = (path: string, days: number) =>
      `held: ${path}/grams brings what this feed states for ${dayBefore(days)} above ${MOST}: held for review`;
    // Said first on one day, and everything on others.
    const later = newFeed();
    expect(
      answers(
        await send(
          later,
          [1, 2, 3].map((nth) => state(`later-${nth}`, 1, 20)),
        ),
      ),
    ).toEqual({ accepted: 3 });
    expect(
      await send(
        later,
        [1, 2, 3].map((nth) => state(`later-${nth}`, 600, 20 - nth)),
      ),
    ).toEqual([...['accepted', fault('/data', 20), fault('/data', 20)]]);
    expect(await gramsOf('later')).toEqual([{ day: dayBefore(20), grams: 602 }]);
    // Said on days of their own, and said to be of one day afterwards.
    const earlier = newFeed();
    for (const nth of [1, 2]) await send(earlier, [state(`earlier-${nth}`, 600, 20 - nth)]);
    expect(
      await send(
        earlier,
        [1, 2].map((nth) => state(`earlier-${nth}`, 0, 20)),
      ),
    ).toEqual([...['accepted', fault('/data', 20)]]);
    // Said to be of one day by the retraction of the other, and corrected.
    const retracted = newFeed();
    const first = [1, 2].map((nth) => state(`retracted-${nth}`, 1, 20 + nth));
    await send(retracted, first);
    expect(
      await send(
        retracted,
        [1, 2].map((nth) => state(`retracted-${nth}`, 600, 20)),
      ),
    ).toEqual([...['accepted', fault('/data', 20)]]);
    const corrected = newFeed();
    const one = state('corrected-1', 1, 19);
    await send(corrected, [state('corrected-1', 1, 20), one, state('corrected-2', 600, 20)]);
    expect(await send(corrected, [correction(one, { changes: { grams: 600 } })])).toEqual([
      fault('/data/changes', 20),
    ]);
  });

  it('is added to by a correction for each event of its name, whichever came first', async () => {
    const [before, after, beside] = [newFeed(), newFeed(), newFeed()];
    const named = (origin: string) => arrivals(20, 1, DAY, origin).map((event) => ({ ...event, id: origin }));
    const raise = (events: readonly BorderEvent[]) =>
      events.slice(0, 1).map((event) => correction(event, { changes: { units: 100 } }));
    await send(after, named('AG'));
    expect(await send(after, raise(named('AG')))).toEqual([heldChange]);
    await send(before, raise(named('AH')));
    const born = await send(before, named('AH'));
    expect(born.filter((each) => each.startsWith('held'))).toHaveLength(10);
    await Promise.all([
      send(beside, named('AI')),
      send(beside, raise(named('AI'))),
      send(beside, named('AI')),
    ]);
    for (const origin of ['AG', 'AH', 'AI']) expect(await counted(origin)).toBeLessThanOrEqual(MOST);
  });

  it('is added to by arrivals that are announced, once', async () => {
    const feed = newFeed();
    const deps = { ingest, realm: realmDatabase(database.db, 'live'), now: Date.now };
    const tomorrow = siteDay(Date.now() + DAY_MS);
    const list = (flight: string, travellers: number) => {
      const at = (tag: string, time: string) =>
        `DTM+${tag}:${tomorrow.slice(2).replaceAll('-', '')}${time}:201`;
      const transport = [
        `TDT+20+${flight}+++OZ`,
        'LOC+125+LAX',
        at('189', '0100'),
        'LOC+87+ICN',
        at('232', '1200'),
      ];
      const aboard = Array.from({ length: travellers }, (_, nth) =>
        traveller('LAX', 'ICN', `A:B${nth}`),
      ).flat();
      return interchange(message({ transport, travellers: aboard, tail: [`CNT+42:${travellers}`] }));
    };
    const announce = async (flight: string, travellers: number) => {
      const taken = await takePaxlst(list(flight, travellers), feed, deps);
      if (!taken.ok) throw new Error(taken.reason);
      return taken.answer.arrivals.map(({ errors = [], status }) => [
        status,
        ...errors.map(({ reason }) => reason),
      ]);
    };
    expect(await announce('OZ901', 600)).toEqual([['announced']]);
    for (let time = 0; time < 3; time++) expect(await announce('OZ901', 600)).toEqual([['duplicate']]);
    expect(await announce('OZ902', 600)).toEqual([
      ['rejected', `brings what this feed states for ${tomorrow} above ${MOST}`],
    ]);
    expect(await announce('OZ903', 300)).toEqual([['announced']]);
    const [coming] = await database.db.query<{ source: string; id: string }>(
      "SELECT source, id FROM live.announced_arrival WHERE feed = $1 AND id LIKE 'OZ903%'",
      [feed.feed],
    );
    // It counts under the corrections that are there when it lands.
    expect(await send(feed, [correction({ ...arrival(), ...coming }, { changes: { units: 101 } })])).toEqual([
      `held: /data/changes/units brings what this feed states for ${tomorrow} above ${MOST}: held for review`,
    ]);
  });

  it('does not keep a person from releasing what is held, which adds nothing', async () => {
    const feed = await grantedSender(database.db, 'released');
    const [event, ...others] = arrivals(2, 600, DAY, 'AJ');
    await send(feed, others);
    if (event === undefined) throw new Error('no event');
    expect(await send(feed, [event])).toEqual([held()]);
    const [row] = await database.db.query<{ id: number }>(
      'SELECT id FROM live.held_event WHERE event_id = $1',
      [event.id],
    );
    const order = { realm: 'live', id: row?.id ?? 0, decision: 'released', actor: 'account:1' } as const;
    expect(await decideHeld(database.db, order, (...each) => ingest.release(...each))).toBe(true);
    expect(await counted('AJ')).toBe(1_200);
    expect(await send(feed, [event, ...arrivals(2, 300, DAY, 'AJ')])).toEqual([
      'duplicate',
      'accepted',
      held(),
    ]);
  });

  it('is not of what is written by SQL, and of what is announced once also when it lands', async () => {
    const feed = newFeed();
    for (const table of ['arrival', 'announced_arrival'])
      await database.db.query(
        `INSERT INTO live.${table} (time, feed, source, id, port, route, conveyance, origin, units, risk)
         SELECT $2, $1, $3, nth::text, 'ICN-T1', 'traveller', 'KE1', 'AQ', 600, 'normal' FROM generate_series(1, 3) AS nth`,
        [feed.feed, noonOf(DAY).time, table],
      );
    await landDueArrivals(realmDatabase(database.db, 'live'));
    expect(await counted('AQ')).toBe(6 * 600);
    expect(await send(feed, [...arrivals(1, MOST), ...arrivals(1, 1)])).toEqual(['accepted', held()]);
  });

  it('is also of events of days whose identities are dropped', async () => {
    const feed = { ...newFeed(), mayBringOldEvents: true };
    const old = dayBefore(4_000);
    const events = arrivals(3, 400, old, 'AR');
    expect(answers(await send(feed, events))).toEqual({ accepted: 2, [held('units', MOST, old)]: 1 });
    expect(await counted('AR')).toBe(800);
  });

  it('is free again where what a stolen token sent is taken back', async () => {
    const feed = newFeed();
    const instant = async () =>
      (await database.db.query<{ at: Date }>('SELECT clock_timestamp() AS at'))[0]?.at.toISOString() ?? '';
    const from = await instant();
    await send(feed, arrivals(10, 100, DAY, 'AK'));
    await expect.poll(instant).not.toBe(from);
    await expect
      .poll(async () =>
        takeBack(database.db, 'live', { feed: feed.feed, from, until: await instant() }, 'account:1'),
      )
      .toMatchObject({ retracted: 10 });
    expect(answers(await send(feed, arrivals(9, 100, DAY, 'AK')))).toEqual({ accepted: 9 });
    expect(await counted('AK')).toBe(900);
  });
});
