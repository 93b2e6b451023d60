import type { Curves } from '../state/record.svelte.ts';
import { YEAR_POINTS } from '../state/calendar.ts';
import { fixedPoints, plainChart, type Line } from './plain-chart.ts';
import type { ChartTheme } from './theme.ts';

interface YearChartHandle {
  show(curves: Curves): void;
  destroy(): void;
}

/** Cumulative cases of this year, solid up to today, over those of last year, dotted. */
export function yearChart(canvas: HTMLCanvasElement, theme: ChartTheme): YearChartHandle {
  const current: Line = {
    type: 'line',
    data: fixedPoints(YEAR_POINTS),
    borderWidth: theme.rem * 0.09,
    borderColor: theme.strong,
  };
  const before: Line = {
    type: 'line',
    data: fixedPoints(YEAR_POINTS),
    borderWidth: theme.rem * 0.06,
    borderColor: theme.quiet,
    borderDash: [theme.rem * 0.06, theme.rem * 0.16],
    borderCapStyle: 'round',
  };
  const today: Line = {
    type: 'line',
    data: [{ x: 0, y: 0 }],
    showLine: false,
    pointRadius: theme.rem * 0.17,
    pointBackgroundColor: theme.strong,
    pointBorderWidth: 0,
    clip: false,
  };
  const chart = plainChart(canvas, YEAR_POINTS, [current, before, today]);
  return {
    show(curves) {
      fill(current, curves.current);
      fill(before, curves.before ?? []);
      const last = curves.current.findLastIndex((value) => value !== null);
      today.data[0] = { x: last, y: curves.current[last] ?? NaN };
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}

function fill(line: Line, values: (number | null)[]): void {
  for (const [day, point] of line.data.entries()) point.y = values[day] ?? NaN;
}
