import { wilson } from '../state/statistics.ts';
import { MIN_DENOMINATOR } from '../state/thresholds.ts';
import { NO_DATA, type Format } from './format.ts';

/** Below this a percentage keeps one decimal: 2.9 % and 2.1 % are not the same rate. */
const SMALL_PERCENT = 10;

/** A rate rounded down, with a decimal where it is small; few are counted instead. Some are never written as none. */
export function rate(part: number, of: number, format: Format): string {
  if (of === 0) return NO_DATA;
  if (of < MIN_DENOMINATOR) return `${format.count(part)}/${format.count(of)}`;
  const percent = (part / of) * 100;
  if (part > 0 && percent < 0.1) return `<${decimal(0.1)}%`;
  return `${written(percent, Math.floor)}%`;
}

/** Its 95 % interval, rounded outwards, as wide as the truth allows; empty where a rate is counted. */
export function interval(part: number, of: number): string {
  const bounds = of < MIN_DENOMINATOR ? null : wilson(part, of);
  if (bounds === null) return '';
  const [low, high] = bounds.map((bound) => bound * 100) as [number, number];
  return `${written(low, Math.floor)}–${written(high, Math.ceil)}`;
}

function written(percent: number, round: (value: number) => number): string {
  // Floating point puts 3 % of 100 at 3.0000000000000004: that is 3.
  const clean = Math.round(percent * 1e9) / 1e9;
  return clean < SMALL_PERCENT && clean > 0 ? decimal(round(clean * 10) / 10) : String(round(clean));
}

/** Korean and English write it alike. */
const decimal = (value: number) => value.toFixed(1);

/** Seconds with a decimal under a minute. */
export function seconds(ms: number, format: Format): string {
  return `${decimal(Math.floor(ms / 100) / 10)}${format.language === 'ko' ? '초' : ' s'}`;
}

/** A count, in short from a million on: the exact one is one action away. */
export function large(value: number, format: Format): string {
  if (value < 1_000_000) return format.count(value);
  const style = { notation: 'compact', maximumSignificantDigits: 3 } as const;
  return new Intl.NumberFormat(format.language === 'ko' ? 'ko-KR' : 'en-GB', style).format(value);
}
