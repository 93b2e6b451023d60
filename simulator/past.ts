import type { Known } from './board-reader.ts';
import { continuedSeizures } from './continuation.ts';
import { DAY_MS, HOUR_MS, startOfDay } from './kst.ts';
import { recordedLine, type Line } from './line.ts';
import { grossArrivals, singleArrivals, type HistoryStep } from './past-arrivals.ts';
import { publishedSeizures } from './published.ts';
import { trafficBetween, type Stream } from './traffic.ts';

/**
 * Days before today whose arrivals are told one by one. A board that was live then has the same events and is completed,
 * where totals by the hour would count them once more.
 */
export const SINGLE_DAYS = 7;

/** Published seizures, and simulated ones from 2026 to `untilMs`. */
export function pastSeizures(seed: string, stream: Stream, untilMs: number): Line[] {
  const published = publishedSeizures(seed).filter(({ dueAtMs }) => dueAtMs < untilMs);
  return [...published, ...continuedSeizures(stream, untilMs)].map(recordedLine);
}

/** The KST day of `untilMs` so far, hour by hour, the newest first; without the hours that the board has. */
export function* todaySoFar(stream: Stream, untilMs: number, known: Known | null): Generator<Line> {
  const midnight = startOfDay(untilMs);
  for (let from = untilMs - ((untilMs - midnight) % HOUR_MS); from >= midnight; from -= HOUR_MS) {
    const lines = Array.from(trafficBetween([stream], from, Math.min(untilMs, from + HOUR_MS)), recordedLine);
    const traffic = lines.filter(({ event }) => event?.source.includes('seizure-desk') === false).length;
    const { arrivals = 0, verdicts = 0 } = known?.get(from) ?? {};
    if (arrivals + verdicts === 0 || arrivals + verdicts < traffic) yield* lines;
  }
}

/** Arrivals of the days from `fromMs` to today, the newest day first; without the days that the board has. */
export function* pastArrivals(
  stream: Stream,
  fromMs: number,
  todayMs: number,
  step: HistoryStep,
  known: Known | null,
): Generator<Line> {
  const today = startOfDay(todayMs);
  for (let day = today - DAY_MS; day >= startOfDay(fromMs); day -= DAY_MS) {
    const single = today - day <= SINGLE_DAYS * DAY_MS;
    const dues = single ? singleArrivals(stream, day) : grossArrivals(stream, day, step);
    if ((known?.get(day)?.arrivals ?? 0) < dues.length) yield* dues.map(recordedLine);
  }
}
