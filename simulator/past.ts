import type { Known } from './board-reader.ts';
import { continuedSeizures } from './continuation.ts';
import { BODY_SEARCHES } from './body-searches.ts';
import type { Declaration } from '../server/contract/events.ts';
import { FIREARMS_2025 } from './data/other-cases.ts';
import { COURIER_WINDOW_MS, CURRENCY_CHECKS, publishedUndeclared } from './declarations.ts';
import type { Due } from './event.ts';
import { GATE_TEAMS } from './gate-teams.ts';
import { DAY_MS, HOUR_MS, dayStart, startOfDay } from './kst.ts';
import { DESK_LEADS } from './lead-desk.ts';
import { LEADS_ON_ARRIVALS } from './leads.ts';
import { OTHER_CASES, publishedOtherCases } from './other-cases.ts';
import { duesBetween, type Plan } from './plans.ts';
import { PROGRAMMES } from './programmes.ts';
import { lastWords } from './roll-call.ts';
import { STANDING_LEADS } from './standing-leads.ts';
import { recordedLine, type Line } from './line.ts';
import { grossArrivals, singleArrivals, type HistoryStep } from './past-arrivals.ts';
import { publishedSeizures } from './published.ts';
import type { Stream } from './streams.ts';
import { trafficBetween } from './traffic.ts';

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

/** How far back the desks are told: long enough that all that is open is there, and a year's figures are whole. */
const DESK_HISTORY: readonly [plan: Plan, days: number][] = [
  [LEADS_ON_ARRIVALS, 30],
  [DESK_LEADS, 30],
  [STANDING_LEADS, 60],
  [GATE_TEAMS, 0.25],
  [BODY_SEARCHES, 2],
];
/** Announcements, and programme figures with those of a year before. */
const PROGRAMMES_FROM_MS = dayStart('2025-12-01');
const UNDECLARED_FROM_MS = dayStart('2025-07-01');

/**
 * What the desks have told until `untilMs`: leads, cases other than drugs, declarations, programmes, and how the stations
 * stand. Everything at its true time; in order, but for what was published of 2025.
 */
export function pastStatements(seed: string, stream: Stream, untilMs: number): Line[] {
  const desks = DESK_HISTORY.flatMap(([plan, days]) =>
    duesBetween(plan, stream, untilMs - days * DAY_MS, untilMs),
  );
  const programmes = duesBetween(PROGRAMMES, stream, PROGRAMMES_FROM_MS, untilMs);
  const cases = duesBetween(OTHER_CASES, stream, dayStart(FIREARMS_2025.until), untilMs);
  const checks = duesBetween(CURRENCY_CHECKS, stream, UNDECLARED_FROM_MS, untilMs).filter(
    ({ dueAtMs, event }) => {
      const { result } = event.data as Declaration;
      if (result === 'undeclared' || dueAtMs >= startOfDay(untilMs)) return true;
      return result === 'declared' && dueAtMs >= untilMs - COURIER_WINDOW_MS;
    },
  );
  const published = [...publishedOtherCases(seed), ...publishedUndeclared(seed)];
  const dues = [...desks, ...programmes, ...cases, ...checks].sort((a, b) => a.dueAtMs - b.dueAtMs);
  const stations = stream.equipment ? lastWords(stream, untilMs) : [];
  return [...published.filter(({ dueAtMs }) => dueAtMs < untilMs), ...dues, ...stations].map(recordedLine);
}

/** The KST day of `untilMs` so far, hour by hour, the newest first; without the hours that the board has. */
export function* todaySoFar(stream: Stream, untilMs: number, known: Known | null): Generator<Line> {
  const midnight = startOfDay(untilMs);
  for (let from = untilMs - ((untilMs - midnight) % HOUR_MS); from >= midnight; from -= HOUR_MS) {
    const told = trafficBetween([{ ...stream, equipment: false }], from, Math.min(untilMs, from + HOUR_MS));
    const lines = Array.from(told).filter(isTraffic).map(recordedLine);
    const { arrivals = 0, verdicts = 0 } = known?.get(from) ?? {};
    if (arrivals + verdicts === 0 || arrivals + verdicts < lines.length) yield* lines;
  }
}

/** Arrivals and verdicts; all else of the past is told by {@link pastSeizures} and {@link pastStatements}. */
function isTraffic({ event }: Due): boolean {
  return event.type === 'border.arrival.v1' || event.type === 'border.verdict.v1';
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
