import type { Answer } from './send.ts';
import type { Line } from './line.ts';
import { Tally } from './tally.ts';

export interface Counts {
  accepted: number;
  duplicate: number;
  rejected: number;
}

const REASONS_KEPT = 20;

/** What was acknowledged, against what had to come of it. */
export class Ledger {
  readonly expected: Counts = { accepted: 0, duplicate: 0, rejected: 0 };
  readonly answered: Counts = { accepted: 0, duplicate: 0, rejected: 0 };
  readonly tally = new Tally();
  readonly reasons = new Set<string>();
  batches = 0;
  retries = 0;
  lastRetry: string | null = null;

  get sent(): number {
    return this.expected.accepted + this.expected.duplicate + this.expected.rejected;
  }

  /** Enters a batch after its acknowledgement. */
  enter(lines: readonly Line[], answer: Answer): void {
    this.batches += 1;
    for (const line of lines) {
      this.expected[line.expect] += 1;
      if (line.event) this.tally.add(line.event, line.target);
    }
    this.answered.accepted += answer.accepted;
    this.answered.duplicate += answer.duplicate;
    this.answered.rejected += answer.rejected;
    for (const reason of answer.reasons) if (this.reasons.size < REASONS_KEPT) this.reasons.add(reason);
  }

  enterRetry(why: string): void {
    this.retries += 1;
    this.lastRetry = why;
  }

  /**
   * Whether the answers are what had to come. After a retry some of what was accepted may have been answered as
   * duplicate, because the first answer was lost; so may everything when the same events were sent in an earlier run.
   */
  verdict(): 'exact' | 'exact but for repetition' | 'wrong' {
    const { expected, answered } = this;
    if (answered.rejected !== expected.rejected) return 'wrong';
    if (answered.accepted === expected.accepted && answered.duplicate === expected.duplicate) return 'exact';
    const same = answered.accepted + answered.duplicate === expected.accepted + expected.duplicate;
    return same && answered.accepted < expected.accepted ? 'exact but for repetition' : 'wrong';
  }
}
