import type { Lasting } from './effects.ts';
import { isOn, isThere } from './effects.ts';
import type { Due } from '../event.ts';
import { drawAt, hashOf } from '../random.ts';
import { streamsOf } from '../streams.ts';
import { trafficFrom } from '../traffic.ts';

/** Arrivals and what is read of them; the rest is told once, however much traffic there is. */
const TRAFFIC: ReadonlySet<string> = new Set(['border.arrival.v1', 'border.verdict.v1']);

/** A conveyance's own name begins the ids of all that is told of it. */
function conveyanceOf({ event }: Due): string {
  return event.id.split('/')[0] ?? event.id;
}

/**
 * What comes on top of the base traffic: conveyances that arrive while the surge lasts, and all that is read of them, also
 * later.
 * @param rate of the base traffic
 */
export function* surgeTraffic(
  { fromMs, inject, untilMs }: Lasting<'surge'>,
  seed: string,
  rate: number,
): Generator<Due> {
  const more = rate * (inject.times - 1);
  if (more <= 0) return;
  const streams = streamsOf(`${seed}-${inject.id}`.slice(0, 20), more).map((stream) => ({
    ...stream,
    desks: false,
    equipment: false,
  }));
  const arrived = new Set<string>();
  for (const due of trafficFrom(streams, fromMs)) {
    const { event } = due;
    if (!TRAFFIC.has(event.type) || !isThere(inject, event.data)) continue;
    if (event.type === 'border.arrival.v1' && due.dueAtMs < untilMs) arrived.add(event.id);
    if (arrived.has(conveyanceOf(due))) yield due;
  }
}

/** Less than the base traffic: conveyances that do not come, and nothing is read of them. */
export class Thinning {
  readonly #surge: Lasting<'surge'>;
  readonly #left = new Set<string>();

  constructor(surge: Lasting<'surge'>) {
    this.#surge = surge;
  }

  /** Whether it is told all the same. */
  keeps(due: Due): boolean {
    const { inject } = this.#surge;
    const { event } = due;
    if (inject.times >= 1 || !TRAFFIC.has(event.type)) return true;
    const conveyance = conveyanceOf(due);
    if (event.type === 'border.arrival.v1' && isOn(this.#surge, due.dueAtMs) && isThere(inject, event.data)) {
      if (drawAt(hashOf(conveyance), 7) >= inject.times) this.#left.add(conveyance);
    }
    return !this.#left.has(conveyance);
  }
}
