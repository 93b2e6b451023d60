import { fixedPoints, plainChart, type Bars } from './plain-chart.ts';
import type { ChartTheme } from './theme.ts';
import type { Months } from '../state/areas/statistics.svelte.ts';

interface MonthChartHandle {
  show(months: Months): void;
  destroy(): void;
}
const MONTHS = 12;

/** Cases by month: last year in the ground's grey, this year before it. */
export function monthChart(canvas: HTMLCanvasElement, theme: ChartTheme): MonthChartHandle {
  const bars = (colour: string): Bars => ({
    type: 'bar',
    data: fixedPoints(MONTHS),
    backgroundColor: colour,
    barPercentage: 0.92,
    categoryPercentage: 0.78,
  });
  const before = bars(theme.bar);
  const current = bars(theme.strong);
  const chart = plainChart(canvas, MONTHS, [before, current]);
  return {
    show(months) {
      for (const [month, point] of before.data.entries()) point.y = months.before[month] ?? 0;
      for (const [month, point] of current.data.entries()) point.y = months.current[month] ?? NaN;
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}
