import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work that can pause: each `yield` is a place at which the event loop may run. */
export type Steps<T> = Generator<void, T, void>;

/** How long such work keeps the event loop in one of its turns, in milliseconds, however many requests have some: a tick takes dozens of turns. */
const SLICE_MS = 4;

let sliceEnds = 0;
let queue = Promise.resolve();

/** Does the work in slices, so that ticks and other requests go on beside it. */
export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() < sliceEnds) continue;
    // One after the other: of all requests together one slice runs in a turn of the event loop.
    queue = queue.then(() => nextTurn());
    await queue;
    sliceEnds = performance.now() + SLICE_MS;
  }
}

/** Does the work in one go. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
