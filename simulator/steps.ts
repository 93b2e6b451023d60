import type { Conveyance } from './conveyances.ts';
import { arrivalEvent, verdictEvent, type Due } from './event.ts';
import type { Queue, Scheduled } from './queue.ts';
import type { Verdict } from '../server/contract/events.ts';
import {
  firstItemSince,
  isCaught,
  isFlagged,
  isRead,
  isSampled,
  isUpheld,
  itemKey,
  primaryVerdict,
  readAtMs,
  repeatedVerdict,
  repetitionDelayMs,
  secondaryDelayMs,
  secondaryVerdict,
} from './verdicts.ts';

/** What comes next: it may tell an event, and may put what follows from it into the queue. */
export interface Step extends Scheduled {
  run(queue: Queue<Step>): Due | undefined;
}

export function telling(due: Due): Step {
  return { dueAtMs: due.dueAtMs, id: due.event.id, run: () => due };
}

/** The arrival; its items from `firstItem` on are then read. */
export function landing(conveyance: Conveyance, firstItem: number, fromMs: number): Step {
  const { id, source, arrivedAtMs, data } = conveyance;
  return {
    dueAtMs: arrivedAtMs,
    id,
    run(queue) {
      const reader = new Reader(conveyance, firstItem, fromMs);
      if (reader.moveOn(queue)) queue.push(reader);
      return { dueAtMs: arrivedAtMs, event: arrivalEvent(source, id, arrivedAtMs, data) };
    },
  };
}

/** Goes through the items of a conveyance one by one, so that only the one at hand exists. */
class Reader implements Step {
  dueAtMs = 0;
  id = '';
  readonly #conveyance: Conveyance;
  readonly #fromMs: number;
  #item: number;
  #key = 0;

  constructor(conveyance: Conveyance, firstItem: number, fromMs: number) {
    this.#conveyance = conveyance;
    this.#item = Math.max(firstItem, firstItemSince(conveyance, fromMs)) - 1;
    this.#fromMs = fromMs;
  }

  /** To the next item that is read at or after the start; flags of those before may still be looked at later. */
  moveOn(queue: Queue<Step>): boolean {
    for (;;) {
      this.#item += 1;
      if (this.#item >= this.#conveyance.data.units) return false;
      this.#key = itemKey(this.#conveyance, this.#item);
      if (!isRead(this.#key)) continue;
      this.dueAtMs = readAtMs(this.#conveyance, this.#item, this.#key);
      if (this.dueAtMs >= this.#fromMs) break;
      this.#follow(queue, this.#verdict());
    }
    this.id = `${this.#conveyance.id}/${this.#item}/1`;
    return true;
  }

  run(queue: Queue<Step>): Due {
    const { dueAtMs, id } = this;
    const data = this.#verdict();
    this.#follow(queue, data);
    if (this.moveOn(queue)) queue.push(this);
    return { dueAtMs, event: verdictEvent(this.#conveyance.source, id, dueAtMs, data) };
  }

  #verdict(): Verdict {
    const { dueAtMs } = this;
    return primaryVerdict(this.#conveyance, this.#item, this.#key, isFlagged(this.#key), dueAtMs);
  }

  /** What follows from a reading: an officer's look at what was flagged or is sampled, a repetition where it was short. */
  #follow(queue: Queue<Step>, first: Verdict): void {
    const [conveyance, item, key] = [this.#conveyance, this.#item, this.#key];
    const delayMs = repetitionDelayMs(first, key);
    if (delayMs !== null) {
      queue.push(this.#later(3, this.dueAtMs + delayMs, () => repeatedVerdict(first, key)));
    }
    const flagged = first.result !== 'clear';
    if (!flagged && !isSampled(key)) return;
    const lookMs = this.dueAtMs + secondaryDelayMs(key);
    const upheld = flagged ? isUpheld(key) : isCaught(key);
    queue.push(this.#later(2, lookMs, () => secondaryVerdict(conveyance, item, key, upheld, lookMs)));
  }

  #later(number: number, dueAtMs: number, verdict: () => Verdict): Step {
    const { source, id: conveyance } = this.#conveyance;
    const id = `${conveyance}/${this.#item}/${number}`;
    return { dueAtMs, id, run: () => ({ dueAtMs, event: verdictEvent(source, id, dueAtMs, verdict()) }) };
  }
}
