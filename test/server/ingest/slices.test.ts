import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readPaxlst } from '../../../server/ingest/paxlst/parse-paxlst.ts';
import { inSlices, type Steps } from '../../../server/ingest/slices.ts';

/** Work of so many steps, each of which takes a millisecond of CPU. */
function* busy(steps: number, did: () => void): Steps<number> {
  for (let step = 0; step < steps; step++) {
    yield;
    for (const until = performance.now() + 1; performance.now() < until;);
    did();
  }
  return steps;
}

describe('work in slices', () => {
  it('answers what the work answers', async () => {
    expect(await inSlices(busy(3, () => undefined))).toBe(3);
  });

  it('passes on what the work throws', async () => {
    const failing = (function* (): Steps<never> {
      yield;
      throw new Error('no list');
    })();
    await expect(inSlices(failing)).rejects.toThrow('no list');
  });

  it('lets the event loop turn, and of many requests together does one slice in a turn', async () => {
    let steps = 0;
    const requests = Array.from({ length: 10 }, () => inSlices(busy(20, () => steps++)));
    const inTurn: number[] = [];
    for (let before = steps; steps < 200; before = steps) {
      await turn();
      inTurn.push(steps - before);
    }
    await Promise.all(requests);
    // A slice is 4 ms, and its last step may have begun just before its end.
    expect(Math.max(...inTurn)).toBeLessThanOrEqual(6);
  });
});

describe('the longest passenger lists', () => {
  const HEAD =
    "UNA:+.? 'UNB+UNOA:4+A+B+1+1'UNH+1+PAXLST:D:05B:UN:IATA'BGM+745'TDT+20+KE1'LOC+125+BKK'DTM+189:2611300100:201'LOC+87+ICN'";
  const MOST_CHARS = 4 * 1024 * 1024;
  const fill = (unit: string) => HEAD + unit.repeat(Math.ceil((MOST_CHARS - HEAD.length) / unit.length));

  it.each([
    ['of travellers', "NAD+FL+++A:B'LOC+178+BKK'LOC+179+ICN'"],
    ['of segments of nothing but separators', `AAA${':+'.repeat(2_400)}'`],
    ['of totals', "CNT+42:7'"],
  ])('are read in steps of at most a segment: %s', (_, unit) => {
    const text = fill(unit);
    let steps = 0;
    for (const reading = readPaxlst(text); !reading.next().done;) steps++;
    // 200,000 segments are read at most, and each once more as part of its message.
    const segments = Math.min(200_000, text.split("'").length);
    expect(steps).toBeGreaterThanOrEqual(2 * segments - 20);
  });
});
