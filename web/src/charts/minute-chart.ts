import { WINDOW_MINUTES } from '../../../server/contract/cells.ts';
import type { MinuteFigures } from '../state/cells-of.ts';
import { fixedPoints, plainChart, type Bars, type Line } from './plain-chart.ts';
import type { ChartTheme } from './theme.ts';

export interface MinuteChartHandle {
  show(minutes: MinuteFigures[], alarmed: boolean): void;
  destroy(): void;
}

/**
 * Arrivals of the last hour as bars, because a landing is 200 travellers in one minute and none in the next;
 * screening as a line. Where the line falls and bars go on, the flow breaks.
 */
export function minuteChart(canvas: HTMLCanvasElement, theme: ChartTheme): MinuteChartHandle {
  const arrived: Bars = {
    type: 'bar',
    data: fixedPoints(WINDOW_MINUTES),
    backgroundColor: theme.bar,
    barPercentage: 0.72,
    categoryPercentage: 1,
    order: 1,
  };
  const screened: Line = {
    type: 'line',
    data: fixedPoints(WINDOW_MINUTES),
    borderWidth: theme.rem * 0.08,
    borderColor: theme.strong,
    // Half of the line lies below zero: without this it is cut there.
    clip: theme.rem * 0.08,
    order: 0,
  };
  const chart = plainChart(canvas, WINDOW_MINUTES, [arrived, screened]);
  return {
    show(minutes, alarmed) {
      for (const [index, { units, primary }] of minutes.entries()) {
        const bar = arrived.data[index];
        const point = screened.data[index];
        if (bar) bar.y = units;
        if (point) point.y = primary;
      }
      screened.borderColor = alarmed ? theme.amber : theme.strong;
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}
