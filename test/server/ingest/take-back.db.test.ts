import { STREAMS } from '../../../server/db/queries/take-back.ts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BorderEvent } from '../../../server/contract/events.ts';
import { decideHeld } from '../../../server/control/held-events.ts';
import { settleOrders, takeBack, undoTakeBack } from '../../../server/control/take-back.ts';
import { realmDatabase, type Database, type RealmDatabase } from '../../../server/db/database.ts';
import { landDueArrivals } from '../../../server/db/queries/announce-arrivals.ts';
import { listHeldEvents } from '../../../server/db/queries/held-events.ts';
import type { Sender } from '../../../server/ingest/check-event.ts';
import type { Ingest } from '../../../server/ingest/ingest.ts';
import { takePaxlst } from '../../../server/ingest/paxlst/take-paxlst.ts';
import { unitsFrom } from '../../support/counts.ts';
import { Upkeep } from '../../../server/upkeep/upkeep.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival, bulletin, correction, lead, seizure } from '../../support/events.ts';
import { grantedSender, liveIngest, sendEvents } from '../../support/feed-senders.ts';
import { interchange, message, traveller } from './paxlst/fixtures.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

onEachEngine('what a feed said in a period', (engine) => {
  let database: TestDatabase;
  let realm: RealmDatabase;
  let ingest: Ingest;
  let feeds = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    realm = realmDatabase(database.db, 'live');
    ingest = liveIngest(database.db);
  });
  afterAll(() => database.drop());

  /** A feed of which nothing was heard before. */
  const newFeed = (own: Partial<Sender> = {}): Sender => ({
    ...{ feed: `feed-${++feeds}`, token: feeds, maySetRecordedTime: false, speaksFor: null },
    ...own,
  });
  const send = (sender: Sender, ...events: BorderEvent[]) => sendEvents(ingest, sender, ...events);
  const counted = (origin: string) => unitsFrom(database.db, origin);
  const clock = async () => {
    const [row] = await database.db.query<{ now: string }>(
      `SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS now`,
    );
    return row?.now ?? '';
  };
  /** An instant after all that was said so far, by the database's clock: the embedded one shows milliseconds. */
  const instant = async () => {
    const before = await clock();
    let now = before;
    while (now === before) now = await clock();
    return now;
  };
  /** What is said meanwhile, and the period in which it is. */
  const during = async (feed: Sender, work: () => Promise<unknown>) => {
    const from = await instant();
    await work();
    return { feed: feed.feed, from, until: await instant() };
  };
  const takenBack = async (period: { feed: string; from: string; until: string }) => {
    const done = await takeBack(database.db, 'live', period, 'account:1');
    if (typeof done === 'string') throw new Error(done);
    return done;
  };
  /** Nobody has worked on any order for long. */
  const idle = () =>
    database.db.query("UPDATE live.taken_back SET worked_at = worked_at - INTERVAL '1 minute' WHERE open");
  const NOTHING = { retracted: 0, corrections: 0, announced: 0, restored: 0, held: 0, dropped: [] };
  const at = (event: BorderEvent, days: number): BorderEvent => ({
    ...event,
    time: new Date(Date.parse(event.time) + days * DAY_MS).toISOString(),
  });

  describe('is taken back', () => {
    it('with its events, corrections and waiting corrections, once', async () => {
      const a = newFeed();
      const honest = arrival({ origin: 'CA', units: 100 });
      const waited = arrival({ origin: 'CA', units: 1 });
      await send(a, honest, seizure({ caseNo: 't-1', grams: 10 }));
      const period = await during(a, () =>
        send(
          a,
          ...[arrival({ origin: 'CA', units: 3_000 }), arrival({ origin: 'CB', units: 3_000 })],
          ...[correction(honest, { retracted: true }), correction(waited, { changes: { units: 9_999 } })],
          ...[seizure({ caseNo: 't-1', grams: 4_000_000 }), seizure({ caseNo: 't-2', grams: 5 })],
        ),
      );
      const done = await takenBack(period);
      const { number } = done;
      expect(done).toEqual({ ...NOTHING, number, retracted: 4, corrections: 2 });
      expect(await send(a, waited)).toEqual(['accepted']);
      expect([await counted('CA'), await counted('CB')]).toEqual([101, 0]);
      expect(
        await database.db.query(
          "SELECT case_no, grams::float8 AS grams, amendments FROM live.seizure_case WHERE case_no LIKE 't-%' ORDER BY 1",
        ),
      ).toEqual([{ case_no: 't-1', grams: 10, amendments: 0 }]);
      expect(await takenBack(period)).toEqual({ ...NOTHING, number });
      const log = await database.db.query<{ action: string; object: string; detail: object }>(
        "SELECT action, object, detail FROM gwanje.audit WHERE action LIKE 'feed.take%' ORDER BY seq LIMIT 2",
      );
      const { feed, ...bounds } = period;
      const begun = { number, ...bounds, announced: 0, restored: 0, held: 0 };
      const object = `feed:live:${feed}`;
      expect(log).toEqual([
        { action: 'feed.take-back-started', object, detail: begun },
        {
          ...{ action: 'feed.taken-back', object },
          detail: { ...begun, retracted: 4, corrections: 2, dropped: [] },
        },
      ]);
    });

    it('when it is over, of a feed alone', async () => {
      const { feed } = newFeed();
      const from = new Date().toISOString();
      const ahead = new Date(Date.now() + MINUTE_MS).toISOString();
      const order = (feed: string, until: string) =>
        takeBack(database.db, 'live', { feed, from, until }, 'command');
      expect(await order(feed, ahead)).toBe('not over');
      expect(await order(feed, from)).toBe('no period');
      // What the board corrected and what was written by SQL, the taking back itself among it.
      expect(await order('board', ahead)).toBe('no feed');
      expect(await order('sql', ahead)).toBe('no feed');
      // A typing error.
      expect(
        await takeBack(database.db, 'live', { feed, from: '2001-01-01T00:00:00Z', until: from }, 'command'),
      ).toBe('no feed');
    });

    it('and reaches no event of the same source and id at another time, before or after', async () => {
      const a = newFeed();
      const own = at(arrival({ origin: 'CC', units: 100 }), -2);
      await send(a, own);
      const period = await during(a, () => send(a, at(own, 1)));
      expect(await takenBack(period)).toMatchObject({ retracted: 1 });
      expect(await counted('CC')).toBe(100);
      expect(await send(a, at(own, 2))).toEqual(['accepted']);
      expect(await counted('CC')).toBe(200);
    });

    it('whatever recorded time its events and corrections claim, and nothing that claims it and came later', async () => {
      const a = newFeed({ maySetRecordedTime: true });
      const honest = arrival({ origin: 'CD', units: 10 });
      await send(a, honest);
      const long = { recordedtime: '2001-01-01T00:00:00Z' };
      const period = await during(a, () =>
        send(
          a,
          arrival({ origin: 'CD', units: 500 }, long),
          correction(honest, { changes: { units: 700 } }, long),
        ),
      );
      const claim = { recordedtime: period.from };
      await send(a, arrival({ origin: 'CD', units: 1 }, claim));
      await send(a, correction(honest, { changes: { units: 20 } }, claim));
      expect(await takenBack(period)).toMatchObject({ retracted: 1, corrections: 1 });
      expect(await counted('CD')).toBe(21);
    });

    it('with what was held in it and released later', async () => {
      const a = await grantedSender(database.db, 'held');
      const event = arrival({ origin: 'CE', units: 10_000_000 });
      const period = await during(a, () => send(a, event));
      const { events } = await listHeldEvents(realm);
      const id = events.find(({ eventId }) => eventId === event.id)?.id ?? 0;
      const order = { realm: 'live', id, decision: 'released', actor: 'account:1' } as const;
      await decideHeld(database.db, order, (...held) => ingest.release(...held));
      expect(await counted('CE')).toBe(10_000_000);
      expect(await takenBack(period)).toMatchObject({ retracted: 1 });
      expect(await counted('CE')).toBe(0);
    });

    it('but for what was held before it and released in it', async () => {
      const a = await grantedSender(database.db, 'held-before', { maySetRecordedTime: true });
      const events = [{}, { recordedtime: '2001-01-01T00:00:00Z' }].map((own) =>
        arrival({ origin: 'CK', units: 10_000_000 }, own),
      );
      await send(a, ...events);
      const held = (await listHeldEvents(realm)).events.filter(({ feed }) => feed === a.feed);
      expect(held).toHaveLength(2);
      const period = await during(a, async () => {
        for (const { id } of held) {
          const order = { realm: 'live', id, decision: 'released', actor: 'account:1' } as const;
          await decideHeld(database.db, order, (...event) => ingest.release(...event));
        }
      });
      expect(await takenBack(period)).toMatchObject({ retracted: 0 });
      expect(await counted('CK')).toBe(20_000_000);
      const earlier = { ...period, from: '2001-01-01T00:00:00Z', until: '2001-01-02T00:00:00Z' };
      expect(await takenBack(earlier)).toMatchObject({ retracted: 0 });
    });

    it('by orders that overlap, each with what it changes', async () => {
      const a = newFeed();
      const whole = await during(a, async () => {
        await send(a, arrival({ origin: 'CL', units: 1 }));
        await instant();
      });
      const part = { ...whole, until: await instant() };
      const one = await takenBack(whole);
      const two = await takenBack(part);
      expect([one.retracted, two.retracted, await counted('CL')]).toEqual([1, 0, 0]);
      const undo = (number: number) => undoTakeBack(database.db, 'live', number, 'account:1');
      expect([await undo(one.number), await counted('CL')]).toEqual([{ feed: a.feed, counted: 0 }, 0]);
      expect([await undo(two.number), await counted('CL')]).toEqual([{ feed: a.feed, counted: 1 }, 1]);
    });

    it('and ends, also where it is undone while it runs', async () => {
      const a = newFeed();
      const events = Array.from({ length: 600 }, () => arrival({ origin: 'CM', units: 1 }));
      const period = await during(a, () => send(a, ...events));
      const taking = takenBack(period);
      let undone: Awaited<ReturnType<typeof undoTakeBack>> = null;
      while (undone === null) {
        const [order] = await database.db.query<{ number: number }>(
          'SELECT number FROM live.taken_back WHERE feed = $1',
          [a.feed],
        );
        if (order) undone = await undoTakeBack(database.db, 'live', order.number, 'account:1');
      }
      await taking;
      expect(await counted('CM')).toBe(600);
    });

    it('also where its server ends on the way: another goes on, and at any time what counted then is known', async () => {
      const a = newFeed();
      const events = Array.from({ length: 600 }, () => arrival({ origin: 'CN', units: 1 }));
      const period = await during(a, () => send(a, ...events));
      let parts = 0;
      // The order, what it notes, the streams before and one part of the arrivals.
      const most = STREAMS.indexOf('arrival') + 3;
      const dying: Database = {
        ...database.db,
        transaction: (work, patience) => {
          if (++parts > most) throw new Error('the server has ended');
          return database.db.transaction(work, patience);
        },
      };
      await expect(takeBack(dying, 'live', period, 'account:1')).rejects.toThrow('has ended');
      const between = await counted('CN');
      expect(between).toBeLessThan(600);
      expect(between).toBeGreaterThan(0);
      const then = await instant();
      await settleOrders(realm);
      expect(await counted('CN'), 'left alone while somebody works on it').toBe(between);
      await idle();
      await settleOrders(realm);
      expect(await counted('CN')).toBe(0);
      const known = await database.db.query(
        `SELECT sum(units)::integer AS units FROM live.arrivals_as_known('2000-01-01', '2100-01-01', $1) WHERE origin = 'CN'`,
        [then],
      );
      expect(known).toEqual([{ units: between }]);
      const [log] = await database.db.query(
        "SELECT actor, object, detail ->> 'counted' AS counted FROM gwanje.audit WHERE action = 'feed.taken-back' ORDER BY seq DESC LIMIT 1",
      );
      expect(log).toEqual({ actor: 'board', object: `feed:live:${a.feed}`, counted: String(between) });
    });

    it('with what was still being written when its period ended, by the upkeep', async () => {
      const a = newFeed();
      const until = await instant();
      await send(a, arrival({ origin: 'CR', units: 1 }), arrival({ origin: 'CR', units: 9_000_000 }));
      await database.db.query(
        `INSERT INTO live.announced_arrival (time, recorded_at, feed, source, id, port, route, conveyance, origin, units, risk)
         SELECT time + INTERVAL '1 hour', recorded_at, feed, '/feeds/paxlst/' || feed, id, port, route, conveyance, origin, units, risk
         FROM live.arrival WHERE feed = $1`,
        [a.feed],
      );
      const period = { feed: a.feed, from: '2026-01-01T00:00:00Z', until };
      expect(await takenBack(period)).toMatchObject({ retracted: 0, announced: 0, held: 0 });
      const failures: unknown[] = [];
      const keepUp = async () => {
        await idle();
        vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
        const upkeep = new Upkeep({ realms: () => [realm], failed: (...failed) => failures.push(failed) });
        upkeep.start();
        vi.advanceTimersByTime(5_000);
        await upkeep.stop();
        vi.useRealTimers();
      };
      // It had begun before the end, and is committed now.
      const before = new Date(Date.parse(until) - 1).toISOString();
      for (const received of [
        ...['arrival SET recorded_at', 'announced_arrival SET recorded_at', 'held_event SET held_at'],
      ])
        await database.db.query(`UPDATE live.${received} = $2 WHERE feed = $1`, [a.feed, before]);
      await keepUp();
      expect([failures, await counted('CR')]).toEqual([[], 0]);
      const [log] = await database.db.query<{ detail: object }>(
        "SELECT detail FROM gwanje.audit WHERE action = 'feed.taken-back' ORDER BY seq DESC LIMIT 1",
      );
      expect(log?.detail).toMatchObject({ counted: 1, announced: 1, held: 1 });
      const open = () => database.db.query('SELECT open FROM live.taken_back WHERE feed = $1', [a.feed]);
      expect(await open()).toEqual([{ open: true }]);
      await database.db.query(
        "UPDATE live.taken_back SET said_until = said_until - INTERVAL '2 minutes' WHERE feed = $1",
        [a.feed],
      );
      await keepUp();
      expect([failures, await open()]).toEqual([[], [{ open: false }]]);
    });

    it('whatever the feed says of it afterwards, and counts what stopped counting', async () => {
      const a = newFeed();
      const [event, gone] = [arrival({ origin: 'CF', units: 7 }), arrival({ origin: 'CF', units: 7 })];
      const period = await during(a, () => send(a, event, gone));
      const ahead = { time: new Date(Date.now() + 4 * MINUTE_MS).toISOString() };
      await send(a, correction(event, { retracted: false }, ahead), correction(gone, { retracted: true }));
      expect(await counted('CF')).toBe(7);
      expect(await takenBack(period)).toMatchObject({ retracted: 1 });
      expect(await counted('CF')).toBe(0);
      await send(a, correction(event, { retracted: false }, ahead));
      expect(await counted('CF')).toBe(0);
    });

    it('for good: the same event that comes again is refused with the reason, until it is undone by number', async () => {
      const a = newFeed();
      const honest = arrival({ origin: 'CG', units: 1 });
      await send(a, honest);
      const event = arrival({ origin: 'CG', units: 231 });
      const change = correction(honest, { changes: { units: 2 } });
      const period = await during(a, () => send(a, event, change));
      const { number } = await takenBack(period);
      const refused = `rejected: /id was taken back (order ${number}): it counts nowhere`;
      const fresh = arrival({ origin: 'CG', units: 10 });
      expect(await send(a, event, change, fresh, honest)).toEqual([
        refused,
        refused,
        'accepted',
        'duplicate',
      ]);
      expect(await counted('CG')).toBe(11);

      const undo = () => undoTakeBack(database.db, 'live', number, 'account:1');
      expect(await undo()).toEqual({ feed: a.feed, counted: 1 });
      expect(await counted('CG')).toBe(10 + 231 + 2);
      expect(await send(a, event, change)).toEqual(['duplicate', 'duplicate']);
      expect(await undo()).toBeNull();
      const [log] = await database.db.query(
        "SELECT actor, object, detail ->> 'number' AS number FROM gwanje.audit WHERE action = 'feed.take-back-undone' ORDER BY seq DESC LIMIT 1",
      );
      expect(log).toEqual({ actor: 'account:1', object: `feed:live:${a.feed}`, number: String(number) });
      // And can be ordered again.
      expect((await takenBack(period)).retracted).toBe(1);
      expect(await counted('CG')).toBe(11);
    });
  });

  describe('in a correction is answered with what it reaches', () => {
    it('leaves its case number to the feed that states it next, and is kept apart from it when that is undone', async () => {
      const [thief, honest, third] = [newFeed(), newFeed(), newFeed()];
      const found = (no: string, grams: number) => seizure({ caseNo: no, grams });
      const apart = (no: string, feed: Sender) =>
        `accepted: another feed has stated this number: it is kept apart as ${no} [${feed.feed}]`;
      const cases = () =>
        database.db.query(
          "SELECT case_no AS no, grams::float8 AS grams FROM live.seizure_case WHERE case_no LIKE 'sq-%' ORDER BY 1",
        );
      const period = await during(thief, () =>
        send(
          thief,
          found('sq-1', 1),
          found('sq-2', 2),
          lead({ leadNo: 'sq-1' }),
          bulletin({ bulletinNo: 'sq-1' }),
        ),
      );
      expect(await send(honest, found('sq-2', 200))).toEqual([apart('sq-2', honest)]);
      const { number } = await takenBack(period);
      // The first owns it. What was kept apart before goes on as one case.
      expect(await send(honest, found('sq-1', 29_000), found('sq-2', 210))).toEqual([
        ...['accepted', apart('sq-2', honest)],
      ]);
      expect(await send(honest, lead({ leadNo: 'sq-1' }), bulletin({ bulletinNo: 'sq-1' }))).toEqual([
        ...['accepted', 'accepted'],
      ]);
      expect(await send(third, found('sq-1', 3))).toEqual([apart('sq-1', third)]);
      expect(await send(thief, found('sq-1', 4))).toEqual([apart('sq-1', thief)]);
      const others = [
        { no: 'sq-1', grams: 29_000 },
        { no: `sq-1 [${third.feed}]`, grams: 3 },
        { no: `sq-1 [${thief.feed}]`, grams: 4 },
        { no: `sq-2 [${honest.feed}]`, grams: 210 },
      ];
      const inOrder = (all: { no: string; grams: number }[]) =>
        all.toSorted((a, b) => (a.no < b.no ? -1 : 1));
      expect(inOrder((await cases()) as typeof others)).toEqual(inOrder(others));
      await undoTakeBack(database.db, 'live', number, 'account:1');
      expect(inOrder((await cases()) as typeof others)).toEqual(
        inOrder([...others, { no: 'sq-2', grams: 2 }]),
      );
      expect(
        await database.db.query(
          `SELECT (SELECT count(*) FROM live.lead_now WHERE lead_no IN ('sq-1', $1)) AS leads,
                  (SELECT count(*) FROM live.bulletin_now WHERE bulletin_no IN ('sq-1', $1)) AS bulletins`,
          [`sq-1 [${thief.feed}]`],
        ),
      ).toEqual([{ leads: 2, bulletins: 2 }]);
    });

    it('where several events have the source and id that it names, also those that come later', async () => {
      const a = newFeed();
      const own = at(arrival({ origin: 'CH', units: 100 }), -2);
      await send(a, own, at(own, 1));
      expect(await send(a, correction(own, { changes: { units: 60 } }))).toEqual([
        `accepted: it reaches 2 events of this source and id, of ${own.time}, ${at(own, 1).time}`,
      ]);
      expect(await counted('CH')).toBe(120);
      expect(await send(a, at(own, 2))).toEqual([
        'accepted: a correction that came before it holds: it counts as corrected',
      ]);
      await send(a, correction(own, { retracted: true }));
      expect(await send(a, at(own, 1.5))).toEqual([
        'accepted: a retraction that came before it holds: it counts nowhere',
      ]);
      expect(await counted('CH')).toBe(0);
    });
  });

  describe('in passenger lists', () => {
    // Lists are of whole minutes: what is sent again must say the same one.
    const begun = Date.now();
    const kst = (ms: number) =>
      new Date(begun + 9 * 60 * MINUTE_MS + ms).toISOString().replaceAll(/[-T:]/g, '').slice(2, 12);
    const departure = kst(-15 * 60 * MINUTE_MS);
    const list = (flight: string, minutes: number, travellers = 2, departed = departure) =>
      interchange(
        message({
          transport: [
            ...[`TDT+20+${flight}+++OZ`, 'LOC+125+LAX', `DTM+189:${departed}:201`],
            ...['LOC+87+ICN', `DTM+232:${kst(minutes * MINUTE_MS)}:201`],
          ],
          travellers: Array.from({ length: travellers }, (_, nth) =>
            traveller('LAX', 'ICN', `A:B${nth}`),
          ).flat(),
          tail: [`CNT+42:${travellers}`],
        }),
      );
    const take = async (sender: Sender, text: string) => {
      const taken = await takePaxlst(text, sender, { ingest, realm, now: Date.now });
      if (!taken.ok) throw new Error(taken.reason);
      return taken.answer.arrivals.map(({ errors = [], status }) =>
        [status, ...errors.map(({ reason }) => reason)].join(': '),
      );
    };
    const announced = ({ feed }: Sender) =>
      database.db.query('SELECT units FROM live.announced_arrival WHERE feed = $1', [feed]);
    const landed = ({ feed }: Sender) =>
      database.db.query(
        `SELECT units FROM live.arrival a WHERE feed = $1 AND NOT (
           SELECT retracted FROM live.corrections_of(a.feed, a.source, a.id, a.time, 'arrival', 'infinity'))`,
        [feed],
      );
    /** Their time comes. */
    const land = async ({ feed }: Sender) => {
      await database.db.query(
        "UPDATE live.announced_arrival SET time = now() - INTERVAL '1 second' WHERE feed = $1",
        [feed],
      );
      await landDueArrivals(realm);
    };

    it('is one arrival, where lists of a flight come at the same moment and differ in its time', async () => {
      const a = newFeed();
      const gates = [-30, -29, -28, -27].map((minutes) => take(a, list('OZ301', minutes)));
      expect((await Promise.all(gates)).flat().sort()).toEqual([
        ...['accepted', 'duplicate', 'duplicate', 'duplicate'],
      ]);
      expect(await landed(a)).toEqual([{ units: 2 }]);
      // One is due already, the other is not.
      await Promise.all([take(a, list('OZ302', 4)), take(a, list('OZ302', 8))]);
      await land(a);
      expect(await landed(a)).toHaveLength(2);
    });

    it('is one arrival, however much later a list says that it landed', async () => {
      const a = newFeed();
      const long = kst(-6 * DAY_MS);
      expect(await take(a, list('OZ303', -5 * 24 * 60, 2, long))).toEqual(['accepted']);
      expect(await take(a, list('OZ303', -60, 2, long))).toEqual(['duplicate']);
    });

    it('counts when it is sent again, where the board stopped between laying its time down and counting it', async () => {
      const a = newFeed();
      await take(a, list('OZ304', 30));
      await database.db.query(
        `INSERT INTO live.landed_flight (feed, source, id, time)
         SELECT feed, source, id, now() - INTERVAL '2 minutes' FROM live.announced_arrival WHERE feed = $1`,
        [a.feed],
      );
      expect(await take(a, list('OZ304', -10))).toEqual(['accepted']);
      expect(await take(a, list('OZ304', -20))).toEqual(['duplicate']);
      await land(a);
      expect(await landed(a)).toHaveLength(1);
    });

    it('is the last announcement, of its feed alone', async () => {
      const [a, b] = [newFeed(), newFeed()];
      expect(await take(a, list('OZ305', 30, 3))).toEqual(['announced']);
      expect(await take(b, list('OZ305', 40, 1))).toEqual(['announced']);
      expect(await take(a, list('OZ305', 50, 4))).toEqual(['changed']);
      expect([await announced(a), await announced(b)]).toEqual([[{ units: 4 }], [{ units: 1 }]]);
    });

    it('is taken back also where it landed after the period, and the flight can land by another list', async () => {
      const a = newFeed();
      const period = await during(a, () => take(a, list('OZ306', 30, 5)));
      await land(a);
      expect(await landed(a)).toEqual([{ units: 5 }]);
      expect(await takenBack(period)).toMatchObject({ retracted: 1, announced: 0, restored: 0 });
      expect(await landed(a)).toEqual([]);
      expect(await take(a, list('OZ306', -10, 3))).toEqual(['accepted']);
      expect(await landed(a)).toEqual([{ units: 3 }]);
    });

    it('is one arrival, where it has landed by another list before its taking back is undone', async () => {
      const a = newFeed();
      const period = await during(a, () => take(a, list('OZ310', -20, 3)));
      const { number } = await takenBack(period);
      expect(await take(a, list('OZ310', -10, 5))).toEqual(['accepted']);
      expect(await undoTakeBack(database.db, 'live', number, 'account:1')).toMatchObject({ counted: 0 });
      expect(await landed(a)).toEqual([{ units: 5 }]);
      await idle();
      await settleOrders(realm);
      expect(await landed(a)).toEqual([{ units: 5 }]);
    });

    it('counts again where one of two orders is undone, though its other landing was sent again, or is taken back later', async () => {
      const land = async (flight: string) => {
        const a = newFeed();
        const from = await instant();
        const one = await during(a, () => take(a, list(flight, -20, 3)));
        const { number } = await takenBack(one);
        const other = await during(a, () => take(a, list(flight, -10, 5)));
        const undo = (order: number) => undoTakeBack(database.db, 'live', order, 'account:1');
        return { a, number, one, other, wide: { ...other, from }, undo };
      };
      const again = await land('OZ316');
      const second = await takenBack(again.other);
      await take(again.a, list('OZ316', -10, 5));
      await again.undo(again.number);
      expect(await landed(again.a)).toEqual([{ units: 3 }]);
      expect(await again.undo(second.number)).toMatchObject({ counted: 0 });
      expect(await landed(again.a)).toEqual([{ units: 3 }]);

      const later = await land('OZ317');
      await later.undo(later.number);
      expect(await landed(later.a)).toEqual([{ units: 5 }]);
      await takenBack(later.other);
      await settleOrders(realm);
      expect(await landed(later.a)).toEqual([{ units: 3 }]);

      const within = await land('OZ318');
      const wide = await takenBack(within.wide);
      expect(await within.undo(wide.number)).toMatchObject({ counted: 1 });
      expect(await landed(within.a)).toEqual([{ units: 5 }]);
    });

    it('stays announced where one of two orders that took back its landing is undone', async () => {
      const a = newFeed();
      await take(a, list('OZ315', 60, 30));
      const from = await instant();
      const period = await during(a, () => take(a, list('OZ315', -10, 1)));
      const one = await takenBack(period);
      const two = await takenBack({ ...period, from });
      await undoTakeBack(database.db, 'live', one.number, 'account:1');
      expect([await announced(a), await landed(a)]).toEqual([[{ units: 30 }], []]);
      await undoTakeBack(database.db, 'live', two.number, 'account:1');
      expect([await announced(a), await landed(a)]).toEqual([[], [{ units: 1 }]]);
    });

    it('counts once where its order is undone before the first part of it is settled', async () => {
      const a = newFeed();
      await take(a, list('OZ319', 60, 30));
      const period = await during(a, () => take(a, list('OZ319', -10, 5)));
      let undone = false;
      const slow: Database = {
        ...database.db,
        transaction: async (work, patience) => {
          const done = await database.db.transaction(work, patience);
          const orders = 'SELECT number FROM live.taken_back WHERE feed = $1';
          const [order] = undone ? [] : await database.db.query<{ number: number }>(orders, [a.feed]);
          undone = true;
          if (order) await undoTakeBack(database.db, 'live', order.number, 'account:1');
          return done;
        },
      };
      expect(await takeBack(slow, 'live', period, 'account:1')).toMatchObject({ restored: 1, retracted: 0 });
      expect([await announced(a), await landed(a)]).toEqual([[], [{ units: 5 }]]);
    });

    it('may land by another list, also after the list that was taken back has come again', async () => {
      const a = newFeed();
      const period = await during(a, () => take(a, list('OZ311', -20, 3)));
      const { number } = await takenBack(period);
      const refused = `rejected: was taken back (order ${number}): it counts nowhere`;
      expect(await take(a, list('OZ311', -20, 3))).toEqual([refused]);
      expect(await take(a, list('OZ311', -10, 5))).toEqual(['accepted']);
      expect(await landed(a)).toEqual([{ units: 5 }]);
    });

    it('lands by its own list where another is held, and the other is not released then', async () => {
      const a = await grantedSender(database.db, 'held-list');
      await database.db.query("UPDATE live.plausible_bound SET highest = 5 WHERE field = 'units'");
      const careful = liveIngest(database.db);
      const send = async (text: string) => {
        const taken = await takePaxlst(text, a, { ingest: careful, realm, now: Date.now });
        return taken.ok ? taken.answer.arrivals.map(({ status, time }) => [status, time]) : taken.reason;
      };
      expect(await send(list('OZ312', -20, 6))).toEqual([['held', expect.any(String)]]);
      const landing = Math.floor(begun / MINUTE_MS - 10) * MINUTE_MS;
      expect(await send(list('OZ312', -10, 5))).toEqual([['accepted', new Date(landing).toISOString()]]);
      const held = (await listHeldEvents(realm)).events.find(({ feed }) => feed === a.feed);
      const order = { realm: 'live', id: held?.id ?? 0, decision: 'released', actor: 'account:1' } as const;
      const release = decideHeld(database.db, order, (...event) => careful.release(...event));
      await expect(release).rejects.toMatchObject({
        reason: 'is there already: an event of this identity counts',
      });
      await database.db.query("UPDATE live.plausible_bound SET highest = 100000 WHERE field = 'units'");
      expect(await landed(a)).toEqual([{ units: 5 }]);
    });

    it('gives way to what was honestly announced, where two periods are taken back one after the other', async () => {
      const a = newFeed();
      await take(a, list('OZ314', 60, 30));
      const one = await during(a, () => take(a, list('OZ314', 70, 1)));
      const two = await during(a, () => take(a, list('OZ314', 80, 2)));
      await takenBack(one);
      expect(await takenBack(two)).toMatchObject({ announced: 1, restored: 1 });
      expect(await announced(a)).toEqual([{ units: 30 }]);
    });

    it('gives way to what was announced before the period, also where both land at the same time', async () => {
      const a = newFeed();
      await take(a, list('OZ313', 60, 6));
      const period = await during(a, () => take(a, list('OZ313', 60, 1)));
      await land(a);
      expect(await landed(a)).toEqual([{ units: 1 }]);
      expect(await takenBack(period)).toMatchObject({ retracted: 1, restored: 1 });
      await database.db.query(
        'UPDATE live.announced_arrival SET time = (SELECT time FROM live.arrival WHERE feed = $1) WHERE feed = $1',
        [a.feed],
      );
      await landDueArrivals(realm);
      expect(await landed(a)).toEqual([{ units: 6 }]);
    });

    it('gives way to what was announced before the period', async () => {
      const a = newFeed();
      // One is announced otherwise, one is landed before its time.
      await take(a, list('OZ307', 60, 3));
      await take(a, list('OZ308', 60, 6));
      const period = await during(a, async () => {
        expect(await take(a, list('OZ307', 70, 1))).toEqual(['changed']);
        expect(await take(a, list('OZ308', -10, 1))).toEqual(['accepted']);
        expect(await take(a, list('OZ309', 70, 1))).toEqual(['announced']);
      });
      const done = await takenBack(period);
      expect(done).toMatchObject({ retracted: 1, announced: 2, restored: 2 });
      expect(await announced(a)).toEqual([{ units: 3 }, { units: 6 }]);
      await land(a);
      expect(await landed(a)).toEqual([{ units: 3 }, { units: 6 }]);
      expect(await take(a, list('OZ307', 60, 3))).toEqual(['duplicate']);
    });
  });

  describe('whose rows have been dropped since', () => {
    const drop = async (days: number) => {
      await database.db.query("UPDATE live.retention SET keep_days = $1 WHERE what = 'raw'", [days]);
      await database.db.query('SELECT live.drop_what_is_past()');
    };
    const waits =
      /^accepted: no event of this source and id is known: it waits for one. What happened before .*Z is no longer known event by event/;

    it('is not corrected, and the answer says so, whether it had been corrected before or not', async () => {
      const a = newFeed();
      const old = [1, 2].map(() => at(arrival({ origin: 'CI', units: 100 }), -399));
      await send(a, ...old);
      await send(a, correction(old[1] ?? arrival(), { changes: { units: 50 } }));
      await drop(300);
      for (const event of old) {
        expect((await send(a, correction(event, { retracted: true })))[0]).toMatch(waits);
      }
      expect(await counted('CI')).toBe(150);
      const kept = arrival({ origin: 'CI', units: 1 });
      await send(a, kept);
      expect(await send(a, correction(kept, { changes: { units: 2 } }))).toEqual(['accepted']);
    });

    it('does not count again where its taking back is undone, and the answer does not count it', async () => {
      const a = newFeed();
      const period = await during(a, () => send(a, at(arrival({ origin: 'CQ', units: 100 }), -299)));
      const { number } = await takenBack(period);
      await drop(250);
      expect(await undoTakeBack(database.db, 'live', number, 'account:1')).toEqual({
        feed: a.feed,
        counted: 0,
      });
      expect(await counted('CQ')).toBe(0);
    });

    it('is not taken back, and the answer names its streams', async () => {
      const a = newFeed();
      const period = await during(a, () => send(a, at(arrival({ origin: 'CJ', units: 100 }), -249)));
      await drop(200);
      expect(await takenBack(period)).toMatchObject({ retracted: 0, dropped: ['arrival'] });
      expect(await counted('CJ')).toBe(100);
    });
  });
});
