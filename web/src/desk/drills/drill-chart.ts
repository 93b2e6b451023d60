import { fixedPoints, plainChart, type Bars, type Line } from '../../charts/plain-chart.ts';

export interface DrillChartHandle {
  /** One figure a minute, and the top of the scale. */
  show(values: readonly number[], top: number): void;
  /** On paper everything is black and grey on white, as wide as the paper, and sharp. */
  toPaper(paper: boolean): void;
  destroy(): void;
}

export interface DrillChartColours {
  fill: string;
  line: string;
}

const ON_PAPER: DrillChartColours = { fill: '#b5b5b5', line: '#000000' };
/** Dots of paper for each of the page's. */
const PAPER_RATIO = 4;

/** A figure minute by minute: bars, with a line along their tops that prints as well as it shows. */
export function drillChart(
  canvas: HTMLCanvasElement,
  minutes: number,
  colours: () => DrillChartColours,
  kind: 'bars' | 'steps',
): DrillChartHandle {
  const bars: Bars = {
    type: 'bar',
    data: fixedPoints(minutes),
    barPercentage: 1,
    categoryPercentage: kind === 'bars' ? 0.8 : 1,
    order: 1,
  };
  const line: Line = {
    type: 'line',
    data: fixedPoints(minutes),
    stepped: 'middle',
    borderWidth: 1.5,
    order: 0,
    hidden: kind === 'bars',
  };
  // What nothing stands behind is as high as the scale, without being seen.
  const top: Line = { type: 'line', data: [{ x: 0, y: 1 }], showLine: false };
  const chart = plainChart(canvas, minutes, [bars, line, top]);
  function paint({ fill, line: stroke }: DrillChartColours): void {
    bars.backgroundColor = kind === 'bars' ? stroke : fill;
    line.borderColor = stroke;
    chart.update('none');
  }
  const scale = chart.options.scales?.['y'];
  if (scale && 'grace' in scale) scale.grace = 0;
  paint(colours());
  return {
    show(values, most) {
      for (const points of [bars.data, line.data])
        for (const [index, point] of points.entries()) point.y = values[index] ?? NaN;
      if (top.data[0]) top.data[0].y = most;
      chart.update('none');
    },
    toPaper(paper) {
      chart.options.devicePixelRatio = paper ? PAPER_RATIO : window.devicePixelRatio;
      chart.resize();
      paint(paper ? ON_PAPER : colours());
    },
    destroy: () => chart.destroy(),
  };
}
