import { describe, expect, it } from 'vitest';
import { expectedArrivals } from '../../../server/follow/expected-arrivals.ts';
import { randomOf } from '../../../simulator/random.ts';

/** Knuth's: exact, and slow for large means. */
function poisson(mean: number, random: () => number): number {
  if (mean > 30) return poisson(mean / 2, random) + poisson(mean / 2, random);
  let count = 0;
  for (let product = random(); product > Math.exp(-mean); product *= random()) count++;
  return count;
}
/** Mean 1, variance 1 / shape: a sum of exponentials. */
function gamma(shape: number, random: () => number): number {
  let sum = 0;
  for (let n = 0; n < shape; n++) sum -= Math.log(1 - random());
  return sum / shape;
}

/** How often what comes lies within what was expected. */
function coverage(weeks: number, draw: (random: () => number) => number, rounds = 4_000): number {
  const random = randomOf('coverage', weeks);
  let within = 0;
  for (let round = 0; round < rounds; round++) {
    const expected = expectedArrivals(Array.from({ length: weeks }, () => draw(random)));
    const next = draw(random);
    if (expected && next >= expected.low && next <= expected.high) within++;
  }
  return within / rounds;
}

describe('what is expected of an hour', () => {
  it('is nothing with fewer than four weeks', () => {
    expect(expectedArrivals([1, 2, 3])).toBeNull();
    expect(expectedArrivals([])).toBeNull();
    expect(expectedArrivals([1, 2, 3, 4])).toMatchObject({ weeks: 4 });
  });

  it('is a negative binomial distribution with known quantiles', () => {
    // None in eight weeks: size ½, p = 8/9. P(0) = √(8/9) = 0.943, P(≤1) = 0.943 · (1 + 1/18) = 0.9952.
    expect(expectedArrivals([0, 0, 0, 0, 0, 0, 0, 0])).toEqual({ low: 0, median: 0, high: 1, weeks: 8 });
    // One in four: size 3/2, p = 4/5. P(0) = 0.716, P(≤1) = 0.930, P(≤2) = 0.984, P(≤3) = 0.996.
    expect(expectedArrivals([0, 1, 0, 0])).toEqual({ low: 0, median: 0, high: 3, weeks: 4 });
  });

  it('never alarms at zero where little comes, and does where much does', () => {
    expect(expectedArrivals([2, 1, 0, 3, 1, 2, 1, 0])?.low).toBe(0);
    expect(expectedArrivals([12, 11, 14, 9, 12, 10, 13, 12])?.low).toBeGreaterThan(2);
  });

  it.each([0.1, 0.7, 3, 12, 60])('holds 99 in 100 of Poisson counts with a mean of %f', (mean) => {
    for (const weeks of [4, 8]) {
      expect(coverage(weeks, (random) => poisson(mean, random))).toBeGreaterThan(0.985);
    }
  });

  it('holds nearly as many where weeks differ more than chance makes them, and widens for it', () => {
    const draw = (random: () => number) => poisson(20 * gamma(4, random), random);
    expect(coverage(8, draw)).toBeGreaterThan(0.96);
    const width = (counts: number[]) => {
      const expected = expectedArrivals(counts);
      return (expected?.high ?? 0) - (expected?.low ?? 0);
    };
    expect(width([5, 35, 10, 30, 20, 2, 38, 20])).toBeGreaterThan(
      2 * width([20, 20, 20, 20, 20, 20, 20, 20]),
    );
  });

  it('takes mixed hours and large counts', () => {
    expect(expectedArrivals([4.5, 5.25, 4.75, 6])).toMatchObject({ weeks: 4, median: 5 });
    for (const mean of [900, 19_000, 40_000]) {
      const { high, low, median } = expectedArrivals(Array.from({ length: 8 }, () => mean)) ?? {
        ...{ high: 0, low: 0, median: 0 },
      };
      const half = 2.576 * Math.sqrt((mean * 9) / 8);
      expect(Math.abs(median - mean)).toBeLessThanOrEqual(1);
      expect(Math.abs(high - mean - half)).toBeLessThan(0.03 * half + 2);
      expect(Math.abs(mean - low - half)).toBeLessThan(0.03 * half + 2);
    }
  });
});
