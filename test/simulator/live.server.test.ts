import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FEEDS, feedOf, sourceOf, trafficFeed } from '../../simulator/feeds.ts';
import { accountsOf } from '../../simulator/accounts.ts';
import { readKnown } from '../../simulator/board-reader.ts';
import type { Clock } from '../../simulator/clock.ts';
import { httpRequests } from '../../simulator/http-post.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, dayStart, iso } from '../../simulator/kst.ts';
import { Ledger } from '../../simulator/ledger.ts';
import { lineOf, recordedLine } from '../../simulator/line.ts';
import { runLive } from '../../simulator/live.ts';
import { pastArrivals, todaySoFar } from '../../simulator/past.ts';
import { streamsOf } from '../../simulator/streams.ts';
import { trafficBetween, trafficFrom } from '../../simulator/traffic.ts';
import { ReferenceBoard } from './support/reference-board.ts';
import { accountsTo, senderTo } from './support/senders.ts';

/** A clock that jumps: a second of sleep takes a millisecond, so that half an hour is over in two seconds. */
function jumpingClock(startMs: number): Clock {
  let now = startMs;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

let board: ReferenceBoard;
const closers: (() => void)[] = [];
beforeEach(async () => {
  board = new ReferenceBoard();
  await board.start();
});
afterEach(async () => {
  for (const close of closers.splice(0)) close();
  await board.stop();
});

const START = dayStart('2026-03-04') + 3 * HOUR_MS;

function live(ledger: Ledger, untilMs: number, clock = jumpingClock(START), stop = new AbortController()) {
  const { accounts, close } = accountsTo(board, { clock, stop: stop.signal });
  closers.push(close);
  return runLive({
    traffic: trafficFrom(streamsOf('1', 1), START),
    linesOf: (event) => [lineOf(event)],
    accounts,
    ledger,
    clock,
    stop: stop.signal,
    untilMs,
    mostEvents: Infinity,
  });
}

describe('live traffic', () => {
  const expected = Array.from(
    trafficBetween(streamsOf('1', 1), START, START + 10 * MINUTE_MS),
    ({ event }) => event.id,
  );

  test('is all that is due, once', async () => {
    const ledger = new Ledger();
    await live(ledger, START + 10 * MINUTE_MS - 1);
    expect([...board.events.values()].map(({ id }) => id)).toEqual(expected);
    expect(ledger.answered).toEqual({ accepted: expected.length, duplicate: 0, rejected: 0 });
  });

  test('waits for a server that is away, and loses nothing', async () => {
    board.mishap = (request) =>
      request > 5 && request < 30 ? 'away' : request === 40 ? 'keep and cut' : null;
    const ledger = new Ledger();
    await live(ledger, START + 10 * MINUTE_MS - 1);
    expect([...board.events.values()].map(({ id }) => id)).toEqual(expected);
    expect(ledger.answered.rejected).toBe(0);
  });

  test('ends when told to, and with what refuses it', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    await live(new Ledger(), Infinity, undefined, stop);
    board.refusal = { status: 403, detail: 'not this realm' };
    await expect(live(new Ledger(), Infinity)).rejects.toThrow('not this realm');
  });

  test('a feed without news says that it is there', async () => {
    const clock = jumpingClock(START);
    const accounts = accountsOf(new Map(FEEDS.map(({ name }) => [name, `token-${name}`])), null, (token) => {
      const { sender, close } = senderTo(board, { clock, token });
      closers.push(close);
      return sender;
    });
    await runLive({
      traffic: [][Symbol.iterator](),
      linesOf: () => [],
      accounts,
      ledger: new Ledger(),
      clock,
      stop: new AbortController().signal,
      untilMs: START,
      mostEvents: Infinity,
    });
    const heard = new Set(board.requests.map(({ authorization }) => authorization));
    expect(heard).toEqual(
      new Set(
        FEEDS.filter(({ cadenceSeconds }) => cadenceSeconds !== null).map(
          ({ name }) => `Bearer token-${name}`,
        ),
      ),
    );
  });
});

describe('what the board has', () => {
  const [stream] = streamsOf('1', 1);
  const now = dayStart('2026-03-04') + 90 * MINUTE_MS;

  test('is asked by hour and day, and null when it does not say', async () => {
    const { request, close } = httpRequests(2, 1_000);
    closers.push(close);
    expect(await readKnown(request, board.url, null, START, START + DAY_MS, 'hour')).toBeNull();
    const figures = { arrivals: 2, primary: 30, secondary: 4 };
    board.series = {
      points: [
        { start: iso(START), route: 'mail', figures },
        { start: iso(START), route: 'cargo', figures },
      ],
    };
    const known = await readKnown(request, board.url, 'drill', START, START + DAY_MS, 'hour');
    expect(known?.get(START)).toEqual({ arrivals: 4, verdicts: 68 });
    expect(board.seriesAsked.at(-1)).toContain('step=hour&realm=drill');
  });

  test('today so far comes newest hour first, and only the hours that are missing', () => {
    const all = [...todaySoFar(stream!, now, null)];
    const hours = all.map(({ event }) =>
      Math.floor((Date.parse(event!.recordedtime!) - dayStart('2026-03-04')) / HOUR_MS),
    );
    expect([...new Set(hours)]).toEqual([1, 0]);
    const count = (hour: number) => all.filter((_, index) => hours[index] === hour).length;
    const known = new Map([[dayStart('2026-03-04'), { arrivals: 0, verdicts: count(0) }], [dayStart('2026-03-04') + HOUR_MS, { arrivals: 0, verdicts: count(1) - 1 }]]); // prettier-ignore
    const rest = [...todaySoFar(stream!, now, known)];
    expect(rest).toHaveLength(hours.filter((hour) => hour === 1).length);
    // Arrivals and verdicts: all else is told as the desks' past.
    const whole = Array.from(trafficBetween([stream!], dayStart('2026-03-04'), now), recordedLine)
      .filter(({ event }) => ['border.arrival.v1', 'border.verdict.v1'].includes(event!.type))
      .map(({ text }) => text);
    expect(all.map(({ text }) => text).toSorted()).toEqual(whole.toSorted());
  });

  test('past days come newest first, single ones for a week, and only those that are missing', () => {
    const from = now - 20 * DAY_MS;
    const counts = new Map<string, number>();
    for (const { event } of pastArrivals(stream!, from, now, 1, null)) {
      const day = iso(Date.parse(event!.time) + 9 * HOUR_MS).slice(0, 10);
      counts.set(day, (counts.get(day) ?? 0) + 1);
    }
    const days = [...counts.keys()];
    expect(days).toEqual(days.toSorted().toReversed());
    expect(days).toHaveLength(20);
    expect([...counts.values()].slice(0, 7).every((count) => count > 3_000)).toBe(true);
    expect([...counts.values()].slice(7).every((count) => count > 500 && count < 700)).toBe(true);
    const known = new Map(
      days.slice(0, 15).map((day) => [dayStart(day), { arrivals: counts.get(day)!, verdicts: 0 }]),
    );
    const rest = [...pastArrivals(stream!, from, now, 1, known)];
    expect(rest).toHaveLength([...counts.values()].slice(15).reduce((sum, each) => sum + each, 0));
  });
});

test('every source names its feed, and every feed has a token or another’s', () => {
  for (const { name } of FEEDS) expect(feedOf(sourceOf(name, 'ICN-T1'))).toBe(name);
  expect(() => feedOf('//elsewhere.example/x')).toThrow('elsewhere');
  expect(trafficFeed('ICN-CGO', 'cargo')).toBe('icn-airside');
  expect(trafficFeed('PUS', 'traveller')).toBe('regional-airports');
  expect(trafficFeed('KRPUS', 'traveller')).toBe('sea-ports');
  expect(trafficFeed('KRINC', 'express')).toBe('express-xray');
  expect(() => accountsOf(new Map([['history', 't']]), null, () => senderTo(board).sender)).toThrow(
    'icn-airside',
  );
});
