import { casesOfDay, CASE_TAIL_MS } from './cases.ts';
import { SLOT_MS, conveyancesOf } from './conveyances.ts';
import type { Due } from './event.ts';
import { DAY_MS, startOfDay } from './kst.ts';
import { keyedLanes, type KeyedLane } from './lanes.ts';
import { PUBLISHED_UNTIL_MS } from './published.ts';
import { Queue } from './queue.ts';
import { drawAt } from './random.ts';
import { landing, telling, type Step } from './steps.ts';
import { VERDICT_TAIL_MS } from './verdicts.ts';

/** One stream of ordinary traffic. */
export interface Stream {
  seed: string;
  /** In ids, so that events of several streams do not meet: '' for the first. */
  tag: string;
  /** Share of conveyances kept, 0 to 1. Units and verdicts go with their conveyance, so all shrink alike. */
  share: number;
}

/**
 * Ordinary traffic from an instant on, in order of `dueAtMs`, without end. Whatever the instant it is asked from,
 * a stream has the same events, ids included: nothing is remembered, all chance is drawn from keys.
 */
export function* trafficFrom(streams: readonly Stream[], fromMs: number): Generator<Due, never> {
  const queue = new Queue<Step>();
  for (const stream of streams) {
    const tailFromMs = fromMs - VERDICT_TAIL_MS;
    queue.push(new Slot(stream, keyedLanes(stream.seed), tailFromMs - mod(tailFromMs, SLOT_MS), fromMs));
    queue.push(new CasesOfDay(stream, startOfDay(fromMs - CASE_TAIL_MS), fromMs));
  }
  for (;;) {
    const due = queue.pop()?.run(queue);
    if (due && due.dueAtMs >= fromMs) yield due;
  }
}

/** Ordinary traffic between two instants, the second excluded. */
export function* trafficBetween(streams: readonly Stream[], fromMs: number, toMs: number): Generator<Due> {
  for (const due of trafficFrom(streams, fromMs)) {
    if (due.dueAtMs >= toMs) return;
    yield due;
  }
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** Plans what arrives in a quarter of an hour, then the next. */
class Slot implements Step {
  readonly id = '';
  readonly dueAtMs: number;
  readonly #stream: Stream;
  readonly #lanes: readonly KeyedLane[];
  readonly #fromMs: number;

  constructor(stream: Stream, lanes: readonly KeyedLane[], dueAtMs: number, fromMs: number) {
    this.#stream = stream;
    this.#lanes = lanes;
    this.dueAtMs = dueAtMs;
    this.#fromMs = fromMs;
  }

  run(queue: Queue<Step>): undefined {
    for (const lane of this.#lanes) {
      for (const conveyance of conveyancesOf(lane, this.dueAtMs, this.#stream.tag)) {
        if (drawAt(conveyance.key, 3) < this.#stream.share) queue.push(landing(conveyance, 0, this.#fromMs));
      }
    }
    queue.push(new Slot(this.#stream, this.#lanes, this.dueAtMs + SLOT_MS, this.#fromMs));
  }
}

/** Brings the cases of a day, then those of the next. Before 2026 the published history tells what was seized. */
class CasesOfDay implements Step {
  readonly id = '';
  readonly dueAtMs: number;
  readonly #stream: Stream;
  readonly #fromMs: number;

  constructor(stream: Stream, dueAtMs: number, fromMs: number) {
    this.#stream = stream;
    this.dueAtMs = dueAtMs;
    this.#fromMs = fromMs;
  }

  run(queue: Queue<Step>): undefined {
    const { seed, tag, share } = this.#stream;
    if (this.dueAtMs >= PUBLISHED_UNTIL_MS) {
      for (const each of casesOfDay(seed, this.dueAtMs, tag)) {
        if (drawAt(each.carrier.key, 3) >= share) continue;
        queue.push(landing(each.carrier, 1, this.#fromMs));
        for (const due of [...each.verdicts, ...each.statements]) queue.push(telling(due));
      }
    }
    queue.push(new CasesOfDay(this.#stream, this.dueAtMs + DAY_MS, this.#fromMs));
  }
}
