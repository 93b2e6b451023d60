import type { Account } from '../../../server/access/principal.ts';
import { doDeed, type PersonsDeed } from '../../../server/alarms/do-deed.ts';
import type { CellValue, RealmCell } from '../../../server/contract/cells.ts';
import { siteDay, startOfDay } from '../../../server/contract/days.ts';
import { grantFeedToken } from '../../../server/control/feed-access.ts';
import type { Database } from '../../../server/db/database.ts';
import { announceArrivals, withdrawAnnounced } from '../../../server/db/queries/announce-arrivals.ts';
import { readOpenAlarms } from '../../../server/db/queries/alarm-lists.ts';
import { changeTask, createTask } from '../../../server/duty/tasks.ts';
import { TABLES } from '../../../server/ingest/event-tables.ts';
import type { RunningRealm } from '../../../server/realm.ts';
import type { Realms } from '../../../server/realms.ts';
import { readFaultMix } from '../../../simulator/fault-mix.ts';
import { FaultInjector } from '../../../simulator/faults.ts';
import { FEEDS } from '../../../simulator/feeds.ts';
import type { Line } from '../../../simulator/line.ts';
import { pastSeizures, pastStatements } from '../../../simulator/past.ts';
import { randomOf } from '../../../simulator/random.ts';
import { DEFAULT_SEED, streamsOf } from '../../../simulator/streams.ts';
import { trafficBetween } from '../../../simulator/traffic.ts';
import { signedIn } from '../../support/people.ts';

export const MINUTE = 60_000;
/** The hour ends after midnight in Seoul, yesterday's: the day changes in the middle of it. */
export const FROM = startOfDay(siteDay(Date.now())) - 30 * MINUTE;
export const TO = FROM + 60 * MINUTE;
const WARM_UP = 20 * MINUTE;
const FAULTS = 'duplicates=0.02,disorder=0.05,late=0.02,skew=0.005,malformed=0.005,corrections=0.02';
const SOURCE: RealmCell = {
  name: 'drill_1',
  kind: 'drill',
  ko: '훈련',
  en: 'A drill',
  simulated: true,
};

export type Shown = Record<string, CellValue>;

/** The board as it is, but for the name of the realm. Slots of the ring that are out of the window are no figures. */
export function shownBy({ board, clock }: RunningRealm): Shown {
  const first = Math.floor(clock.now() / MINUTE) + 5 - 89;
  return Object.fromEntries(
    [...board.state().cells]
      .filter(
        ([key, value]) =>
          key !== 'realm|this' && !(key.startsWith('minute|') && Array.isArray(value) && value[0] < first),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/**
 * Tells a realm an hour, step by step of its clock, as a driver of drills does: ordinary traffic with faults and corrections,
 * heartbeats, refusals, flights that are announced, moved and withdrawn; people act on alarms and tasks.
 * @returns what its board showed, by the minute of the hour, at the minutes asked for
 */
export async function tellHour(
  db: Database,
  realms: Realms,
  options: { rate: number; stepMs: number; keepAt: readonly number[]; from?: number; to?: number },
): Promise<{ realm: RunningRealm; kept: Map<number, Shown> }> {
  const { from = FROM, keepAt, rate, stepMs, to = TO } = options;
  const begin = from - WARM_UP;
  const realm = await realms.drive(SOURCE, { shows: begin, rate: 0 }, true);
  for (const { cadenceSeconds, name } of FEEDS) {
    await grantFeedToken(db, {
      realm: SOURCE.name,
      feed: name,
      cadenceSeconds,
      maySetRecordedTime: true,
    });
  }
  const streams = streamsOf(DEFAULT_SEED, rate);
  const [first] = streams;
  if (first === undefined) throw new RangeError('no traffic');
  await take(realm, [
    ...pastSeizures(DEFAULT_SEED, first, begin),
    ...pastStatements(DEFAULT_SEED, first, begin),
  ]);

  const people = await peopleOf(db);
  const injector = new FaultInjector(
    readFaultMix(FAULTS),
    randomOf('replay', 'faults'),
    () => realm.clock.now(),
    false,
  );
  const dues = trafficBetween(streams, begin, to);
  let due = dues.next();
  const kept = new Map<number, Shown>();
  for (let at = begin + stepMs; at <= to; at += stepMs) {
    await realm.setClock({ shows: at, rate: 0 });
    const lines: Line[] = [];
    for (; due.done !== true && due.value.dueAtMs <= at; due = dues.next())
      lines.push(...injector.take(due.value.event));
    await take(realm, lines);
    const minute = (at - from) / MINUTE;
    if (Number.isInteger(minute)) {
      for (const feed of ['icn-airside', 'mail-xray', 'programme-office']) await take(realm, [], feed);
      await announce(realm, minute);
      await people.act(realm, minute);
    }
    await realm.settle();
    if (!keepAt.includes(minute)) continue;
    await realm.follower.settle(true);
    kept.set(minute, shownBy(realm));
  }
  return { realm, kept };
}

/** What became known after the hour: of it, and of before it. No replay of the hour as it was known then shows any of it. */
export async function tellLater(realm: RunningRealm): Promise<void> {
  await realm.setClock({ shows: TO + 10 * MINUTE, rate: 0 });
  const { database } = realm;
  const { db, schema } = database;
  const target = await db.query<{ source: string; id: string }>(
    `SELECT source, id FROM ${schema}.arrival WHERE time BETWEEN $1::timestamptz AND $2::timestamptz ORDER BY time DESC LIMIT 5`,
    [new Date(FROM).toISOString(), new Date(TO).toISOString()],
  );
  const told = (nth: number, type: string, minutes: number, data: object) => ({
    ...{ specversion: '1.0', id: `later-${nth}`, source: '//later.example', type },
    ...{ time: new Date(TO - minutes * MINUTE).toISOString(), data },
  });
  const place = { port: 'ICN-T1', route: 'traveller' };
  const events = [
    told(1, 'border.arrival.v1', 5, { ...place, conveyance: 'OZ1', origin: 'TH', units: 321, risk: 'high' }),
    told(2, 'border.arrival.v1', 50, { ...place, conveyance: 'OZ2', origin: 'TH', units: 123, risk: 'high' }),
    told(3, 'border.seizure.v1', 3, {
      ...place,
      caseNo: 'LATE-1',
      category: 'drug',
      grams: 5_000,
      status: 'provisional',
    }),
    ...target.map(({ id, source }, nth) =>
      told(10 + nth, 'border.correction.v1', 0, {
        source,
        id,
        type: 'border.arrival.v1',
        changes: { units: 1_000 + nth },
      }),
    ),
  ];
  const outcomes = await realm.ingest.take(events, {
    feed: 'icn-airside',
    token: 1,
    maySetRecordedTime: false,
    speaksFor: null,
  });
  const refused = outcomes.filter(({ status }) => status !== 'accepted');
  if (refused.length > 0) throw new Error(JSON.stringify(refused));
  await realm.settle();
}

async function take(realm: RunningRealm, lines: readonly Line[], silent?: string): Promise<void> {
  const byFeed = new Map<string, unknown[]>(silent === undefined ? [] : [[silent, []]]);
  for (const { feed, text } of lines) byFeed.set(feed, [...(byFeed.get(feed) ?? []), JSON.parse(text)]);
  for (const [feed, events] of byFeed) {
    for (let start = 0; start === 0 || start < events.length; start += 5_000)
      await realm.ingest.take(events.slice(start, start + 5_000), {
        feed,
        token: 1,
        maySetRecordedTime: true,
        speaksFor: null,
      });
  }
}

/** Passenger lists: ten flights an hour, of which some come later than announced and one not at all. */
async function announce({ clock, database }: RunningRealm, minute: number): Promise<void> {
  const now = clock.now();
  const source = '//lists.example/icn';
  const flight = (nth: number, inMinutes: number) => {
    const time = new Date(now + inMinutes * MINUTE).toISOString();
    const values: Record<string, string | number> = {
      ...{ time, feed: 'icn-airside', source, id: `list-${nth}`, port: 'ICN-T2', route: 'traveller' },
      ...{
        conveyance: `KE${600 + nth}`,
        origin: nth % 2 === 0 ? 'TH' : 'US',
        units: 200 + nth,
        risk: nth % 3 === 0 ? 'high' : 'normal',
      },
    };
    return TABLES['border.arrival.v1'].columns.map(({ name }) => values[name] ?? null);
  };
  const nth = minute + 100;
  if (minute % 6 === 0) await announceArrivals(database, TABLES['border.arrival.v1'], [flight(nth, 15)]);
  if (minute % 18 === 3) await announceArrivals(database, TABLES['border.arrival.v1'], [flight(nth - 3, 20)]);
  if (minute % 24 === 10) await withdrawAnnounced(database, 'icn-airside', source, [`list-${nth - 4}`]);
}

/** Two managers who see alarms, take them, put them aside, and make tasks of them. */
async function peopleOf(db: Database): Promise<{ act(realm: RunningRealm, minute: number): Promise<void> }> {
  const account = async (name: string): Promise<Account> => {
    const person = await signedIn(db, ['duty-manager'], { name });
    return { kind: 'account', ...person, name, roles: ['duty-manager'], scopes: ['headquarters'] };
  };
  const [kim, lee] = [await account('Kim'), await account('Lee')];
  const by = { id: kim.id, name: kim.name };
  const tasks: number[] = [];
  return {
    act: async (realm, minute) => {
      const now = realm.clock.now();
      const open = await readOpenAlarms(realm.database);
      const deeds: PersonsDeed[] = [
        { do: 'acknowledge', by },
        { do: 'take', by },
        { do: 'assign', by, to: { id: lee.id, name: lee.name } },
        { do: 'shelve', by, reason: 'known work on the line', seconds: 600 },
      ];
      for (const [nth, alarm] of open.slice(0, 8).entries()) {
        const deed = deeds[(minute + nth) % deeds.length];
        if (deed === undefined || minute % 3 !== 0) continue;
        await doDeed(realm.database, alarm.id, deed, {
          now: () => now,
          actor: 'account:1',
          remark: null,
          mayTouch: () => true,
        });
      }
      if (minute % 5 === 2) {
        tasks.push(
          await createTask(realm.database, kim, {
            ...{
              kind: 'open-lane',
              title: `Open a lane, minute ${minute}`,
              subject: null,
              port: 'ICN-T1',
              route: 'traveller',
            },
            ...{ alarmId: open[0]?.id ?? null, ownerId: null, remark: 'at once' },
            ...{ now: new Date(now).toISOString(), deadline: new Date(now + 10 * MINUTE).toISOString() },
          }),
        );
      }
      const task = tasks.at(-1);
      if (task !== undefined && minute % 5 === 3)
        await changeTask(realm.database, task, { do: 'accept' }, { account: lee, now });
      if (task !== undefined && minute % 10 === 6)
        await changeTask(realm.database, task, { do: 'finish', remark: 'it is open' }, { account: lee, now });
    },
  };
}
