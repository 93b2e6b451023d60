import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endOfKstDay,
  isKstDay,
  kstDay,
  samePeriodLastYear,
  startOfKstDay,
} from '../../../server/contract/kst.ts';

const DAY_MS = 86_400_000;
const at = (text: string) => Date.parse(text);
/** A period of whole days, both included, and the answer in the same words. */
function lastYear(first: string, last: string): [string, string] {
  const { from, to } = samePeriodLastYear(startOfKstDay(first), endOfKstDay(last));
  return [kstDay(from), kstDay(to - 1)];
}

describe('a KST day', () => {
  it('begins at 15:00 UTC of the day before', () => {
    expect(kstDay(at('2026-03-01T14:59:59.999Z'))).toBe('2026-03-01');
    expect(kstDay(at('2026-03-01T15:00:00.000Z'))).toBe('2026-03-02');
    expect(new Date(startOfKstDay('2026-03-02')).toISOString()).toBe('2026-03-01T15:00:00.000Z');
    expect(endOfKstDay('2026-12-31')).toBe(startOfKstDay('2027-01-01'));
  });

  it('holds every instant between its start and its end, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('2000-01-01T00:00Z'), max: at('2100-01-01T00:00Z') }), (instant) => {
        const day = kstDay(instant);
        expect(instant).toBeGreaterThanOrEqual(startOfKstDay(day));
        expect(instant).toBeLessThan(endOfKstDay(day));
        expect(isKstDay(day)).toBe(true);
      }),
    );
  });

  it('is a date that exists, written in full', () => {
    expect(['2024-02-29', '2026-12-31', '2000-01-01'].map(isKstDay)).toEqual([true, true, true]);
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
      expect(isKstDay(text), text).toBe(false);
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
      .map((n) => kstDay(n * DAY_MS));
    fc.assert(
      fc.property(day, fc.nat({ max: 800 }), (first, days) => {
        const last = kstDay(startOfKstDay(first) + days * DAY_MS);
        const [begins, ends] = lastYear(first, last);
        const yearBefore = (text: string) =>
          `${Number(text.slice(0, 4)) - 1}${text.slice(4)}`.replace('-02-29', '-02-28');
        expect([begins, ends]).toEqual([yearBefore(first), yearBefore(last)]);
      }),
    );
  });
});
