import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  addDays,
  daysLater,
  endOfDay,
  endOfHour,
  instantOf,
  isDay,
  localTime,
  samePeriodLastYear,
  siteDay,
  startOfDay,
  startOfHour,
  timeZone,
  useTimeZone,
} from '../../../server/contract/days.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const at = (text: string) => Date.parse(text);
/** A period of whole days, both included, and the answer in the same words. */
function lastYear(first: string, last: string): [string, string] {
  const { from, to } = samePeriodLastYear(startOfDay(first), endOfDay(last));
  return [siteDay(from), siteDay(to - 1)];
}

afterEach(() => useTimeZone('Asia/Seoul'));

describe('a day in Korea', () => {
  it('begins at 15:00 UTC of the day before', () => {
    expect(siteDay(at('2026-03-01T14:59:59.999Z'))).toBe('2026-03-01');
    expect(siteDay(at('2026-03-01T15:00:00.000Z'))).toBe('2026-03-02');
    expect(new Date(startOfDay('2026-03-02')).toISOString()).toBe('2026-03-01T15:00:00.000Z');
    expect(endOfDay('2026-12-31')).toBe(startOfDay('2027-01-01'));
  });

  it('holds every instant between its start and its end, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('2000-01-01T00:00Z'), max: at('2100-01-01T00:00Z') }), (instant) => {
        const day = siteDay(instant);
        expect(instant).toBeGreaterThanOrEqual(startOfDay(day));
        expect(instant).toBeLessThan(endOfDay(day));
        expect(isDay(day)).toBe(true);
      }),
    );
  });

  it('is a date that exists, written in full', () => {
    expect(['2024-02-29', '2026-12-31', '2000-01-01'].map(isDay)).toEqual([true, true, true]);
    for (const text of [
      '2026-02-29',
      '2026-02-30',
      '2026-04-31',
      '2026-13-01',
      '2026-00-10',
      '2026-1-1',
      '26-01-01',
      '',
      '2026-01-01T00:00:00Z',
    ]) {
      expect(isDay(text), text).toBe(false);
    }
  });
});

describe('the same period of the year before', () => {
  it('has the same first and the same last date', () => {
    expect(lastYear('2026-01-01', '2026-09-30')).toEqual(['2025-01-01', '2025-09-30']);
    expect(lastYear('2026-05-05', '2026-05-05')).toEqual(['2025-05-05', '2025-05-05']);
    expect(lastYear('2025-12-30', '2026-01-02')).toEqual(['2024-12-30', '2025-01-02']);
  });

  it('does not reach into 29 February when the period ends on the 28th', () => {
    expect(lastYear('2025-02-01', '2025-02-28')).toEqual(['2024-02-01', '2024-02-28']);
    expect(lastYear('2025-01-01', '2025-02-28')).toEqual(['2024-01-01', '2024-02-28']);
  });

  it('ends and begins on 28 February when the period ends or begins on the 29th', () => {
    expect(lastYear('2024-02-01', '2024-02-29')).toEqual(['2023-02-01', '2023-02-28']);
    expect(lastYear('2024-02-29', '2024-03-31')).toEqual(['2023-02-28', '2023-03-31']);
    expect(lastYear('2024-02-29', '2024-02-29')).toEqual(['2023-02-28', '2023-02-28']);
  });

  it('takes 29 February in when the period of the common year goes round it', () => {
    expect(lastYear('2025-02-28', '2025-03-01')).toEqual(['2024-02-28', '2024-03-01']);
    expect(lastYear('2025-01-01', '2025-12-31')).toEqual(['2024-01-01', '2024-12-31']);
  });

  it('keeps the time of day of instants', () => {
    const { from, to } = samePeriodLastYear(at('2026-03-05T10:17:00+09:00'), at('2026-03-05T11:00:00+09:00'));
    expect(from).toBe(at('2025-03-05T10:17:00+09:00'));
    expect(to).toBe(at('2025-03-05T11:00:00+09:00'));
  });

  it('is never empty and begins on the same date, for any days', () => {
    const day = fc
      .integer({ min: at('2001-01-01T00:00Z') / DAY_MS, max: at('2099-01-01T00:00Z') / DAY_MS })
      .map((n) => siteDay(n * DAY_MS));
    fc.assert(
      fc.property(day, fc.nat({ max: 800 }), (first, days) => {
        const last = siteDay(startOfDay(first) + days * DAY_MS);
        const [begins, ends] = lastYear(first, last);
        const yearBefore = (text: string) =>
          `${Number(text.slice(0, 4)) - 1}${text.slice(4)}`.replace('-02-29', '-02-28');
        expect([begins, ends]).toEqual([yearBefore(first), yearBefore(last)]);
      }),
    );
  });
});

/** With daylight saving time, with half an hour of it, with an hour that begins at a quarter, and with none of these. */
const ZONES = ['Asia/Seoul', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'];

describe.each(ZONES)('days in %s', (zone) => {
  beforeEach(() => useTimeZone(zone));
  const text = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
  const range = { min: at('2024-01-01T00:00Z'), max: at('2028-01-01T00:00Z') };
  const instant = fc.oneof(
    fc.integer(range),
    // Where clocks are put, and what is of an hour.
    fc
      .tuple(
        fc.constantFrom('2026-03-08T07:00Z', '2026-11-01T06:00Z', '2026-04-04T15:00Z', '2026-10-03T15:30Z'),
      )
      .chain(([put]) => fc.integer({ min: at(put) - 4 * HOUR_MS, max: at(put) + 4 * HOUR_MS })),
  );

  it('and times of day are those of the zone, for any instant', () => {
    fc.assert(
      fc.property(instant, (time) => {
        expect(localTime(time)).toBe(text.format(time).replace(' ', 'T'));
        expect(siteDay(time)).toBe(text.format(time).slice(0, 10));
      }),
    );
  });

  it('hold every instant from their start to their end, and no other', () => {
    fc.assert(
      fc.property(instant, (time) => {
        const day = siteDay(time);
        expect(startOfDay(day)).toBeLessThanOrEqual(time);
        expect(endOfDay(day)).toBeGreaterThan(time);
        expect(siteDay(startOfDay(day))).toBe(day);
        expect(siteDay(startOfDay(day) - 1)).toBe(addDays(day, -1));
      }),
    );
  });

  it('follow each other without a gap, and have as many hours as the clocks give them', () => {
    const lengths: Record<number, number> = {};
    for (let day = '2025-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
      expect(endOfDay(day)).toBe(startOfDay(addDays(day, 1)));
      const hours = (endOfDay(day) - startOfDay(day)) / HOUR_MS;
      lengths[hours] = (lengths[hours] ?? 0) + 1;
    }
    const wanted: Record<string, Record<number, number>> = {
      'America/New_York': { 23: 2, 24: 726, 25: 2 },
      'Australia/Lord_Howe': { 23.5: 2, 24: 726, 24.5: 2 },
    };
    expect(lengths).toEqual(wanted[zone] ?? { 24: 730 });
  });

  it('are made of whole hours without a gap', () => {
    fc.assert(
      fc.property(instant, (time) => {
        const [from, to] = [startOfHour(time), endOfHour(time)];
        expect(from).toBeLessThanOrEqual(time);
        expect(to).toBeGreaterThan(time);
        expect([localTime(from), localTime(to)].map((each) => each.slice(14))).toEqual(['00:00', '00:00']);
        expect([startOfHour(from), startOfHour(to - 1), endOfHour(from), startOfHour(to)]).toEqual([
          ...[from, from, to, to],
        ]);
        expect(siteDay(from)).toBe(siteDay(to - 1));
      }),
    );
  });

  it('are found again by their times of day, the earlier where two show the same', () => {
    fc.assert(
      fc.property(instant, (time) => {
        const second = Math.floor(time / 1_000) * 1_000;
        const found = instantOf(localTime(second));
        expect(localTime(found)).toBe(localTime(second));
        expect(found).toBeLessThanOrEqual(second);
        expect(localTime(daysLater(second, 7)).slice(0, 10)).toBe(addDays(siteDay(second), 7));
      }),
    );
  });

  it('have the same first and last date a year before', () => {
    const day = fc.nat({ max: 1_400 }).map((days) => addDays('2024-01-01', days));
    const before = (of: string) => `${Number(of.slice(0, 4)) - 1}${of.slice(4)}`.replace('-02-29', '-02-28');
    fc.assert(
      fc.property(day, fc.nat({ max: 400 }), (first, days) => {
        const last = addDays(first, days);
        expect(samePeriodLastYear(startOfDay(first), endOfDay(last))).toEqual({
          from: startOfDay(before(first)),
          to: endOfDay(before(last)),
        });
      }),
    );
  });
});

describe('a local time', () => {
  it('that exists twice is the first, and one that does not exist comes as much later as clocks were put', () => {
    useTimeZone('America/New_York');
    expect(instantOf('2026-11-01T01:30')).toBe(at('2026-11-01T01:30-04:00'));
    expect(instantOf('2026-03-08T02:30')).toBe(at('2026-03-08T03:30-04:00'));
    expect(instantOf('2026-03-08T02:30:05')).toBe(at('2026-03-08T03:30:05-04:00'));
    expect(instantOf('')).toBeNaN();
  });

  it('of midnight is the first instant of the day, also where midnight exists twice or not at all', () => {
    useTimeZone('America/Havana');
    expect(startOfDay('2026-11-01')).toBe(at('2026-11-01T00:00-04:00'));
    expect(startOfDay('2026-03-08')).toBe(at('2026-03-08T01:00-04:00'));
    // The last hour of the 28th comes twice in Greenland.
    useTimeZone('America/Nuuk');
    const to = endOfDay('2026-10-24');
    expect(samePeriodLastYear(to - DAY_MS, endOfDay('2026-10-25')).to).toBe(endOfDay('2025-10-25'));
  });
});

it('knows no zone that does not exist, and stays in the one it has', () => {
  expect(() => useTimeZone('Asia/Atlantis')).toThrow(RangeError);
  expect(timeZone()).toBe('Asia/Seoul');
});
