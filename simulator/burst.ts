import type { BorderEvent } from '../server/contract/events.ts';
import { LANES } from './data/volumes.ts';
import type { FaultInjector } from './faults.ts';
import { HOUR_MS, startOfDay, DAY_MS } from './kst.ts';
import { dayShareBetween, levelOf } from './lanes.ts';
import type { Line } from './line.ts';
import type { Stream } from './streams.ts';
import { trafficBetween } from './traffic.ts';

/** Events for a unit: its reading, three percent of second readings, its share of an arrival. */
const EVENTS_PER_UNIT = 1.04;

/** Events of one stream to be expected between two instants. */
export function expectedEvents(fromMs: number, toMs: number): number {
  let units = 0;
  for (let start = fromMs; start < toMs;) {
    const end = Math.min(toMs, startOfDay(start) + DAY_MS);
    for (const lane of LANES) {
      units += lane.unitsPerDay * levelOf(lane.route, start) * dayShareBetween(lane.profile, start, end);
    }
    start = end;
  }
  return units * EVENTS_PER_UNIT;
}

/**
 * Streams that together bring `events` events between two instants, with something to spare. They have the instants in
 * their seeds: another burst brings other events, the same burst the same.
 */
function burstStreams(seed: string, events: number, fromMs: number, toMs: number): Stream[] {
  const spare = 1.2 + HOUR_MS / (toMs - fromMs) / 100;
  const count = Math.ceil((events / Math.max(1, expectedEvents(fromMs, toMs))) * spare);
  const name = `${fromMs.toString(36)}.${toMs.toString(36)}`;
  return Array.from({ length: count }, (_, index) => ({
    seed: `${seed}/burst/${name}/${index}`,
    tag: `~${seed}.${name}.${index}`,
    share: 1,
    number: index,
    desks: index === 0,
    equipment: false,
  }));
}

/** `events` events between two instants, or fewer when the span holds fewer. */
export function* burstEvents(
  seed: string,
  events: number,
  fromMs: number,
  toMs: number,
): Generator<BorderEvent> {
  let left = events;
  if (left <= 0) return;
  for (const { event } of trafficBetween(burstStreams(seed, events, fromMs, toMs), fromMs, toMs)) {
    yield event;
    left -= 1;
    if (left === 0) return;
  }
}

export function* withFaults(events: Iterable<BorderEvent>, injector: FaultInjector): Generator<Line> {
  for (const event of events) yield* injector.take(event);
  yield* injector.flush();
}
