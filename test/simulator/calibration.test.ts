import { describe, expect, test } from 'vitest';
import type { Arrival, Seizure, Verdict } from '../../server/contract/events.ts';
import { casesOfDay } from '../../simulator/cases.ts';
import { HIGH_RISK_ORIGINS } from '../../simulator/data/origins.ts';
import { PROFILES } from '../../simulator/data/profiles.ts';
import { LANES } from '../../simulator/data/volumes.ts';
import { DAY_MS, HOUR_MS, dayStart } from '../../simulator/kst.ts';
import { dayShareAt, levelOf, offsetAtShare } from '../../simulator/lanes.ts';
import { randomOf } from '../../simulator/random.ts';
import { streamsOf } from '../../simulator/streams.ts';
import { trafficBetween } from '../../simulator/traffic.ts';
import { caseWeights } from '../../simulator/weights.ts';
import { isValid } from './support/reference-board.ts';

test('weights of cases: the checks of domain.md', () => {
  const weight = caseWeights(randomOf('calibration'));
  const grams = Array.from({ length: 400_000 }, weight);
  const total = grams.reduce((sum, each) => sum + each, 0);
  const share = (of: number[]) => (100 * of.length) / grams.length;
  const heavy = grams.filter((each) => each >= 10_000);
  expect(share(grams.filter((each) => each <= 10))).toBeCloseTo(19, 0);
  expect(share(grams.filter((each) => each >= 1_000))).toBeGreaterThan(14);
  expect(share(grams.filter((each) => each >= 1_000))).toBeLessThan(15.5);
  expect(share(heavy)).toBeCloseTo(2.2, 0);
  const held = (100 * heavy.reduce((sum, each) => sum + each, 0)) / total;
  expect(held).toBeGreaterThan(46);
  expect(held).toBeLessThan(50);
  expect(Math.max(...heavy)).toBe(30_000);
});

test('profiles are whole days', () => {
  for (const name of ['airport', 'express', 'mail', 'seaport', 'ferry'] as const) {
    expect(PROFILES[name]).toHaveLength(24);
    expect(PROFILES[name].reduce((sum, each) => sum + each, 0)).toBeCloseTo(100, 6);
  }
  const midnight = dayStart('2026-03-04');
  for (const share of [0, 0.013, 0.25, 0.5, 0.9, 0.999]) {
    expect(dayShareAt('airport', midnight + offsetAtShare('airport', share))).toBeCloseTo(share, 5);
  }
});

test('levels are 1 over a year, and November brings a quarter more parcels', () => {
  const from = dayStart('2026-01-01');
  for (const route of ['traveller', 'express', 'mail', 'cargo'] as const) {
    let sum = 0;
    for (let day = 0; day < 365; day += 1) sum += levelOf(route, from + day * DAY_MS);
    expect(sum / 365).toBeCloseTo(1, 1);
  }
  const wednesday = levelOf('express', dayStart('2026-11-18')) / levelOf('express', dayStart('2026-10-14'));
  expect(wednesday).toBeCloseTo(1.25, 2);
});

describe('one day of ordinary traffic', () => {
  const midnight = dayStart('2026-03-04');
  const units = new Map<string, number>();
  const byHour = Array.from({ length: 24 }, () => 0);
  const ids = new Set<string>();
  const flagged = new Set<string>();
  const secondary = new Set<string>();
  const read = new Map<string, number>();
  let [sampled, caught] = [0, 0];
  let [events, primary, upheld, rushed, intensive, invalid, highRisk, landings] = [0, 0, 0, 0, 0, 0, 0, 0];
  let last = 0;
  let inOrder = true;
  for (const { dueAtMs, event } of trafficBetween(streamsOf('1', 1), midnight, midnight + DAY_MS)) {
    events += 1;
    inOrder &&= dueAtMs >= last;
    last = dueAtMs;
    ids.add(`${event.source} ${event.id}`);
    // Every tenth is enough for the schemas; all of the rare ones.
    if (
      (events % 10 === 0 || !['border.verdict.v1', 'border.station.v1'].includes(event.type)) &&
      !isValid(event)
    )
      invalid += 1;
    if (event.type === 'border.arrival.v1') {
      const arrival = event.data as Arrival;
      const lane = `${arrival.port}|${arrival.route}`;
      units.set(lane, (units.get(lane) ?? 0) + arrival.units);
      if (arrival.risk === 'high') highRisk += 1;
      if (lane.startsWith('ICN-T')) {
        landings += 1;
        byHour[Math.floor((dueAtMs - midnight) / HOUR_MS)]! += arrival.units;
      }
    } else if (event.type === 'border.verdict.v1') {
      const verdict = event.data as Verdict;
      if (verdict.stage === 'secondary') {
        if (verdict.result !== 'clear' && !flagged.has(verdict.subject)) caught += 1;
        if (!flagged.has(verdict.subject)) {
          sampled += 1;
          continue;
        }
        secondary.add(verdict.subject);
        if (verdict.result === 'confirmed') upheld += 1;
        continue;
      }
      primary += 1;
      const lane = `${verdict.port}|${verdict.route}`;
      read.set(lane, (read.get(lane) ?? 0) + 1);
      if (verdict.result !== 'clear') flagged.add(verdict.subject);
      if (HIGH_RISK_ORIGINS.has(verdict.origin ?? '')) {
        intensive += 1;
        if (verdict.scanMs < 7_000) rushed += 1;
      }
    }
  }

  test('is in order, without repetition, and valid', () => {
    expect(inOrder).toBe(true);
    expect(ids.size).toBe(events);
    expect(invalid).toBe(0);
  });

  test('has the volumes of the table, within 3 % of their level', () => {
    let [sum, target] = [0, 0];
    for (const { port, route, unitsPerDay, unitsPerConveyance } of LANES) {
      const expected = unitsPerDay * levelOf(route, midnight);
      const got = units.get(`${port}|${route}`) ?? 0;
      sum += got;
      target += expected;
      // A lane of a few conveyances a day cannot be more exact than two of them.
      expect(Math.abs(got - expected)).toBeLessThan(Math.max(0.03 * expected, 2 * unitsPerConveyance));
    }
    expect(Math.abs(sum / target - 1)).toBeLessThan(0.02);
    expect(landings).toBeGreaterThan(530);
    expect(landings).toBeLessThan(620);
  });

  test('follows the hourly profile at Incheon', () => {
    const total = byHour.reduce((sum, each) => sum + each, 0);
    for (const [hour, share] of PROFILES.airport.entries()) {
      expect(Math.abs((100 * byHour[hour]!) / total - share)).toBeLessThan(0.3 + share / 6);
    }
  });

  test('reads just below everything, flags 3 %, upholds 12 %, looks at every flag again', () => {
    const arrived = [...units.values()].reduce((sum, each) => sum + each, 0);
    expect(primary / arrived).toBeGreaterThan(0.98);
    expect(primary / arrived).toBeLessThan(1.005);
    expect(flagged.size / primary).toBeCloseTo(0.03, 3);
    expect(upheld / secondary.size).toBeGreaterThan(0.11);
    expect(upheld / secondary.size).toBeLessThan(0.13);
    const open = [...flagged].filter((subject) => !secondary.has(subject)).length;
    // Of what the AI cleared a sample, and 750 items of mail that East Seoul reads again.
    expect(sampled).toBeGreaterThan(0.0018 * primary);
    expect(sampled).toBeLessThan(0.0045 * primary);
    expect(caught).toBeGreaterThan(0);
    expect(caught).toBeLessThan(20);
    // Those flagged in the last minutes of the day have theirs tomorrow.
    expect(open / flagged.size).toBeLessThan(0.01);
  });

  test('reads goods of high-risk countries for seven seconds, but for a few', () => {
    expect(intensive).toBeGreaterThan(10_000);
    expect(rushed / intensive).toBeGreaterThan(0.002);
    expect(rushed / intensive).toBeLessThan(0.006);
    expect(highRisk).toBeGreaterThan(20);
  });

  test('is of the published order of magnitude', () => {
    expect(primary).toBeGreaterThan(650_000);
    expect(primary).toBeLessThan(770_000);
  });
});

test('cases: 3.4 a day, told twice, weighed net at the second time, found in an item that both have read', () => {
  const days = 600;
  let [cases, missed] = [0, 0];
  for (let day = 0; day < days; day += 1) {
    for (const { statements, verdicts, carrier } of casesOfDay(
      '1',
      dayStart('2026-01-01') + day * DAY_MS,
      '',
    )) {
      cases += 1;
      const [first, second] = statements.map(({ event }) => event.data as Seizure);
      expect(second).toMatchObject({ caseNo: first!.caseNo, subject: first!.subject, status: 'confirmed' });
      expect(first!.status).toBe('provisional');
      expect(second!.grams).toBeLessThanOrEqual(first!.grams!);
      expect(statements[1].dueAtMs - statements[0].dueAtMs).toBeGreaterThan(HOUR_MS);
      expect((verdicts[1].event.data as Verdict).result).toBe('confirmed');
      expect((verdicts[0].event.data as Verdict).subject).toBe(first!.subject);
      if ((verdicts[0].event.data as Verdict).result === 'clear') missed += 1;
      const order = [
        carrier.arrivedAtMs,
        ...verdicts.map((due) => due.dueAtMs),
        ...statements.map((due) => due.dueAtMs),
      ];
      expect(order.toSorted((a, b) => a - b)).toEqual(order);
    }
  }
  expect(cases / days).toBeGreaterThan(3.2);
  expect(cases / days).toBeLessThan(3.6);
  expect(1 - missed / cases).toBeGreaterThan(0.82);
  expect(1 - missed / cases).toBeLessThan(0.88);
});
