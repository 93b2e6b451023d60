import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInstant } from '../../../server/contract/instant.ts';

describe('an instant', () => {
  it('is read with its offset', () => {
    const noon = Date.UTC(2026, 2, 1, 12);
    expect(readInstant('2026-03-01T12:00:00Z')).toBe(noon);
    expect(readInstant('2026-03-01T21:00:00+09:00')).toBe(noon);
    expect(readInstant('2026-03-01T01:30:00-10:30')).toBe(noon);
    expect(readInstant('2026-03-01T12:00:00.250Z')).toBe(noon + 250);
    expect(readInstant('2026-03-01T12:00:00.123456789Z')).toBe(noon + 123);
  });

  it('may be written with small letters, as RFC 3339 allows', () => {
    expect(readInstant('2026-03-01t12:00:00z')).toBe(Date.UTC(2026, 2, 1, 12));
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:61Z',
    '2026-01-01T00:00:00+99:00',
    'yesterday',
    '',
  ])('that does not exist, %j, is none', (text) => {
    expect(readInstant(text)).toBeNaN();
  });

  it('of 29 February exists in leap years alone', () => {
    const exists = (year: number) => !Number.isNaN(readInstant(`${year}-02-29T00:00:00Z`));
    expect([2000, 2024, 2028, 2096].map(exists)).toEqual([true, true, true, true]);
    expect([2023, 2025, 2026, 2100].map(exists)).toEqual([false, false, false, false]);
  });

  it('comes back as it was, for any instant', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
        (date) => {
          expect(readInstant(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });
});
