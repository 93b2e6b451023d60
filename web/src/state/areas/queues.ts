import type { Shown } from '../board.svelte.ts';
import { cellsOf, type Covers } from '../cells-of.ts';
import { QUEUE_OLD_MS } from '../thresholds.ts';

/** What waits for an officer, and how long it has waited by the server's clock. */
export interface Queue {
  flagged: number;
  /** Read too short: to be read again. */
  again: number;
  /** `null` when none waits. */
  oldestMs: number | null;
  /** 95th percentile of the ages at the port where it is worst: ages of several ports cannot be merged exactly. */
  p95Ms: number | null;
  /** The oldest has waited longer than `QUEUE_OLD_MS`. */
  late: boolean;
}

/** `null`: nobody has said anything about a queue here, which is not an empty one. */
export function queueOf({ cells, asOf }: Shown, covers: Covers): Queue | null {
  const found = cellsOf(cells, 'queue', covers);
  if (found.length === 0 || asOf === null) return null;
  const queue: Queue = { flagged: 0, again: 0, oldestMs: null, p95Ms: null, late: false };
  for (const { value } of found) {
    queue.flagged += value.flagged;
    queue.again += value.again;
    queue.oldestMs = older(queue.oldestMs, value.oldestSince, asOf);
    queue.p95Ms = older(queue.p95Ms, value.p95Since, asOf);
  }
  queue.late = (queue.oldestMs ?? 0) > QUEUE_OLD_MS;
  return queue;
}

function older(ageMs: number | null, since: string | null, asOf: number): number | null {
  return since === null ? ageMs : Math.max(ageMs ?? 0, asOf - Date.parse(since));
}
