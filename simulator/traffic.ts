import { casesOfDay, CASE_TAIL_MS } from './cases.ts';
import { SLOT_MS, conveyancesOf } from './conveyances.ts';
import type { Due } from './event.ts';
import { CURRENCY_CHECKS } from './declarations.ts';
import { GATE_TEAMS } from './gate-teams.ts';
import { DAY_MS, startOfDay } from './kst.ts';
import { keyedLanes, type KeyedLane } from './lanes.ts';
import { DESK_LEADS } from './lead-desk.ts';
import { LEADS_ON_ARRIVALS } from './leads.ts';
import { OTHER_CASES } from './other-cases.ts';
import { planned, type Plan } from './plans.ts';
import { BODY_SEARCHES } from './body-searches.ts';
import { PROGRAMMES } from './programmes.ts';
import { PUBLISHED_UNTIL_MS } from './published.ts';
import { Queue } from './queue.ts';
import { drawAt } from './random.ts';
import { rollCalls } from './roll-call.ts';
import { SECOND_LINE_MAIL } from './second-line.ts';
import { STANDING_LEADS } from './standing-leads.ts';
import { landing, telling, type Step } from './steps.ts';
import type { Stream } from './streams.ts';
import { VERDICT_TAIL_MS } from './verdicts.ts';

/** What is told beside conveyances, their readings and the drugs in them. */
export const DESKS: readonly Plan[] = [
  LEADS_ON_ARRIVALS,
  DESK_LEADS,
  STANDING_LEADS,
  GATE_TEAMS,
  CURRENCY_CHECKS,
  OTHER_CASES,
  SECOND_LINE_MAIL,
  PROGRAMMES,
  BODY_SEARCHES,
];

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
    if (stream.desks) for (const plan of DESKS) queue.push(planned(plan, stream, fromMs));
    if (stream.equipment) for (const step of rollCalls(stream, fromMs)) queue.push(step);
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
    const { seed, tag, share, desks } = this.#stream;
    if (this.dueAtMs >= PUBLISHED_UNTIL_MS) {
      for (const each of casesOfDay(seed, this.dueAtMs, tag)) {
        if (drawAt(each.carrier.key, 3) >= share) continue;
        queue.push(landing(each.carrier, 1, this.#fromMs));
        const { verdicts, statements, taken, lead } = each;
        for (const due of [...verdicts, ...statements, ...taken, ...(desks ? lead : [])])
          queue.push(telling(due));
      }
    }
    queue.push(new CasesOfDay(this.#stream, this.dueAtMs + DAY_MS, this.#fromMs));
  }
}
