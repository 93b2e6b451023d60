import {
  APPROVED_SHARE,
  BODY_SEARCHES_PER_DAY,
  BODY_SEARCH_MINUTES,
  CARRIED_OUT_SHARE,
  FOUND_SHARE,
} from './data/programmes.ts';
import { poissonOf } from './chance.ts';
import { BODY_SEARCH_INDICATORS } from '../server/contract/events/indicator.ts';
import { statement, type Due } from './event.ts';
import { sourceOf } from './feeds.ts';
import { DAY_MS, MINUTE_MS, dayNumberOf, dayOf } from './kst.ts';
import { offsetAtShare } from './lanes.ts';
import type { Plan } from './plans.ts';
import { drawAt, hashOf, subkey } from './random.ts';
import type { Stream } from './streams.ts';

type Name = (typeof BODY_SEARCH_INDICATORS)[number];
const DRAW = { count: 1, time: 2, approval: 6, search: 7, end: 8, outcome: 20 };

/**
 * Searches of suspected concealers, as counts of the KST day and never as persons: zero at midnight, then each count anew when
 * it grows. Told once whatever the rate, because a count of the day has one value.
 */
export const BODY_SEARCHES: Plan = {
  spanMs: DAY_MS,
  leadMs: 0,
  tailMs: 0,
  of: (stream, dayStartMs) =>
    stream.number > 0
      ? []
      : Object.entries(BODY_SEARCHES_PER_DAY).flatMap(([port, perDay]) =>
          countsOf(stream, port, dayStartMs, stepsOf(stream, port, perDay, dayStartMs)),
        ),
};

/** What happens on the day, in order. */
function stepsOf({ seed }: Stream, port: string, perDay: number, dayStartMs: number): [number, Name][] {
  const dayKey = subkey(hashOf(`${seed}|body-search|${port}`), dayNumberOf(dayStartMs));
  const count = poissonOf(perDay, drawAt(dayKey, DRAW.count));
  const { approval, search, end } = BODY_SEARCH_MINUTES;
  const steps = Array.from({ length: count }, (_, index): [number, Name][] => {
    const key = subkey(dayKey, 100 + index);
    const after = (atMs: number, most: number, draw: number) =>
      atMs + Math.floor((2 + drawAt(key, draw) * most) * MINUTE_MS);
    const requested = dayStartMs + offsetAtShare('airport', drawAt(key, DRAW.time));
    const approved = after(requested, approval, DRAW.approval);
    const carriedOut = after(approved, search, DRAW.search);
    const course: [number, Name, number][] = [
      [requested, 'body-search.requested', 1],
      [approved, 'body-search.approved', APPROVED_SHARE],
      [carriedOut, 'body-search.carried-out', CARRIED_OUT_SHARE],
      [after(carriedOut, end, DRAW.end), 'body-search.found', FOUND_SHARE],
    ];
    const stops = course.findIndex(([, , share], step) => drawAt(key, DRAW.outcome + step) >= share);
    return course.slice(0, stops < 0 ? course.length : stops).map(([atMs, name]) => [atMs, name]);
  }).flat();
  // What would end after midnight has no day that it belongs to.
  return steps.filter(([atMs]) => atMs < dayStartMs + DAY_MS).sort((a, b) => a[0] - b[0]);
}

function countsOf(
  { tag }: Stream,
  port: string,
  dayStartMs: number,
  steps: readonly [number, Name][],
): Due[] {
  const period = dayOf(dayStartMs);
  const counts = new Map<Name, number>();
  const said = (name: Name, atMs: number) => {
    const value = counts.get(name) ?? 0;
    const id = `${name}/${port}/${period}/${value}${tag}`;
    const data = { name, value, unit: '건', period, port, route: 'traveller' } as const;
    return statement('border.indicator.v1', sourceOf('programme-office', port), id, atMs, data);
  };
  const zeros = BODY_SEARCH_INDICATORS.map((name, index) => said(name, dayStartMs + index));
  const grown = steps.map(([atMs, name]) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    return said(name, atMs);
  });
  return [...zeros, ...grown];
}
