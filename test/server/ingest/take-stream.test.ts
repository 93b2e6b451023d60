import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Sender } from '../../../server/ingest/check-event.ts';
import type { Ingest } from '../../../server/ingest/ingest.ts';
import { takeStream } from '../../../server/ingest/take-stream.ts';

const LINES = 3_500;

/** How many groups of a stream were on their way to the database at once, at most, and the first event of each as they came. */
async function groupsOf(speaksFor: Sender['speaksFor']): Promise<{ atOnce: number; firsts: unknown[] }> {
  const firsts: unknown[] = [];
  let [underWay, atOnce] = [0, 0];
  const ingest: Pick<Ingest, 'take'> = {
    take: async (events) => {
      firsts.push(events[0]);
      underWay += 1;
      atOnce = Math.max(atOnce, underWay);
      // The database takes longer than the next group needs to be read.
      for (let turns = 0; turns < 50; turns++) await turn();
      underWay -= 1;
      return events.map((_event, index) => ({ index, id: String(index), status: 'accepted' }));
    },
  };
  const body = (async function* () {
    for (let line = 0; line < LINES; line++) {
      yield Buffer.from(`${line}\n`);
      if (line % 500 === 0) await turn();
    }
  })();
  const answer = await takeStream(ingest as Ingest, body, () =>
    Promise.resolve({ feed: 'test', token: 1, maySetRecordedTime: false, speaksFor }),
  );
  expect(answer).toMatchObject({ lines: LINES, accepted: LINES, rejected: 0 });
  return { atOnce, firsts };
}

describe('groups of a stream', () => {
  it('are committed several at once, so that the database is kept busy', async () => {
    expect((await groupsOf(null)).atOnce).toBeGreaterThan(1);
  });

  it('wait for each other where the feed speaks for some places: what is corrected comes before its correction', async () => {
    const { atOnce, firsts } = await groupsOf(() => true);
    expect(atOnce).toBe(1);
    expect(firsts).toEqual(firsts.toSorted((a, b) => Number(a) - Number(b)));
  });
});
