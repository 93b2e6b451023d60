import { expect } from 'vitest';
import type { BorderEvent } from '../../server/contract/events.ts';
import { siteDay } from '../../server/contract/days.ts';
import type { RealmDatabase } from '../../server/db/database.ts';
import { ALL_PANELS } from '../../server/follow/all-panels.ts';
import { drawnCells } from '../../server/follow/panel-follower.ts';
import { accountsOf } from '../../simulator/accounts.ts';
import { withFaults } from '../../simulator/burst.ts';
import { systemClock } from '../../simulator/clock.ts';
import { sendAll } from '../../simulator/dispatch.ts';
import { readFaultMix } from '../../simulator/fault-mix.ts';
import { FaultInjector } from '../../simulator/faults.ts';
import { FEEDS } from '../../simulator/feeds.ts';
import { httpRequests } from '../../simulator/http-post.ts';
import type { Ledger } from '../../simulator/ledger.ts';
import type { Line } from '../../simulator/line.ts';
import { pastSeizures, pastStatements } from '../../simulator/past.ts';
import { randomOf } from '../../simulator/random.ts';
import { Sender } from '../../simulator/send.ts';
import { streamsOf } from '../../simulator/streams.ts';
import { trafficBetween } from '../../simulator/traffic.ts';
import { FIGURES } from './counts.ts';
import { caseOpinions } from './opinions/cases.ts';
import { intelligenceOpinions } from './opinions/intelligence.ts';
import { landingOpinions } from './opinions/landings.ts';
import { feedsOf, placeOpinions } from './opinions/places.ts';
import { HOUR } from './opinions/plain.ts';
import { programmeOpinions } from './opinions/programme.ts';
import type { Opinion, Raw } from './opinions/raw.ts';
import { recordOpinions } from './opinions/record.ts';
import { screeningOpinions } from './opinions/screening.ts';
import { todayOf } from './opinions/today.ts';
import type { TestServer } from './server.ts';

/** An hour of every stream told over the API, and every figure of a board held against the raw rows. */

const FAULTS = 'duplicates=0.02,disorder=0.05,late=0.01,skew=0.002,malformed=0.002,corrections=0.004';

export const OPINIONS: Readonly<Record<string, Opinion>> = {
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
export const KINDS = PANELS.flatMap(({ kinds }) => kinds);
type Cells = Record<string, any>;

export interface ToldHour {
  /** One for each feed. */
  tokens: ReadonlyMap<string, string>;
  seed: string;
  /** Times ordinary traffic. */
  rate: number;
  /** Its end, milliseconds since the Unix epoch. */
  end: number;
  /** Requests at a time. */
  senders: number;
  /** What the desks had told before the hour is told first. */
  past: boolean;
  /** An event of the hour as it is told. */
  as?: (event: BorderEvent) => BorderEvent;
  /** Events that are told, of the past and of the hour; all when left out. */
  only?: (event: BorderEvent) => boolean;
}

/** A token of each feed for the live realm. */
export async function liveTokens(server: TestServer): Promise<Map<string, string>> {
  const tokens = new Map<string, string>();
  for (const { name } of FEEDS) {
    tokens.set(name, await server.token(name, { maySetRecordedTime: true }));
  }
  return tokens;
}

/** What the desks had told before the hour, then the hour: all feeds at once, each with a token of its own. */
export async function tellHour(server: TestServer, ledger: Ledger, told: ToldHour): Promise<void> {
  const { as = (event) => event, end, only = () => true, rate, seed, senders, tokens } = told;
  const { close, request } = httpRequests(senders, 120_000);
  const stop = new AbortController().signal;
  const options = { request, stop, format: 'ndjson', clock: systemClock } as const;
  const url = new URL('/api/v1/events', server.url);
  const accounts = accountsOf(tokens, null, (token) => {
    const onRetry = (why: string) => ledger.enterRetry(why);
    return new Sender({ ...options, url, token, onRetry, random: randomOf('hour', token) });
  });
  const streams = streamsOf(seed, rate);
  const [first] = streams;
  if (first === undefined) throw new RangeError('no traffic');
  const send = (lines: Iterable<Line>) => sendAll(lines, accounts, ledger, senders, stop);
  const start = end - HOUR;
  if (told.past) {
    const past = [...pastSeizures(seed, first, start), ...pastStatements(seed, first, start)];
    await send(past.filter(({ event }) => event !== null && only(event)));
  }
  const injector = new FaultInjector(
    readFaultMix(FAULTS),
    randomOf('hour', 'faults'),
    () => Date.now(),
    true,
  );
  function* events() {
    for (const { event } of trafficBetween(streams, start, end)) if (only(event)) yield as(event);
  }
  await send(withFaults(events(), injector));
  close();
}

/** The board's cells of all panels are those that the panels give now. */
export async function expectBoard(server: TestServer, realm: RealmDatabase): Promise<void> {
  const { body } = await server.get('/api/v1/board');
  const shown = Object.entries(body.cells as Cells).filter(([key]) =>
    KINDS.some((kind) => key.startsWith(`${kind}|`)),
  );
  const now = Date.now();
  const read: Cells = {};
  for (const panel of PANELS) {
    const cells = drawnCells(panel, await panel.read(realm, now));
    Object.assign(read, Object.fromEntries(cells));
  }
  for (const [key, cell] of shown) {
    // This server has not listened for long enough yet to call it down.
    const down = read[key];
    if (key.startsWith('ai|') && cell['state'] === 'unknown' && down?.['state'] === 'down')
      read[key] = { ...down, state: 'unknown' };
  }
  expect(Object.fromEntries(shown)).toEqual(read);
}

/** The board's cells of today are what the raw rows say. */
export async function expectToday(server: TestServer, raw: Raw): Promise<void> {
  const day = siteDay(Date.now());
  const { body } = await server.get('/api/v1/board');
  const shown = Object.entries(body.cells as Cells).filter(
    ([key, cell]) => key.startsWith('today|') && cell.day === day && FIGURES.some((name) => cell[name] !== 0),
  );
  expect(Object.fromEntries(shown)).toEqual(todayOf(raw, day));
}

/**
 * Cells of a kind, as its panel gives them at `now`, are what the raw rows say. Instants in milliseconds since the Unix epoch.
 * @param end of the hour that was told
 */
export async function expectKind(
  realm: RealmDatabase,
  raw: Raw,
  kind: string,
  now: number,
  end: number,
): Promise<void> {
  const panel = PANELS.find(({ kinds }) => kinds.some((each) => each === kind));
  const read = panel === undefined ? [] : drawnCells(panel, await panel.read(realm, now));
  const cells = Object.fromEntries(read.filter(([key]) => key.startsWith(`${kind}|`)));
  const wanted = OPINIONS[kind]?.(raw, now);
  if (kind === 'coverage') expectFeeds(cells, raw, now);
  if (kind === 'information') expectLatency(cells, Date.now() - end);
  expect(Object.keys(cells).length).toBeGreaterThan(0);
  expect(cells).toEqual(wanted);
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

/** Matches take real time, which no row says: between nothing and all the time since the hour ended. */
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
