/** Quantile of the normal distribution for a two-sided 95 % interval. */
const Z_95 = 1.959963984540054;

/**
 * 95 % confidence interval of a share after Wilson (1927): unlike the textbook one it holds for few observations and
 * near 0 and 1, and never leaves that range. `null` of nothing.
 */
export function wilson(part: number, of: number): [low: number, high: number] | null {
  if (of <= 0) return null;
  const share = part / of;
  const z2 = Z_95 ** 2;
  const middle = share + z2 / (2 * of);
  const half = Z_95 * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  const whole = 1 + z2 / of;
  return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)];
}

/** What an empty class counts as, of one: without it the logarithm has no value. */
const EMPTY_SHARE = 0.0001;

/**
 * Population stability index: how far a distribution in classes has moved, Σ (now − before) · ln(now / before) over
 * the shares. 0 is the same; it has no unit. `null` when either side is empty.
 */
export function psi(now: readonly number[], before: readonly number[]): number | null {
  const allNow = sum(now);
  const allBefore = sum(before);
  if (allNow === 0 || allBefore === 0) return null;
  return now.reduce((total, count, index) => {
    const share = Math.max(count / allNow, EMPTY_SHARE);
    const earlier = Math.max((before[index] ?? 0) / allBefore, EMPTY_SHARE);
    return total + (share - earlier) * Math.log(share / earlier);
  }, 0);
}

/**
 * Median of values known by class only, on a straight line within its class. `ends` are the upper ends of the classes,
 * ascending from 0; `counts` has one more, the open class. `null` of nothing, or where the median lies in the open
 * class: it is above the last end, nobody knows how far.
 */
export function medianOfClasses(counts: readonly number[], ends: readonly number[]): number | null {
  const half = sum(counts) / 2;
  if (half === 0) return null;
  let below = 0;
  for (const [index, end] of ends.entries()) {
    const count = counts[index] ?? 0;
    const start = ends[index - 1] ?? 0;
    if (count > 0 && below + count >= half) return start + ((half - below) / count) * (end - start);
    below += count;
  }
  return null;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}
