import { casesOfDay } from './cases.ts';
import { correctionEvent, type Due } from './event.ts';
import { sourceOf } from './feeds.ts';
import { DAY_MS, HOUR_MS, dayStart } from './kst.ts';
import { PUBLISHED_UNTIL_MS } from './published.ts';
import type { Stream } from './streams.ts';

/**
 * Corrections of simulated cases in 2026 [E]: the first case from that day on gets another weight, or is retracted,
 * so many days later. Published cases are never touched.
 */
const AMENDMENTS = [
  { day: '2026-01-20', daysLater: 9, factor: 1.25 },
  { day: '2026-03-12', daysLater: 20, factor: 0.4 },
  { day: '2026-05-06', daysLater: 33, factor: null },
  { day: '2026-07-15', daysLater: 12, factor: 2.1 },
  { day: '2026-10-02', daysLater: 18, factor: 0.75 },
] as const;

/**
 * Seizures from 2026 on, simulated [E] at 2025's pace: the very statements that live traffic of the first stream tells,
 * so that what was seen live and what is loaded later are the same events. In order of `dueAtMs`.
 */
export function continuedSeizures(stream: Stream, untilMs: number): Due[] {
  const dues: Due[] = [];
  for (let day = PUBLISHED_UNTIL_MS; day < untilMs; day += DAY_MS) {
    for (const { statements, taken, lead } of casesOfDay(stream.seed, day, stream.tag)) {
      dues.push(...statements, ...taken, ...lead);
    }
  }
  dues.push(...AMENDMENTS.map((amendment) => amend(stream, amendment)));
  return dues.filter(({ dueAtMs }) => dueAtMs < untilMs).sort((a, b) => a.dueAtMs - b.dueAtMs);
}

function amend(stream: Stream, { day, daysLater, factor }: (typeof AMENDMENTS)[number]): Due {
  let from = dayStart(day);
  let [first] = casesOfDay(stream.seed, from, stream.tag);
  while (!first) [first] = casesOfDay(stream.seed, (from += DAY_MS), stream.tag);
  const { source, id, data } = first.statements[1].event;
  const grams = 'grams' in data && data.grams !== undefined ? data.grams : 1;
  const content = factor === null ? { retracted: true } : { changes: { grams: Math.ceil(grams * factor) } };
  const dueAtMs = from + daysLater * DAY_MS + 10 * HOUR_MS;
  const about = { source, id, type: 'border.seizure.v1' as const };
  const desk = sourceOf('seizure-desk', 'corrections');
  return { dueAtMs, event: correctionEvent(desk, `${id}!correction`, dueAtMs, { ...about, ...content }) };
}
