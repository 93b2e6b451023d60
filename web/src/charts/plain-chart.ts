import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartDataset,
  type ChartOptions,
  type Point,
} from 'chart.js';

Chart.register(Filler, LinearScale, LineController, LineElement, PointElement);

export type PlainChart = Chart<'line', Point[]>;
export type Line = ChartDataset<'line', Point[]>;

/** Line chart without axes, animation or interaction: a shape beside a figure, from zero, as wide as its points. */
export function plainChart(canvas: HTMLCanvasElement, points: number, lines: Line[]): PlainChart {
  const options: ChartOptions<'line'> = {
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
      x: { type: 'linear', display: false, min: 0, max: points - 1 },
      y: { type: 'linear', display: false, beginAtZero: true, grace: '4%' },
    },
  };
  return new Chart(canvas, { type: 'line', data: { datasets: lines }, options });
}

/** A fixed number of points, made once and overwritten for ever. */
export function fixedPoints(length: number): Point[] {
  return Array.from({ length }, (_, x) => ({ x, y: 0 }));
}
