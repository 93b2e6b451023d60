import type { DrillReport } from '../../../../server/contract/drill-rest.ts';

type Charts = DrillReport['charts'];
export type ChartName = Exclude<keyof Charts, 'minutes'>;
export const CHART_NAMES: readonly ChartName[] = ['units', 'queue', 'openAlarms'];

/** The largest figure of a chart and its minute; `null`: there is none. */
export function peakOf(charts: Charts, name: ChartName): { value: number; at: string } | null {
  const values = charts[name];
  if (values.length === 0) return null;
  const value = Math.max(...values);
  const at = charts.minutes[values.indexOf(value)];
  return at === undefined ? null : { value, at };
}

/** The first round number that is no less than a figure, and whose half is whole: top of its scale. */
export function roundAbove(value: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))));
  const factors = power === 1 ? [2, 4, 6, 8, 10] : [1, 2, 3, 4, 5, 6, 8, 10];
  return power * (factors.find((each) => each * power >= value) ?? 10);
}

/** At most seven minutes of so many, evenly apart from the first on, by their place in the row. */
export function tickIndexes(minutes: number): number[] {
  if (minutes === 0) return [];
  const step = [1, 2, 5, 10, 15, 20, 30, 60, 120, 240].find((each) => (minutes - 1) / each <= 6) ?? minutes;
  return Array.from({ length: Math.floor((minutes - 1) / step) + 1 }, (_, index) => index * step);
}
