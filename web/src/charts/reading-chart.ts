import { INTENSIVE_READING_MS, READING_CLASSES_MS } from '../../../server/contract/screening-cells.ts';
import { fixedPoints, plainChart, type Bars, type Line } from './plain-chart.ts';
import type { ChartTheme } from './theme.ts';

export interface ReadingChartHandle {
  show(classes: readonly number[], alarmed: boolean): void;
  destroy(): void;
}

const CLASSES = READING_CLASSES_MS.length + 1;
/** Classes that end at seven seconds or before. */
const SHORT_CLASSES = READING_CLASSES_MS.filter((end) => end <= INTENSIVE_READING_MS).length;
/** Where seven seconds lie, as a share of the width: the classes stand side by side, however wide they are. */
export const SEVEN_SECONDS_AT = SHORT_CLASSES / CLASSES;

/** How long images were looked at, class by class, and a line at seven seconds: all that stands left of it is short. */
export function readingChart(canvas: HTMLCanvasElement, theme: ChartTheme): ReadingChartHandle {
  const bars: Bars = {
    type: 'bar',
    data: fixedPoints(CLASSES),
    backgroundColor: theme.bar,
    barPercentage: 0.82,
    categoryPercentage: 1,
    order: 1,
  };
  const limit: Line = {
    type: 'line',
    data: [
      { x: SHORT_CLASSES - 0.5, y: 0 },
      { x: SHORT_CLASSES - 0.5, y: 0 },
    ],
    borderWidth: theme.rem * 0.08,
    borderColor: theme.strong,
    order: 0,
  };
  const chart = plainChart(canvas, CLASSES, [bars, limit]);
  return {
    show(classes, alarmed) {
      for (const [index, point] of bars.data.entries()) point.y = classes[index] ?? 0;
      const top = limit.data[1];
      if (top) top.y = Math.max(1, ...classes) * 1.05;
      bars.backgroundColor = ({ dataIndex }) =>
        alarmed && dataIndex < SHORT_CLASSES ? theme.amber : theme.bar;
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}
