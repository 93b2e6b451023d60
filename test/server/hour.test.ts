import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kstDay } from '../../server/contract/kst.ts';
import { realmDatabase, type RealmDatabase } from '../../server/db/database.ts';
import { ALL_PANELS } from '../../server/follow/all-panels.ts';
import { accountsOf } from '../../simulator/accounts.ts';
import { withFaults } from '../../simulator/burst.ts';
import { systemClock } from '../../simulator/clock.ts';
import { sendAll } from '../../simulator/dispatch.ts';
import { readFaultMix } from '../../simulator/fault-mix.ts';
import { FaultInjector } from '../../simulator/faults.ts';
import { FEEDS } from '../../simulator/feeds.ts';
import { httpRequests } from '../../simulator/http-post.ts';
import { Ledger } from '../../simulator/ledger.ts';
import type { Line } from '../../simulator/line.ts';
import { pastSeizures, pastStatements } from '../../simulator/past.ts';
import { randomOf } from '../../simulator/random.ts';
import { Sender } from '../../simulator/send.ts';
import { DEFAULT_SEED, streamsOf } from '../../simulator/streams.ts';
import { trafficBetween } from '../../simulator/traffic.ts';
import { FIGURES } from '../support/counts.ts';
import { onEachEngine, openTestDatabase, type Engine, type TestDatabase } from '../support/engines.ts';
import { caseOpinions } from '../support/opinions/cases.ts';
import { intelligenceOpinions } from '../support/opinions/intelligence.ts';
import { landingOpinions } from '../support/opinions/landings.ts';
import { feedsOf, placeOpinions } from '../support/opinions/places.ts';
import { programmeOpinions } from '../support/opinions/programme.ts';
import { HOUR } from '../support/opinions/plain.ts';
import { readRaw, type Opinion, type Raw } from '../support/opinions/raw.ts';
import { recordOpinions } from '../support/opinions/record.ts';
import { screeningOpinions } from '../support/opinions/screening.ts';
import { todayOf } from '../support/opinions/today.ts';
import { eventually } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/**
 * Times ordinary traffic. Twenty are about 720,000 events in the hour: the native engine takes them within some minutes of
 * a busy machine. The embedded one has a single session and one process with this test: it is given the same hour, with
 * every stream, at a lower rate.
 */
const RATE: Record<Engine, number> = { native: 20, embedded: 2 };
const SENDERS = 4;
const FAULTS = 'duplicates=0.02,disorder=0.05,late=0.01,skew=0.002,malformed=0.002,corrections=0.004';

const OPINIONS: Readonly<Record<string, Opinion>> = {
  ...screeningOpinions,
  ...placeOpinions,
  ...intelligenceOpinions,
  ...landingOpinions,
  ...caseOpinions,
  ...recordOpinions,
  ...programmeOpinions,
};
/** Alarms and tasks are no figures of events: they are held against their own logs in test/server/alarms and test/server/duty. */
const DUTY: ReadonlySet<string> = new Set(['alarm', 'alarm-hands', 'task']);
const PANELS = ALL_PANELS.filter(({ kinds }) => !kinds.some((kind) => DUTY.has(kind)));
const KINDS = PANELS.flatMap(({ kinds }) => kinds);
type Cells = Record<string, any>;

onEachEngine('an hour of every stream, natively at 20 times reality, embedded at less', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let realm: RealmDatabase;
  let raw: Raw;
  const ledger = new Ledger();
  const end = Date.now();
  /** When all of it had been told. */
  let later = end;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    realm = realmDatabase(database.db, 'live');
    await eventually(() => server.get('/readyz').then(({ status }) => expect(status).toBe(200)), 60_000);
    await tell(server, RATE[engine], end, ledger);
    later = Date.now();
    // The panels of a running server follow what was told, without being asked.
    await eventually(() => expectBoard(server, realm), 120_000);
    raw = await readRaw(database.db);
  }, 900_000);
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it('is taken: every event once, and nothing refused but what was made wrong', () => {
    const { answered, expected, tally: _tally, ...rest } = ledger;
    expect(ledger.verdict(), JSON.stringify({ answered, expected, rest })).not.toBe('wrong');
    expect(raw.allVerdicts.length).toBeGreaterThan(25_000 * RATE[engine]);
    console.log(
      `${engine}: ${JSON.stringify({ rate: RATE[engine], answered, seconds: (later - end) / 1_000 })}`,
    );
  });

  it('is in the cells of today', async () => {
    const day = kstDay(Date.now());
    const { body } = await server.get('/api/v1/board');
    const shown = Object.entries(body.cells as Cells).filter(
      ([key, cell]) =>
        key.startsWith('today|') && cell.day === day && FIGURES.some((name) => cell[name] !== 0),
    );
    expect(Object.fromEntries(shown)).toEqual(todayOf(raw, day));
  });

  it('has a second opinion for every kind of every panel', () => {
    expect(Object.keys(OPINIONS).filter((kind) => !KINDS.some((each) => each === kind))).toEqual([]);
    expect(KINDS.filter((kind) => OPINIONS[kind] === undefined)).toEqual([]);
  });

  describe.each(['when it ended', 'when all of it was told'])('%s', (when) => {
    const now = () => (when === 'when it ended' ? end : later);

    it.each(KINDS)('%s is what the raw rows say', async (kind) => {
      const panel = PANELS.find(({ kinds }) => kinds.includes(kind));
      const read = await panel?.read(realm, now());
      const cells = Object.fromEntries((read ?? []).filter(([key]) => key.startsWith(`${kind}|`)));
      const wanted = OPINIONS[kind]?.(raw, now());
      if (kind === 'coverage') expectFeeds(cells, raw, now());
      if (kind === 'information') expectLatency(cells, now() - end);
      expect(Object.keys(cells).length).toBeGreaterThan(0);
      expect(cells).toEqual(wanted);
    });
  });
});

/** What the desks had told before the hour, then the hour: all feeds at once, each with a token of its own. */
async function tell(server: TestServer, rate: number, end: number, ledger: Ledger): Promise<void> {
  const { close, request } = httpRequests(SENDERS, 120_000);
  const stop = new AbortController().signal;
  const tokens = new Map<string, string>();
  for (const { mayRecord, name } of FEEDS) {
    tokens.set(name, await server.token(name, { maySetRecordedTime: mayRecord }));
  }
  const options = { request, stop, format: 'ndjson', clock: systemClock } as const;
  const url = new URL('/api/v1/events', server.url);
  const accounts = accountsOf(tokens, null, (token) => {
    const onRetry = (why: string) => ledger.enterRetry(why);
    return new Sender({ ...options, url, token, onRetry, random: randomOf('hour', token) });
  });
  const streams = streamsOf(DEFAULT_SEED, rate);
  const [first] = streams;
  if (first === undefined) throw new RangeError('no traffic');
  const send = (lines: Iterable<Line>) => sendAll(lines, accounts, ledger, SENDERS, stop);
  const start = end - HOUR;
  await send([...pastSeizures(DEFAULT_SEED, first, start), ...pastStatements(DEFAULT_SEED, first, start)]);
  const injector = new FaultInjector(
    readFaultMix(FAULTS),
    randomOf('hour', 'faults'),
    () => Date.now(),
    true,
  );
  function* events() {
    for (const { event } of trafficBetween(streams, start, end)) yield event;
  }
  await send(withFaults(events(), injector));
  close();
}

/** The board's cells of all panels are those that the panels give now. */
async function expectBoard(server: TestServer, realm: RealmDatabase): Promise<void> {
  const { body } = await server.get('/api/v1/board');
  const shown = Object.entries(body.cells as Cells).filter(([key]) =>
    KINDS.some((kind) => key.startsWith(`${kind}|`)),
  );
  const now = Date.now();
  const read: Cells = {};
  for (const panel of PANELS) Object.assign(read, Object.fromEntries(await panel.read(realm, now)));
  expect(Object.fromEntries(shown)).toEqual(read);
}

/** A feed was heard when its last event was written, by the server's clock, or later: by a repetition, which writes nothing. */
function expectFeeds(cells: Cells, raw: Raw, now: number): void {
  const feeds = feedsOf(raw);
  for (const [key, cell] of Object.entries(cells)) {
    const told = feeds.get(key.slice('coverage|'.length));
    const heardAt = cell.lastHeardAt === null ? null : Date.parse(cell.lastHeardAt);
    if (told === undefined) expect([cell.feed, heardAt], key).toEqual(['unknown', null]);
    else {
      expect(heardAt, key).toBeGreaterThanOrEqual(Math.floor(told.writtenAt));
      expect(heardAt, key).toBeLessThanOrEqual(Date.now());
      const longest = Math.max(...told.cadences) * 2_000;
      if (now - told.writtenAt <= longest) expect(cell.feed, key).toBe('speaking');
      else if (now - (heardAt ?? 0) > longest) expect(cell.feed, key).toBe('silent');
    }
    delete cell.feed;
    delete cell.lastHeardAt;
  }
}

/** Matches are as old as the server's clock says: none yet when the hour ended, and later between nothing and the whole time. */
function expectLatency(cells: Cells, tookMs: number): void {
  for (const cell of Object.values(cells)) {
    const { matchP50Ms, matchP95Ms } = cell;
    if (matchP50Ms !== null || matchP95Ms !== null) {
      expect(matchP50Ms).toBeGreaterThanOrEqual(0);
      expect(matchP95Ms).toBeGreaterThanOrEqual(matchP50Ms);
      expect(matchP95Ms).toBeLessThanOrEqual(tookMs);
    }
    delete cell.matchP50Ms;
    delete cell.matchP95Ms;
  }
}
