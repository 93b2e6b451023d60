/** What came in the same hour of the week before: how many weeks are known, and 99 % of what the next may bring. */
export interface Expected {
  low: number;
  median: number;
  high: number;
  weeks: number;
}

/** With fewer weeks than this nothing is expected. */
const FEWEST_WEEKS = 4;
export const MOST_WEEKS = 8;
const OUTSIDE = 0.01;
const Z = 2.575_83;
/** Counts above this are taken as normally distributed: the steps of the sum would be many, the error is below 1 %. */
const MANY = 20_000;

/**
 * 95 % quantile of chi-squared and 99.5 % quantile of Student's t, by degrees of freedom (weeks less one, from 3): beyond
 * the first the weeks vary more than chance would have it, and the second pays for estimating how much from so few.
 */
const CHI_SQUARED = [7.815, 9.488, 11.07, 12.592, 14.067];
const STUDENT_T = [5.841, 4.604, 4.032, 3.707, 3.499];

/**
 * Prediction interval for a count from the counts of the same hour in up to eight weeks before, 99 %. With a Poisson
 * count and Jeffreys' prior, Gamma(½, 0), the next count is negative binomial: mean `(n + ½) / weeks`, and variance
 * `mean · (weeks + 1) / weeks`. Where the weeks vary more than Poisson counts do, the variance grows by as much. So a port
 * with one ship in two months is not alarming without one, nor with one. Holidays are not modelled: a Korean holiday is
 * compared with ordinary weeks.
 * @param counts one of each week; they need not be whole, where two clock hours are mixed
 * @returns `null` with fewer than {@link FEWEST_WEEKS}
 */
export function expectedArrivals(counts: readonly number[]): Expected | null {
  const weeks = counts.length;
  if (weeks < FEWEST_WEEKS) return null;
  const sum = counts.reduce((total, count) => total + count, 0);
  const mean = (sum + 0.5) / weeks;
  const variance = (mean * dispersion(counts, sum / weeks) * (weeks + 1)) / weeks;
  const [low, median, high] = quantiles(mean, variance, [OUTSIDE / 2, 0.5, 1 - OUTSIDE / 2]);
  return { low: low ?? 0, median: median ?? 0, high: high ?? 0, weeks };
}

/** How many times the variance of Poisson counts the weeks show; at least one. */
function dispersion(counts: readonly number[], mean: number): number {
  if (mean === 0) return 1;
  const squares = counts.reduce((total, count) => total + (count - mean) ** 2, 0) / mean;
  const degrees = counts.length - 1;
  const place = Math.min(degrees, MOST_WEEKS - 1) - (FEWEST_WEEKS - 1);
  const beyondChance = squares > (CHI_SQUARED[place] ?? Infinity);
  return Math.max(1, (squares / degrees) * (beyondChance ? ((STUDENT_T[place] ?? Z) / Z) ** 2 : 1));
}

/** Smallest counts whose cumulative probability reaches each level (ascending), of a negative binomial distribution. */
function quantiles(mean: number, variance: number, levels: readonly number[]): number[] {
  if (mean > MANY) {
    const deviations = [-Z, 0, Z];
    return levels.map((_, place) =>
      Math.max(0, Math.round(mean + (deviations[place] ?? 0) * Math.sqrt(variance))),
    );
  }
  const p = mean / variance;
  const size = (mean * p) / (1 - p);
  const found: number[] = [];
  // Logarithms, since the first terms may be smaller than the smallest number.
  let log = size * Math.log(p);
  let cumulative = 0;
  for (let count = 0; found.length < levels.length; count++) {
    cumulative += Math.exp(log);
    while (found.length < levels.length && cumulative >= (levels[found.length] ?? 1)) found.push(count);
    if (count > mean + 40 * Math.sqrt(variance) + 10) found.push(count);
    log += Math.log((count + size) / (count + 1)) + Math.log(1 - p);
  }
  return found;
}
