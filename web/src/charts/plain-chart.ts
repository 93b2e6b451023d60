import {
  BarController,
  BarElement,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartDataset,
  type ChartOptions,
  type Point,
} from 'chart.js';

Chart.register(BarController, BarElement, LinearScale, LineController, LineElement, PointElement);

export type Bars = ChartDataset<'bar', Point[]>;
export type Line = ChartDataset<'line', Point[]>;
export type PlainChart = Chart<'bar' | 'line', Point[]>;

/** A chart without axes, animation or interaction: a shape beside a figure, from zero, as wide as its points. */
export function plainChart(canvas: HTMLCanvasElement, points: number, datasets: (Bars | Line)[]): PlainChart {
  const options: ChartOptions<'bar' | 'line'> = {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    events: [],
    parsing: false,
    normalized: true,
    layout: { padding: 0, autoPadding: false },
    elements: { point: { radius: 0 }, line: { tension: 0, borderJoinStyle: 'round' } },
    plugins: { legend: { display: false }, tooltip: { enabled: false } },
    scales: {
      x: { type: 'linear', display: false, offset: false, min: -0.5, max: points - 0.5 },
      y: { type: 'linear', display: false, beginAtZero: true, grace: '5%' },
    },
  };
  return new Chart(canvas, { type: 'line', data: { datasets }, options });
}

/** A fixed number of points, made once and overwritten for ever. */
export function fixedPoints(length: number): Point[] {
  return Array.from({ length }, (_, x) => ({ x, y: 0 }));
}
