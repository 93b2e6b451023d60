import { describe, expect, test } from 'vitest';
import type {
  Declaration,
  Indicator,
  Lead,
  Seizure,
  Station,
  Verdict,
} from '../../server/contract/events.ts';
import { casesOfDay } from '../../simulator/cases.ts';
import { HIGH_RISK_ORIGINS } from '../../simulator/data/origins.ts';
import { CURRENCY_CHECKS, publishedUndeclared } from '../../simulator/declarations.ts';
import { MACHINES } from '../../simulator/equipment.ts';
import { GATE_TEAMS } from '../../simulator/gate-teams.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, dayStart } from '../../simulator/kst.ts';
import { DESK_LEADS } from '../../simulator/lead-desk.ts';
import { LEADS_ON_ARRIVALS } from '../../simulator/leads.ts';
import { OTHER_CASES, publishedOtherCases } from '../../simulator/other-cases.ts';
import { pastStatements } from '../../simulator/past.ts';
import { duesBetween, type Plan } from '../../simulator/plans.ts';
import { lastWords } from '../../simulator/roll-call.ts';
import { SECOND_LINE_MAIL } from '../../simulator/second-line.ts';
import { streamsOf } from '../../simulator/streams.ts';
import { DESKS, trafficBetween } from '../../simulator/traffic.ts';
import { isValid } from './support/reference-board.ts';

const DAY = dayStart('2026-03-04');
const stream = streamsOf('1', 1)[0]!;

function told<T>(plan: Plan, days: number, fromMs = DAY): T[] {
  return duesBetween(plan, stream, fromMs, fromMs + days * DAY_MS).map(({ event }) => event.data as T);
}

function latest<T>(rows: readonly T[], key: (row: T) => string): T[] {
  return [...new Map(rows.map((row) => [key(row), row])).values()];
}

test('what every desk tells is valid, at its time, and the same in whatever portions', () => {
  for (const plan of DESKS) {
    const whole = duesBetween(plan, stream, DAY, DAY + 2 * DAY_MS);
    expect(whole.filter(({ event }) => !isValid(event)).map(({ event }) => event)).toEqual([]);
    expect(whole.every(({ dueAtMs, event }) => Date.parse(event.time) === dueAtMs)).toBe(true);
    expect(new Set(whole.map(({ event }) => event.source + event.id)).size).toBe(whole.length);
    const cut = DAY + 17 * HOUR_MS + 12_345;
    const parts = [
      ...duesBetween(plan, stream, DAY, cut),
      ...duesBetween(plan, stream, cut, DAY + 2 * DAY_MS),
    ];
    const texts = (dues: typeof whole) => dues.map(({ event }) => JSON.stringify(event)).toSorted();
    expect(texts(parts)).toEqual(texts(whole));
  }
});

describe('an hour of a twentyfold day', () => {
  const counts = new Map<string, number>();
  const stations = new Map<string, number>();
  const ids = new Set<string>();
  let events = 0;
  for (const { event } of trafficBetween(
    streamsOf('1', 20),
    DAY + 9 * HOUR_MS,
    DAY + 9 * HOUR_MS + 10 * MINUTE_MS,
  )) {
    events += 1;
    counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
    if (event.type !== 'border.verdict.v1') ids.add(`${event.source} ${event.id}`);
    else events -= 1;
    if (event.type !== 'border.station.v1') continue;
    const { kind } = event.data as Station;
    stations.set(kind, (stations.get(kind) ?? 0) + 1);
  }

  test('has every stream within minutes, but stations only once', () => {
    expect(ids.size).toBe(events);
    for (const type of ['arrival', 'verdict', 'lead', 'station', 'declaration'])
      expect([type, counts.get(`border.${type}.v1`) ?? 0]).toEqual([
        type,
        expect.toSatisfy((n: number) => n > 10),
      ]);
    const equipment = [...stations]
      .filter(([kind]) => kind !== 'gate-team')
      .reduce((sum, [, n]) => sum + n, 0);
    // About ten a second: the AI's services every five seconds, the others in a roll-call of three minutes.
    expect(equipment / 600).toBeGreaterThan(5);
    expect(equipment / 600).toBeLessThan(12);
  });
});

describe('stations', () => {
  const words = lastWords(stream, DAY + 14 * HOUR_MS).map(({ event }) => event.data as Station);
  const now = latest(words, ({ port, station }) => `${port}|${station}`);

  test('are all there at the start, a few of them in trouble, with reasons', () => {
    expect(now.length).toBeGreaterThanOrEqual(MACHINES.length - 2);
    const troubled = now.filter(({ state }) => state === 'down' || state === 'degraded');
    expect(troubled.length).toBeGreaterThan(0);
    expect(troubled.length).toBeLessThan(20);
    expect(troubled.every(({ reason }) => reason !== undefined)).toBe(true);
  });

  test('are inspected every 90 days, a few too late; readers find about 92 % of the test images', () => {
    const inspected = now.filter(({ inspectionDueAt }) => inspectionDueAt !== undefined);
    const overdue = inspected.filter((each) => Date.parse(each.inspectionDueAt!) < DAY + 14 * HOUR_MS);
    expect(overdue.length).toBeLessThan(0.05 * inspected.length);
    expect(inspected.every((each) => Date.parse(each.inspectedAt!) <= DAY + 14 * HOUR_MS)).toBe(true);
    const sum = (name: 'testsTaken' | 'testsPassed') =>
      now.reduce((total, each) => total + (each[name] ?? 0), 0);
    expect(sum('testsPassed') / sum('testsTaken')).toBeGreaterThan(0.9);
    expect(sum('testsPassed') / sum('testsTaken')).toBeLessThan(0.94);
  });

  test('are those that read: goods of high-risk countries at dedicated ones, none that is down', () => {
    const known = new Map(MACHINES.map((machine) => [`${machine.lane.port}|${machine.name}`, machine]));
    const dedicatedPorts = new Set(
      MACHINES.filter(({ dedicated }) => dedicated).map(({ lane }) => lane.port),
    );
    let [highRisk, offChannel, down, unknown] = [0, 0, 0, 0];
    const state = new Map<string, string>();
    for (const { event } of trafficBetween([stream], DAY + 9 * HOUR_MS, DAY + 11 * HOUR_MS)) {
      if (event.type === 'border.station.v1') {
        const { port, station, state: now } = event.data as Station;
        state.set(`${port}|${station}`, now);
      }
      if (event.type !== 'border.verdict.v1') continue;
      const { port, station, origin = '', stage } = event.data as Verdict;
      const machine = known.get(`${port}|${station}`);
      if (!machine) unknown += 1;
      if (state.get(`${port}|${station}`) === 'down') down += 1;
      if (stage !== 'primary' || !HIGH_RISK_ORIGINS.has(origin) || !dedicatedPorts.has(port)) continue;
      if (machine?.lane.route === 'cargo' && port === 'PUS') continue;
      highRisk += 1;
      if (machine?.dedicated !== true) offChannel += 1;
    }
    expect([unknown, down]).toEqual([0, 0]);
    expect(highRisk).toBeGreaterThan(1_000);
    expect(offChannel / highRisk).toBeLessThan(0.02);
  });
});

describe('leads', () => {
  const days = 10;
  const onArrivals = told<Lead>(LEADS_ON_ARRIVALS, days);
  const onDesk = told<Lead>(DESK_LEADS, days);
  const opened = (rows: readonly Lead[]) => rows.filter(({ status }) => status === 'open');

  test('are about 25 a day with those that led to cases, and move on within hours', () => {
    let led = 0;
    for (let day = 0; day < days; day += 1)
      led += casesOfDay('1', DAY + day * DAY_MS, '').filter(({ lead }) => lead.length > 0).length;
    const count = opened(onArrivals).length + opened(onDesk).length + led;
    expect(count / days).toBeGreaterThan(19);
    expect(count / days).toBeLessThan(30);
    const closed = onArrivals.filter(({ status }) => status === 'closed').length;
    expect(closed / opened(onArrivals).length).toBeGreaterThan(0.9);
  });

  test('name flights and goods that come, most of them later, and readings that are made', () => {
    const arrivals = new Map<string, number>();
    const subjects = new Set<string>();
    const [from, to] = [DAY + 15 * HOUR_MS, DAY + 18 * HOUR_MS];
    for (const { dueAtMs, event } of trafficBetween([{ ...stream, equipment: false }], from, to + HOUR_MS)) {
      if ('units' in event.data) arrivals.set(`${event.data.port}|${event.data.conveyance}`, dueAtMs);
      else if ('subject' in event.data && 'scanMs' in event.data) subjects.add(event.data.subject);
    }
    const due = opened(onArrivals).filter(
      ({ dueAt }) => Date.parse(dueAt!) > from + 20 * MINUTE_MS && Date.parse(dueAt!) < to - 20 * MINUTE_MS,
    );
    expect(due.length).toBeGreaterThan(0);
    for (const { port, conveyance, subject } of due) {
      expect([conveyance, arrivals.has(`${port}|${conveyance}`)]).toEqual([conveyance, true]);
      if (subject !== undefined) expect([subject, subjects.has(subject)]).toEqual([subject, true]);
    }
  });

  test('minor ones have clusters; the past has a list, operations and open leads', () => {
    const links = new Map<string, number>();
    for (const { link } of opened(told<Lead>(DESK_LEADS, 30)))
      if (link !== undefined) links.set(link, (links.get(link) ?? 0) + 1);
    expect([...links.values()].filter((size) => size >= 3).length).toBeGreaterThan(1);
    const past = pastStatements('1', stream, DAY + 16 * HOUR_MS).map(({ event }) => event!);
    const leads = latest(
      past.filter(({ type }) => type === 'border.lead.v1').map(({ data }) => data as Lead),
      (lead) => lead.leadNo,
    );
    const open = leads.filter(({ status }) => status !== 'closed');
    expect(open.filter(({ kind }) => kind === 'operation').length).toBeGreaterThanOrEqual(1);
    expect(open.filter(({ kind }) => kind === 'operation').length).toBeLessThanOrEqual(3);
    expect(open.some(({ kind, listVersion }) => kind === 'watch-list' && listVersion === '2026-03.1')).toBe(
      true,
    );
    expect(open.some(({ kind }) => kind === 'request')).toBe(true);
    expect(open.some(({ kind }) => kind === 'flight')).toBe(true);
  });
});

test('gate teams attend most flights of high risk and count who is inspected', () => {
  const rows = duesBetween(GATE_TEAMS, stream, DAY, DAY + DAY_MS).map(({ event }) => event.data as Station);
  const flights = new Map(rows.map((row) => [`${row.port}|${row.conveyance}`, row.inspected!]));
  expect(flights.size).toBeGreaterThan(20);
  expect(flights.size).toBeLessThan(80);
  expect([...flights.values()].filter((inspected) => inspected > 20).length / flights.size).toBeGreaterThan(
    0.8,
  );
});

describe('money', () => {
  test('undeclared in the first half of 2025: 316 cases, 143.5 bn won, each above the limit, for every seed', () => {
    for (const seed of ['1', '2', 'x']) {
      const rows = publishedUndeclared(seed).map(({ event }) => event.data as Declaration);
      expect(rows).toHaveLength(316);
      expect(rows.reduce((sum, { amountKrw }) => sum + amountKrw!, 0)).toBe(143_500_000_000);
      expect(rows.every(({ amountUsd }) => amountUsd! > 10_000)).toBe(true);
    }
  });

  test('about 350 checks a day, a few couriers again and again', () => {
    const rows = told<Declaration>(CURRENCY_CHECKS, 30);
    expect(rows.length / 30).toBeGreaterThan(340);
    expect(rows.length / 30).toBeLessThan(360);
    const undeclared = rows.filter(({ result }) => result === 'undeclared');
    expect(undeclared.length / 30).toBeGreaterThan(1);
    expect(undeclared.length / 30).toBeLessThan(2.6);
    expect(
      rows.filter(({ result, amountUsd = 0 }) => result === 'declared' && amountUsd > 10_000).length,
    ).toBeGreaterThan(300);
    const times = new Map<string, number>();
    for (const { courier } of rows)
      if (courier !== undefined) times.set(courier, (times.get(courier) ?? 0) + 1);
    const repeat = [...times.values()].filter((count) => count >= 3).length;
    expect(repeat).toBeGreaterThan(2);
    expect(repeat).toBeLessThan(20);
  });
});

describe('cases other than drugs', () => {
  test('2025 as published: 4,562 firearms of which 4,553 nailers until August, 64 trade cases, 655.6 bn won', () => {
    for (const seed of ['1', '2', 'x']) {
      const events = publishedOtherCases(seed).map(({ event }) => event);
      const rows = events.map(({ data }) => data as Seizure);
      const items = (of: Seizure[]) => of.reduce((sum, { quantity = 0 }) => sum + quantity, 0);
      const arms = rows.filter(({ category }) => category === 'firearm');
      expect(items(arms)).toBe(4_562);
      expect(items(arms.filter(({ item }) => item === 'powder-actuated-nailer'))).toBe(4_553);
      const trade = rows.filter(({ offence }) => offence !== undefined);
      expect(trade).toHaveLength(64);
      expect(trade.reduce((sum, { amountKrw }) => sum + amountKrw!, 0)).toBe(655_600_000_000);
      expect(events.every((event) => isValid(event))).toBe(true);
    }
  });

  test('come at their pace, none of them a drug; major ones are taken within 20 to 102 minutes', () => {
    const dues = duesBetween(OTHER_CASES, stream, DAY, DAY + 60 * DAY_MS);
    const cases = new Map<string, Seizure>();
    for (const { event } of dues) {
      if (event.type !== 'border.seizure.v1') continue;
      const data = event.data as Seizure;
      expect(data.category).not.toBe('drug');
      cases.set(data.caseNo, data);
      if (data.investigationAcceptedAt === undefined) continue;
      const waited = Date.parse(data.investigationAcceptedAt) - Date.parse(data.investigationRequestedAt!);
      expect(waited).toBeGreaterThanOrEqual(20 * MINUTE_MS);
      expect(waited).toBeLessThanOrEqual(90 * MINUTE_MS);
    }
    const count = (keep: (data: Seizure) => boolean) => [...cases.values()].filter(keep).length;
    expect(
      count(({ offence }) => offence === 'origin-laundering' || offence === 'strategic-goods'),
    ).toBeGreaterThan(3);
    expect(count(({ offence }) => offence === 'voice-phishing')).toBeGreaterThan(1);
    expect(count(({ weapon }) => weapon !== undefined)).toBeGreaterThan(2);
  });

  test('drugs from a kilogram on are taken by investigators, too', () => {
    for (let day = 0; day < 60; day += 1) {
      for (const { statements, taken } of casesOfDay('1', DAY + day * DAY_MS, '')) {
        const [first, second] = statements.map(({ event }) => event.data as Seizure);
        const isMajor = first!.grams! >= 1_000;
        expect([taken.length, first!.investigationRequestedAt !== undefined]).toEqual([
          isMajor ? 1 : 0,
          isMajor,
        ]);
        if (isMajor) expect(taken[0]!.dueAtMs).toBe(Date.parse(second!.investigationAcceptedAt!));
        if (isMajor) expect(taken[0]!.dueAtMs).toBeLessThan(statements[1].dueAtMs);
      }
    }
  });
});

test('the second line reads mail again under the same subject and batch, and leaks are rare', () => {
  const again = duesBetween(SECOND_LINE_MAIL, stream, DAY, DAY + 20 * DAY_MS).map(
    ({ event }) => event.data as Verdict,
  );
  expect(again.length / 20).toBeGreaterThan(450);
  expect(again.length / 20).toBeLessThan(950);
  expect(
    again.every(({ port, by, batch }) => port === 'SEL-MAIL' && by === 'officer' && batch !== undefined),
  ).toBe(true);
  expect(again.filter(({ result }) => result === 'confirmed').length).toBeLessThan(7);
  const from = DAY + 10 * HOUR_MS;
  const first = new Map<string, Verdict>();
  for (const { event } of trafficBetween([{ ...stream, equipment: false }], from, from + 2 * HOUR_MS)) {
    const data = event.data as Verdict;
    if (event.type === 'border.verdict.v1' && data.port === 'ICN-MAIL' && data.stage === 'primary')
      first.set(data.subject, data);
  }
  const soon = duesBetween(SECOND_LINE_MAIL, stream, from, from + 5 * HOUR_MS).map(
    ({ event }) => event.data as Verdict,
  );
  const pairs = soon.flatMap((each) =>
    first.has(each.subject) ? [[each, first.get(each.subject)!] as const] : [],
  );
  expect(pairs.length).toBeGreaterThan(20);
  expect(pairs.every(([later, earlier]) => later.batch === earlier.batch && earlier.result === 'clear')).toBe(
    true,
  );
});

test('body searches are counts of the day that begin at zero and never fall', () => {
  const rows = pastStatements('1', stream, DAY + 20 * HOUR_MS)
    .map(({ event }) => event!)
    .filter(({ type, id }) => type === 'border.indicator.v1' && id.includes('ICN-T1/2026-03-04'))
    .map(({ data }) => data as Indicator);
  expect(new Set(rows.map(({ name }) => name)).size).toBe(4);
  const requested = rows.filter(({ name }) => name === 'body-search.requested').map(({ value }) => value);
  expect(requested).toEqual(requested.map((_, index) => index));
});
