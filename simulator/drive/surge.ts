import type { Lasting } from './effects.ts';
import { isOn, isThere } from './effects.ts';
import type { Due } from '../event.ts';
import { drawAt, hashOf } from '../random.ts';
import { streamsOf } from '../streams.ts';
import { trafficBetween } from '../traffic.ts';
import { VERDICT_TAIL_MS } from '../verdicts.ts';

/** Arrivals and what is read of them; the rest is told once, however much traffic there is. */
const TRAFFIC: ReadonlySet<string> = new Set(['border.arrival.v1', 'border.verdict.v1']);

const LONGEST_NAME = 20;

/** A conveyance's own name begins the ids of all that is told of it. */
function conveyanceOf({ event }: Due): string {
  return event.id.split('/')[0] ?? event.id;
}

/**
 * What comes on top of the base traffic: conveyances that arrive while the surge lasts, and all that is read of them, also
 * later.
 */
export class Surge {
  readonly traffic: Iterator<Due>;
  readonly #surge: Lasting<'surge'>;
  readonly #arrived = new Set<string>();

  /** @param rate of the base traffic */
  constructor(surge: Lasting<'surge'>, seed: string, rate: number) {
    this.#surge = surge;
    const streams = streamsOf(nameOf(seed, surge.inject.id), rate * (surge.inject.times - 1));
    // It ends: what nobody keeps would be looked through without end otherwise.
    this.traffic = trafficBetween(
      streams.map((stream) => ({ ...stream, desks: false, equipment: false })),
      surge.fromMs,
      surge.untilMs + VERDICT_TAIL_MS,
    );
  }

  /** Whether an event of its traffic is told. */
  keeps(due: Due): boolean {
    const { event } = due;
    if (!TRAFFIC.has(event.type) || !isThere(this.#surge.inject, event.data)) return false;
    if (event.type === 'border.arrival.v1' && isOn(this.#surge, due.dueAtMs)) this.#arrived.add(event.id);
    return this.#arrived.has(conveyanceOf(due));
  }
}

/** Stands in ids, which are short; no two surges of a drill have the same. */
function nameOf(seed: string, id: string): string {
  const name = `${seed}-${id}`;
  return name.length <= LONGEST_NAME ? name : `${seed.slice(0, 8)}-${hashOf(name).toString(36)}`;
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
