import { describe, expect, test } from 'vitest';
import { grossArrivals, singleArrivals } from '../../simulator/past-arrivals.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, dayStart } from '../../simulator/kst.ts';
import { streamsOf } from '../../simulator/streams.ts';
import type { Stream } from '../../simulator/streams.ts';
import { trafficBetween } from '../../simulator/traffic.ts';
import { isValid } from './support/reference-board.ts';

const NOON = dayStart('2026-03-04') + 12 * HOUR_MS;

function textOf(streams: readonly Stream[], fromMs: number, toMs: number): string[] {
  return Array.from(trafficBetween(streams, fromMs, toMs), (due) => JSON.stringify(due));
}

describe('same seed, same events', () => {
  const whole = textOf(streamsOf('1', 1), NOON, NOON + HOUR_MS);

  test('however often they are asked for', () => {
    expect(textOf(streamsOf('1', 1), NOON, NOON + HOUR_MS)).toEqual(whole);
  });

  test('in whatever portions', () => {
    const cuts = [0, 1, 7 * MINUTE_MS + 1, 15 * MINUTE_MS, 44 * MINUTE_MS, HOUR_MS];
    const parts = cuts
      .slice(1)
      .flatMap((cut, index) => textOf(streamsOf('1', 1), NOON + cuts[index]!, NOON + cut));
    expect(parts).toEqual(whole);
  });

  test('over midnight', () => {
    const midnight = dayStart('2026-03-05');
    const across = textOf(streamsOf('1', 1), midnight - 20 * MINUTE_MS, midnight + 20 * MINUTE_MS);
    const [before, after] = [
      textOf(streamsOf('1', 1), midnight - 20 * MINUTE_MS, midnight),
      textOf(streamsOf('1', 1), midnight, midnight + 20 * MINUTE_MS),
    ];
    expect([...before, ...after]).toEqual(across);
  });

  test('another seed, others', () => {
    const other = new Set(textOf(streamsOf('2', 1), NOON, NOON + HOUR_MS));
    expect(whole.some((each) => other.has(each))).toBe(false);
  });
});

test('a rate is a multiple at true times, with the first stream in it', () => {
  const minutes = 10 * MINUTE_MS;
  // Stations are the same at any rate.
  const isStation = (text: string) => text.includes('"kind":"') && text.includes('border.station.v1');
  const one = textOf(streamsOf('1', 1), NOON, NOON + minutes).filter((each) => !isStation(each));
  const many = textOf(streamsOf('1', 5.5), NOON, NOON + minutes).filter((each) => !isStation(each));
  expect(many.length / one.length).toBeGreaterThan(5.1);
  expect(many.length / one.length).toBeLessThan(5.9);
  const all = new Set(many);
  expect(one.every((each) => all.has(each))).toBe(true);
  expect(new Set(many.map((each) => JSON.parse(each).event.id)).size).toBe(many.length);
});

test('a scale thins units and verdicts alike', () => {
  const count = (streams: readonly Stream[]) => {
    let [units, verdicts] = [0, 0];
    for (const { event } of trafficBetween(streams, NOON, NOON + 4 * HOUR_MS)) {
      if ('units' in event.data) units += event.data.units;
      else if ('stage' in event.data && event.data.stage === 'primary') verdicts += 1;
    }
    return { units, verdicts };
  };
  const [whole, part] = [count(streamsOf('1', 1)), count(streamsOf('1', 0.2))];
  expect(part.units / whole.units).toBeGreaterThan(0.16);
  expect(part.units / whole.units).toBeLessThan(0.24);
  // A fifth of the conveyances has rougher edges: what landed just before the end is read after it.
  expect(Math.abs(part.verdicts / part.units - whole.verdicts / whole.units)).toBeLessThan(0.1);
});

describe('arrivals of the past', () => {
  const [stream] = streamsOf('1', 1);
  const day = dayStart('2026-02-10');

  test('one by one they are those of live traffic', () => {
    const live = Array.from(
      trafficBetween([{ ...stream!, equipment: false }], day, day + 8 * HOUR_MS),
      ({ event }) => event,
    )
      .filter(({ type }) => type === 'border.arrival.v1')
      .map((event) => JSON.stringify(event));
    const past = singleArrivals(stream!, day)
      .filter(({ dueAtMs }) => dueAtMs < day + 8 * HOUR_MS)
      .map(({ event }) => JSON.stringify(event));
    expect(past.toSorted()).toEqual(live.toSorted());
  });

  test('in the gross they have the same volume, are of the day and known right after', () => {
    const units = (dues: ReturnType<typeof grossArrivals>) =>
      dues.reduce((sum, { event }) => sum + ('units' in event.data ? event.data.units : 0), 0);
    const single = units(singleArrivals(stream!, day));
    for (const step of [1, 3] as const) {
      const gross = grossArrivals(stream!, day, step);
      expect(Math.abs(units(gross) / single - 1)).toBeLessThan(0.02);
      expect(gross.every(({ event }) => isValid(event))).toBe(true);
      for (const { dueAtMs, event } of gross) {
        expect(Date.parse(event.time)).toBeGreaterThanOrEqual(day);
        expect(Date.parse(event.time)).toBeLessThan(day + DAY_MS);
        expect(dueAtMs).toBeGreaterThan(Date.parse(event.time));
        expect(dueAtMs - Date.parse(event.time)).toBeLessThan((step + 0.1) * HOUR_MS);
      }
      expect(new Set(gross.map(({ event }) => event.id)).size).toBe(gross.length);
    }
  });
});
