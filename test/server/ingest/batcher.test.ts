import { describe, expect, it } from 'vitest';
import type { EventRow } from '../../../server/db/queries/insert-events.ts';
import { Batcher } from '../../../server/ingest/batcher.ts';

const TODAY = '2026-11-30T00:00:00.000Z';

/** A database that answers when the test says so. */
function slowDatabase(writers: number, mostRows = 5) {
  const clock = { ms: 0 };
  const statements: {
    rows: string[];
    answer(fresh?: boolean[]): Promise<void>;
    fail(error: Error): Promise<void>;
  }[] = [];
  const batcher = new Batcher({
    writers,
    mostRows,
    clock: () => clock.ms,
    insert: (rows) =>
      new Promise((resolve, reject) => {
        statements.push({
          rows: rows.map(([, name]) => String(name)),
          answer: async (fresh = rows.map(() => true)) => {
            resolve(fresh);
            await settled();
          },
          fail: async (error) => {
            reject(error);
            await settled();
          },
        });
      }),
  });
  return { batcher, clock, statements };
}
const rows = (...names: string[]): EventRow[] => names.map((name) => [TODAY, name]);
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('group commit', () => {
  it('lets nobody wait when nothing is under way', () => {
    const { batcher, statements } = slowDatabase(1);
    void batcher.submit(rows('a'));
    expect(statements.map((each) => each.rows)).toEqual([['a']]);
    expect(batcher.queuedRows).toBe(0);
  });

  it('puts what arrives meanwhile into one statement, in the order of arrival', async () => {
    const { batcher, statements } = slowDatabase(1);
    for (const name of ['a', 'b', 'c']) void batcher.submit(rows(name));
    void batcher.submit(rows('d', 'e'));
    expect(statements).toHaveLength(1);
    expect(batcher.queuedRows).toBe(4);
    await statements[0]?.answer();
    expect(statements.map((each) => each.rows)).toEqual([['a'], ['b', 'c', 'd', 'e']]);
    expect(batcher.queuedRows).toBe(0);
  });

  it('answers each submission with its own rows, and only after the commit', async () => {
    const { batcher, statements } = slowDatabase(1);
    const answers: unknown[] = [];
    for (const names of [['a'], ['b', 'c'], ['d']])
      void batcher.submit(rows(...names)).then((fresh) => answers.push([names, fresh]));
    await settled();
    expect(answers).toEqual([]);
    await statements[0]?.answer([true]);
    await statements[1]?.answer([false, true, false]);
    expect(answers).toEqual([
      [['a'], [true]],
      [
        ['b', 'c'],
        [false, true],
      ],
      [['d'], [false]],
    ]);
  });

  it('never has more statements under way than it has writers', async () => {
    const { batcher, statements } = slowDatabase(2, 1);
    let underWay = 0;
    let most = 0;
    const done = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => batcher.submit(rows(name)));
    for (let next = 0; next < 6; next++) {
      underWay = statements.length - next;
      most = Math.max(most, underWay);
      expect(underWay).toBeLessThanOrEqual(2);
      await statements[next]?.answer();
    }
    await Promise.all(done);
    expect([most, statements.length]).toEqual([2, 6]);
  });

  it('begins a new statement where one more submission would make it too large', async () => {
    const { batcher, statements } = slowDatabase(1, 5);
    void batcher.submit(rows('first'));
    for (const names of [['a', 'b', 'c'], ['d', 'e'], ['f']]) void batcher.submit(rows(...names));
    await statements[0]?.answer();
    expect(statements[1]?.rows).toEqual(['a', 'b', 'c', 'd', 'e']);
    await statements[1]?.answer();
    expect(statements[2]?.rows).toEqual(['f']);
  });

  it('takes a submission that is larger than a statement in several, and answers for each row', async () => {
    const { batcher, statements } = slowDatabase(1, 2);
    const done = batcher.submit(rows('a', 'b', 'c'));
    await statements[0]?.answer([true, false]);
    await statements[1]?.answer([true]);
    expect(statements.map((each) => each.rows)).toEqual([['a', 'b'], ['c']]);
    expect(await done).toEqual([true, false, true]);
  });

  it('puts few days into one statement, and keeps the order of the answers', async () => {
    const { batcher, statements } = slowDatabase(1, 1_000);
    const days = Array.from({ length: 12 }, (_, day) => new Date(Date.UTC(2020, 0, 12 - day)).toISOString());
    const done = batcher.submit(days.map((time, nth): EventRow => [time, String(nth)]));
    await statements[0]?.answer([false, true, true, true, true, true]);
    await statements[1]?.answer([true, true, true, true, true, false]);
    expect(statements.map((each) => each.rows)).toEqual([
      ['11', '10', '9', '8', '7', '6'],
      ['5', '4', '3', '2', '1', '0'],
    ]);
    expect(await done).toEqual(days.map((_, nth) => nth !== 11 && nth !== 0));
  });

  it('learns from how long statements take how much goes into one', async () => {
    const { batcher, clock, statements } = slowDatabase(1, 5_000);
    const many = (count: number): EventRow[] => Array.from({ length: count }, (_, nth) => [TODAY, `${nth}`]);
    const sizes: number[] = [];
    const done = batcher.submit(many(5_000));
    for (const ms of [500, 100, 400, 10, 10, 10]) {
      const statement = statements.at(-1);
      sizes.push(statement?.rows.length ?? 0);
      clock.ms += ms;
      await statement?.answer();
    }
    expect(sizes).toEqual([1_000, 200, 400, 100, 200, 400]);
    while (sizes.length < statements.length) {
      sizes.push(statements.at(-1)?.rows.length ?? 0);
      await statements.at(-1)?.answer();
    }
    expect(await done).toHaveLength(5_000);
  });

  it('tells a fault to those whose rows were in the statement, and to nobody else', async () => {
    const { batcher, statements } = slowDatabase(1, 2);
    const outcome = (names: string[]) =>
      batcher.submit(rows(...names)).then(
        () => 'committed',
        (error: Error) => error.message,
      );
    const outcomes = [['a'], ['b'], ['c'], ['d']].map(outcome);
    await statements[0]?.answer();
    await statements[1]?.fail(new Error('the disk is full'));
    await statements[2]?.answer();
    expect(statements.map((each) => each.rows)).toEqual([['a'], ['b', 'c'], ['d']]);
    expect(await Promise.all(outcomes)).toEqual([
      'committed',
      'the disk is full',
      'the disk is full',
      'committed',
    ]);
  });

  it('goes on after a fault', async () => {
    const { batcher, statements } = slowDatabase(1);
    const failed = batcher.submit(rows('a')).catch(() => 'failed');
    await statements[0]?.fail(new Error('gone'));
    const fresh = batcher.submit(rows('b'));
    await statements[1]?.answer();
    expect([await failed, await fresh]).toEqual(['failed', [true]]);
  });
});
