import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { READING_CLASSES_MS } from '../../../server/contract/screening-cells.ts';
import { medianOfClasses, psi, wilson } from '../../../web/src/state/statistics.ts';

const rounded = (interval: [number, number] | null) => interval?.map((each) => Math.round(each * 1e4) / 1e4);

describe('the interval of a share', () => {
  it('is that of Newcombe (1998), table I, method 3', () => {
    expect(rounded(wilson(81, 263))).toEqual([0.2553, 0.3662]);
    expect(rounded(wilson(15, 148))).toEqual([0.0624, 0.1605]);
    expect(rounded(wilson(0, 20))).toEqual([0, 0.1611]);
    expect(rounded(wilson(1, 29))).toEqual([0.0061, 0.1718]);
  });
  it('holds the share, stays within 0 and 1, and is nothing of nothing', () => {
    expect(wilson(0, 0)).toBeNull();
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.nat(1_000_000), (a, b) => {
        const [part, of] = [Math.min(a, b), Math.max(a, b, 1)];
        const [low, high] = wilson(part, of) ?? [NaN, NaN];
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(part / of + 1e-9);
        expect(high).toBeGreaterThanOrEqual(part / of - 1e-9);
      }),
    );
  });
});

describe('the stability index', () => {
  it('is the sum of (now − before) · ln(now / before)', () => {
    // (0.5 − 0.25) ln 2 + (0.5 − 0.75) ln (2/3)
    expect(psi([50, 50], [25, 75])).toBeCloseTo(0.25 * Math.log(2) + 0.25 * Math.log(1.5), 10);
    expect(psi([50, 50], [25, 75])).toBeCloseTo(0.2747, 4);
  });
  it('is 0 for the same shares, whatever the counts, and the same both ways', () => {
    expect(psi([10, 20, 30], [100, 200, 300])).toBeCloseTo(0, 12);
    expect(psi([9, 1], [4, 6])).toBeCloseTo(psi([4, 6], [9, 1]) ?? NaN, 12);
  });
  it('is finite where a class is empty, and nothing where a side is', () => {
    expect(psi([0, 100], [50, 50])).toBeGreaterThan(1);
    expect(psi([0, 100], [50, 50])).toBeLessThan(10);
    expect(psi([0, 0], [1, 1])).toBeNull();
    expect(psi([1, 1], [0, 0])).toBeNull();
  });
});

describe('the median of classes', () => {
  const ends = [1_000, 2_000, 3_000];
  it('lies on a straight line within its class', () => {
    expect(medianOfClasses([0, 10, 0, 0], ends)).toBe(1_500);
    expect(medianOfClasses([10, 10, 20, 0], ends)).toBe(2_000);
    expect(medianOfClasses([1, 1, 4, 0], ends)).toBe(2_250);
  });
  it('is nothing of nothing, and unknown in the open class', () => {
    expect(medianOfClasses([0, 0, 0, 0], ends)).toBeNull();
    expect(medianOfClasses([1, 0, 0, 9], ends)).toBeNull();
  });
  it('is within its class of the true median of any readings', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 59_999 }), { minLength: 1, maxLength: 200 }),
        (times) => {
          const counts = [...READING_CLASSES_MS, Infinity].map(() => 0);
          for (const time of times) {
            const index = READING_CLASSES_MS.findIndex((end) => time < end);
            counts[index] = (counts[index] ?? 0) + 1;
          }
          const median = medianOfClasses(counts, READING_CLASSES_MS) ?? NaN;
          const sorted = times.toSorted((a, b) => a - b);
          const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
          const start = READING_CLASSES_MS.findLast((end) => end <= lower) ?? 0;
          const end = READING_CLASSES_MS.find((each) => each > lower) ?? NaN;
          expect(median).toBeGreaterThanOrEqual(start);
          expect(median).toBeLessThanOrEqual(end);
        },
      ),
    );
  });
});
