import type { BorderEvent } from '../server/contract/events.ts';

type Loose = Omit<BorderEvent, 'type' | 'data' | 'specversion'> &
  Record<string, unknown> & { data: Record<string, unknown> };

/** Ways to be wrong. Each takes a valid event, and none of what comes out may be taken by the server. */
const WAYS: readonly ((event: Loose) => unknown)[] = [
  (event) => ({ ...event, time: undefined }),
  (event) => ({ ...event, id: undefined }),
  (event) => ({ ...event, source: '' }),
  (event) => ({ ...event, specversion: '0.3' }),
  (event) => ({ ...event, type: 'border.rumour.v1' }),
  (event) => ({ ...event, type: 7 }),
  (event) => ({ ...event, data: undefined }),
  (event) => ({ ...event, data: null }),
  (event) => ({ ...event, time: '2026-02-30T12:00:00+09:00' }),
  (event) => ({ ...event, time: 'yesterday' }),
  (event) => ({ ...event, time: '1999-12-31T23:59:59Z' }),
  (event) => ({ ...event, data: { ...event.data, port: 'KRXXX' } }),
  (event) => ({ ...event, data: { ...event.data, route: 'pigeon' } }),
  (event) => ({ ...event, data: { ...event.data, port: null } }),
  (event) => ({ ...event, data: { ...event.data, units: -3, scanMs: -3, grams: -3 } }),
  (event) => ({ ...event, data: { ...event.data, units: '12', scanMs: '12', grams: '12' } }),
  (event) => ({ ...event, data: { ...event.data, passenger: 'a name has no place here' } }),
  (event) => ({ ...event, data: { ...event.data, origin: 'Korea' } }),
  (event) => ({ ...event, data: { ...event.data, partner: 'Thailand', period: '2026-13', state: 'asleep' } }),
  (event) => ({ ...event, data: { ...event.data, courier: 'a name', hsHeading: '85.07', leadNo: '' } }),
  (event) => [event],
  () => 'not an event',
  () => null,
  () => ({}),
];

/** A text that is no valid event. Only a stream can hold one that is not even JSON: `mayBreakJson`. */
export function malformed(event: BorderEvent, way: number, mayBreakJson: boolean): string {
  const ways = WAYS.length + (mayBreakJson ? 2 : 0);
  const index = way % ways;
  const mark = { ...event, id: `${event.id}!malformed` } as unknown as Loose;
  if (index === WAYS.length) return JSON.stringify(mark).slice(0, -9);
  if (index > WAYS.length) return '<event/>';
  return JSON.stringify(WAYS[index]?.(mark) ?? null);
}
