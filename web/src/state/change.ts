import { MIN_DENOMINATOR } from './thresholds.ts';

/** Change against a year earlier: a rate where enough cases lie under it, else the plain difference. */
export interface Change {
  kind: 'percent' | 'difference';
  value: number;
}

/** `casesBefore` are the cases under the earlier figure: weights are judged by how many cases make them up. */
export function changeOf(
  current: number | undefined,
  before: number | undefined,
  casesBefore: number,
): Change | null {
  if (current === undefined || before === undefined) return null;
  if (casesBefore < MIN_DENOMINATOR || before === 0) return { kind: 'difference', value: current - before };
  return { kind: 'percent', value: Math.round((current / before - 1) * 100) };
}
