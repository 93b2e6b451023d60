import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { instantOf, localTime, startOfDay, useTimeZone } from '../../../server/contract/days.ts';
import { splitRange, type Range } from '../../../server/db/split-range.ts';

const [MINUTE, HOUR, DAY, KST] = [60_000, 3_600_000, 86_400_000, 9 * 3_600_000];
afterEach(() => useTimeZone('Asia/Seoul'));

const minuteOf = (text: string) => Date.parse(text);

it('reads a day of the site as a day', () => {
  const [from, to] = [minuteOf('2026-02-28T15:00:00Z'), minuteOf('2026-03-01T15:00:00Z')];
  expect(splitRange(from, to)).toEqual({ days: [{ from, to }], hours: [], minutes: [] });
});

it('reads only what is no whole day as hours, and only what is no whole hour as minutes', () => {
  const at = [
    '2026-02-28T10:58Z',
    '2026-02-28T11:00Z',
    '2026-02-28T15:00Z',
    '2026-03-03T15:00Z',
    '2026-03-03T17:00Z',
    '2026-03-03T17:03Z',
  ];
  const [a, b, c, d, e, f] = at.map(minuteOf) as [number, number, number, number, number, number];
  expect(splitRange(a, f)).toEqual({
    days: [{ from: c, to: d }],
    hours: [
      { from: b, to: c },
      { from: d, to: e },
    ],
    minutes: [
      { from: a, to: b },
      { from: e, to: f },
    ],
  });
});

it('covers every minute of any range exactly once, each part whole in its unit', () => {
  const first = minuteOf('2026-02-26T00:00Z') / MINUTE;
  fc.assert(
    fc.property(fc.nat({ max: 8_000 }), fc.integer({ min: 1, max: 8_000 }), (start, length) => {
      const [from, to] = [(first + start) * MINUTE, (first + start + length) * MINUTE];
      const { days, hours, minutes } = splitRange(from, to);
      const parts: Range[] = [...days, ...hours, ...minutes].sort((a, b) => a.from - b.from);
      expect(parts[0]?.from).toBe(from);
      expect(parts.at(-1)?.to).toBe(to);
      parts.slice(1).forEach((part, index) => expect(part.from).toBe(parts[index]?.to));
      for (const part of parts) expect(part.from).toBeLessThan(part.to);
      for (const day of days) expect([(day.from + KST) % DAY, (day.to + KST) % DAY]).toEqual([0, 0]);
      for (const hour of hours) expect([hour.from % HOUR, hour.to % HOUR]).toEqual([0, 0]);
      // Never more minutes than an hour on each side, never more hours than a day.
      for (const part of minutes) expect(part.to - part.from).toBeLessThan(2 * HOUR);
      for (const part of hours) expect(part.to - part.from).toBeLessThan(2 * DAY);
    }),
  );
});

it('does so where days have 23, 25 or 24 and a half hours, and hours begin at a quarter', () => {
  const zones = ['America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.constantFrom('2026-03-06', '2026-04-03', '2026-10-02', '2026-10-30'),
      fc.nat({ max: 5_000 }),
      fc.integer({ min: 1, max: 5_000 }),
      (zone, day, start, length) => {
        useTimeZone(zone);
        const from = startOfDay(day) + start * MINUTE;
        const to = from + length * MINUTE;
        const { days, hours, minutes } = splitRange(from, to);
        const parts = [...days, ...hours, ...minutes].sort((a, b) => a.from - b.from);
        expect([parts[0]?.from, parts.at(-1)?.to]).toEqual([from, to]);
        parts.slice(1).forEach((part, index) => expect(part.from).toBe(parts[index]?.to));
        const times = (ranges: Range[], from: number) =>
          ranges.flatMap((range) => [range.from, range.to]).map((each) => localTime(each).slice(from));
        for (const time of times(days, 11)) expect(time).toBe('00:00:00');
        for (const time of times(hours, 14)) expect(time).toBe('00:00');
        for (const part of minutes) expect(part.to - part.from).toBeLessThan(2 * HOUR);
        for (const part of hours) expect(part.to - part.from).toBeLessThan(2 * DAY);
      },
    ),
  );
  useTimeZone('America/New_York');
  const [from, to] = [instantOf('2026-11-01T00:00'), instantOf('2026-11-02T00:00')];
  expect(to - from).toBe(25 * HOUR);
  expect(splitRange(from, to)).toEqual({ days: [{ from, to }], hours: [], minutes: [] });
});
