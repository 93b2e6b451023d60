import type { Due } from './event.ts';
import { DAY_MS } from './kst.ts';
import type { Queue } from './queue.ts';
import { telling, type Step } from './steps.ts';
import type { Stream } from './streams.ts';

/** Statements that are planned span by span: what belongs to one depends on no other, so it can be joined anywhere. */
export interface Plan {
  /** Length of a span; a whole number of them makes a KST day. */
  spanMs: number;
  /** How long before its span a statement may come, and how long after. */
  leadMs: number;
  tailMs: number;
  /** All that is ever told of what belongs to the span that begins at `fromMs`, in no order. */
  of(stream: Stream, fromMs: number): Due[];
}

/** The plan at work: tells what is due at or after `fromMs`, without end. */
export function planned(plan: Plan, stream: Stream, fromMs: number): Step {
  return new Span(plan, stream, firstSpan(plan, fromMs), fromMs);
}

/** What a plan tells between two instants, the second excluded, in order. */
export function duesBetween(plan: Plan, stream: Stream, fromMs: number, toMs: number): Due[] {
  const dues: Due[] = [];
  for (let span = firstSpan(plan, fromMs); span - plan.leadMs < toMs; span += plan.spanMs) {
    dues.push(...plan.of(stream, span).filter(({ dueAtMs }) => dueAtMs >= fromMs && dueAtMs < toMs));
  }
  return dues.sort((a, b) => a.dueAtMs - b.dueAtMs);
}

/** Midnight in Seoul is 15:00 UTC. */
const MIDNIGHT_MS = 15 * 3_600_000 - DAY_MS;

function firstSpan({ spanMs, tailMs }: Plan, fromMs: number): number {
  return Math.floor((fromMs - tailMs - MIDNIGHT_MS) / spanMs) * spanMs + MIDNIGHT_MS;
}

class Span implements Step {
  readonly id = '';
  readonly dueAtMs: number;
  readonly #plan: Plan;
  readonly #stream: Stream;
  readonly #spanMs: number;
  readonly #fromMs: number;

  constructor(plan: Plan, stream: Stream, spanMs: number, fromMs: number) {
    this.dueAtMs = spanMs - plan.leadMs;
    this.#plan = plan;
    this.#stream = stream;
    this.#spanMs = spanMs;
    this.#fromMs = fromMs;
  }

  run(queue: Queue<Step>): undefined {
    for (const due of this.#plan.of(this.#stream, this.#spanMs)) {
      if (due.dueAtMs >= this.#fromMs) queue.push(telling(due));
    }
    queue.push(new Span(this.#plan, this.#stream, this.#spanMs + this.#plan.spanMs, this.#fromMs));
  }
}
