import { fixedPoints, plainChart, type Bars } from '../../charts/plain-chart.ts';

export interface DaysChartHandle {
  /** Oldest first, today last; `null`: nothing is known of the day. */
  show(days: readonly (number | null)[]): void;
  destroy(): void;
}

/** A bar for each day in the ground's grey, today's before them in the colour of what counts. */
export function daysChart(
  canvas: HTMLCanvasElement,
  days: number,
  colours: { before: string; today: string },
): DaysChartHandle {
  const bars = (colour: string): Bars => ({
    type: 'bar',
    data: fixedPoints(days),
    backgroundColor: colour,
    barPercentage: 0.9,
    categoryPercentage: 0.9,
    grouped: false,
  });
  const [before, today] = [bars(colours.before), bars(colours.today)];
  const chart = plainChart(canvas, days, [before, today]);
  return {
    show(values) {
      for (let at = 0; at < days; at++) {
        const last = at === days - 1;
        const value = values[at] ?? NaN;
        const [earlier, current] = [before.data[at], today.data[at]];
        if (earlier) earlier.y = last ? NaN : value;
        if (current) current.y = last ? value : NaN;
      }
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}
