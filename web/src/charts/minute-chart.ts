import { WINDOW_MINUTES } from '../../../server/contract/cells.ts';
import type { MinuteFigures } from '../state/cells-of.ts';
import { fixedPoints, plainChart, type Line } from './plain-chart.ts';
import type { ChartTheme } from './theme.ts';

export interface MinuteChartHandle {
  show(minutes: MinuteFigures[], alarmed: boolean): void;
  destroy(): void;
}

/** Arrivals of the last hour as a line, screening as an area: where the area ends and the line goes on, the flow breaks. */
export function minuteChart(canvas: HTMLCanvasElement, theme: ChartTheme): MinuteChartHandle {
  const arrived: Line = {
    data: fixedPoints(WINDOW_MINUTES),
    borderWidth: theme.rem * 0.06,
    borderColor: theme.strong,
  };
  const screened: Line = {
    data: fixedPoints(WINDOW_MINUTES),
    borderWidth: 0,
    backgroundColor: theme.shade,
    fill: 'origin',
  };
  const chart = plainChart(canvas, WINDOW_MINUTES, [arrived, screened]);
  return {
    show(minutes, alarmed) {
      for (const [index, { units, primary }] of minutes.entries()) {
        const above = arrived.data[index];
        const below = screened.data[index];
        if (above) above.y = units;
        if (below) below.y = primary;
      }
      arrived.borderColor = alarmed ? theme.amber : theme.strong;
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}
