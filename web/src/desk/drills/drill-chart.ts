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

/** A figure minute by minute: bars of what came in each, or an area under steps of how much there was. */
export function drillChart(
  canvas: HTMLCanvasElement,
  minutes: number,
  colours: () => DrillChartColours,
  kind: 'bars' | 'steps',
): DrillChartHandle {
  let ink = colours();
  const bars: Bars = {
    type: 'bar',
    data: fixedPoints(minutes),
    backgroundColor: () => (kind === 'bars' ? ink.line : ink.fill),
    barPercentage: 1,
    categoryPercentage: kind === 'bars' ? 0.8 : 1,
    order: 1,
  };
  const line: Line = {
    type: 'line',
    data: fixedPoints(minutes),
    borderColor: () => ink.line,
    borderWidth: 1.5,
    stepped: 'middle',
    order: 0,
    hidden: kind === 'bars',
  };
  // As high as the scale, without being seen.
  const top: Line = { type: 'line', data: [{ x: 0, y: 1 }], showLine: false };
  const chart = plainChart(canvas, minutes, [bars, line, top]);
  const scale = chart.options.scales?.['y'];
  if (scale && 'grace' in scale) scale.grace = 0;
  return {
    show(values, most) {
      for (const points of [bars.data, line.data])
        for (const [index, point] of points.entries()) point.y = values[index] ?? NaN;
      if (top.data[0]) top.data[0].y = most;
      chart.update('none');
    },
    toPaper(paper) {
      ink = paper ? ON_PAPER : colours();
      chart.options.devicePixelRatio = paper ? PAPER_RATIO : window.devicePixelRatio;
      chart.resize();
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}
