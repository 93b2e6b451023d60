import type { Accounts } from './accounts.ts';
import { readKnown } from './board-reader.ts';
import { burstEvents, expectedEvents, withFaults } from './burst.ts';
import type { Clock } from './clock.ts';
import { sendAll } from './dispatch.ts';
import { FaultInjector } from './faults.ts';
import type { Request } from './http-post.ts';
import { DAY_MS, MINUTE_MS, startOfDay } from './kst.ts';
import type { Ledger } from './ledger.ts';
import type { Line } from './line.ts';
import { runLive } from './live.ts';
import type { Options } from './options.ts';
import { SINGLE_DAYS, pastArrivals, pastSeizures, pastStatements, todaySoFar } from './past.ts';
import type { Progress } from './progress.ts';
import { randomOf } from './random.ts';
import { streamsOf, type Stream } from './streams.ts';
import { trafficFrom } from './traffic.ts';

export interface Run {
  options: Options;
  accounts: Accounts;
  ledger: Ledger;
  clock: Clock;
  request: Request;
  progress: Progress;
  stop: AbortController;
}

const HISTORY_DAYS = 2 * 365;
const BURST_EVENTS = 200_000;
const BURST_SPAN_MS = 10 * MINUTE_MS;
/** About what a past day of arrivals is made of, in the gross and one by one, for the progress bar. */
const GROSS_EVENTS_A_DAY = 640;
const SINGLE_EVENTS_A_DAY = 6_150;

/** Does what the command line asks. False when it was stopped before its end. Throws what a sender throws. */
export async function run(all: Run): Promise<boolean> {
  const { mode, untilMs } = all.options;
  if (mode === 'burst') return burst(all);
  if (mode === 'history') return history(all, untilMs ?? all.clock.now());
  if (mode === 'ordinary') return ordinary(all);
  await live(all, all.clock.now());
  return true;
}

function firstStream({ options }: Run): Stream {
  const [first] = streamsOf(options.seed, Math.min(1, options.rate * options.scale));
  if (!first) throw new RangeError('a rate of zero has no traffic');
  return first;
}

async function ordinary(all: Run): Promise<boolean> {
  const { options, clock, stop } = all;
  const startMs = clock.now();
  const fromMs = options.fromMs ?? startMs - HISTORY_DAYS * DAY_MS;
  const [hours, days] = await known(all, fromMs, startMs);
  if (!(await statements(all, startMs))) return false;
  const stream = firstStream(all);
  const past = async (): Promise<boolean> => {
    const today = todaySoFar(stream, startMs, hours);
    const events = expectedEvents(startOfDay(startMs), startMs) * stream.share;
    return (
      (await send(all, 'today so far', events, today, 1)) && (await arrivals(all, fromMs, startMs, days))
    );
  };
  // A fault of one ends the other.
  const ends = (error: unknown): never => {
    stop.abort();
    throw error;
  };
  const [, done] = await Promise.all([live(all, startMs).catch(ends), past().catch(ends)]);
  return done;
}

async function history(all: Run, untilMs: number): Promise<boolean> {
  const fromMs = all.options.fromMs ?? untilMs - HISTORY_DAYS * DAY_MS;
  const [, days] = await known(all, fromMs, untilMs);
  return (await statements(all, untilMs)) && (await arrivals(all, fromMs, untilMs, days));
}

async function known({ request, options }: Run, fromMs: number, toMs: number) {
  const midnight = startOfDay(toMs);
  return Promise.all([
    readKnown(request, options.url, options.realm, midnight, midnight + DAY_MS, 'hour'),
    readKnown(request, options.url, options.realm, startOfDay(fromMs), midnight, 'day'),
  ]);
}

async function statements(all: Run, untilMs: number): Promise<boolean> {
  const { seed } = all.options;
  // One sender: statements of one case go in their order.
  for (const [label, past] of [
    ['seizures', pastSeizures],
    ['desks', pastStatements],
  ] as const) {
    const lines = past(seed, firstStream(all), untilMs);
    if (!(await send(all, label, lines.length, lines, 1))) return false;
  }
  return true;
}

function arrivals(
  all: Run,
  fromMs: number,
  untilMs: number,
  days: Parameters<typeof pastArrivals>[4],
): Promise<boolean> {
  const { historyStep, senders } = all.options;
  const count = Math.max(0, (untilMs - fromMs) / DAY_MS);
  const events =
    Math.min(count, SINGLE_DAYS) * SINGLE_EVENTS_A_DAY +
    Math.max(0, count - SINGLE_DAYS) * (GROSS_EVENTS_A_DAY / historyStep);
  const lines = pastArrivals(firstStream(all), fromMs, untilMs, historyStep, days);
  return send(all, 'arrivals', events, lines, senders);
}

async function live(all: Run, startMs: number): Promise<void> {
  const { options, accounts, ledger, clock, stop } = all;
  const streams = streamsOf(options.seed, options.rate * options.scale);
  const injector = injectorOf(all, 'live');
  await runLive({
    traffic: trafficFrom(streams, startMs),
    linesOf: (event) => injector.take(event),
    accounts,
    ledger,
    clock,
    stop: stop.signal,
    untilMs: options.untilMs ?? Infinity,
    mostEvents: options.events,
  });
}

function burst(all: Run): Promise<boolean> {
  const { options, clock } = all;
  const untilMs = options.untilMs ?? clock.now();
  const fromMs = options.fromMs ?? untilMs - BURST_SPAN_MS;
  const events = options.events === Infinity ? BURST_EVENTS : options.events;
  const made = burstEvents(options.seed, events, fromMs, untilMs);
  return send(all, 'burst', events, withFaults(made, injectorOf(all, 'burst')), options.senders);
}

function injectorOf({ options, clock }: Run, name: string): FaultInjector {
  const random = randomOf(options.seed, 'faults', name);
  return new FaultInjector(options.faults, random, () => clock.now(), options.format === 'ndjson');
}

async function send(
  { accounts, ledger, stop, progress }: Run,
  label: string,
  events: number,
  lines: Iterable<Line>,
  senders: number,
): Promise<boolean> {
  progress.start(label, Math.round(events));
  try {
    return await sendAll(lines, accounts, ledger, senders, stop.signal, (count) => progress.add(count));
  } finally {
    progress.end();
  }
}
