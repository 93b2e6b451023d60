import { beforeEach, describe, expect, it } from 'vitest';
import { DatabaseTime } from '../../../server/db/database-time.ts';

const T0 = Date.parse('2026-11-30T03:00:00Z');
let passed: number;
let wallAhead: number;
let time: DatabaseTime;

/** An answer that takes 40 ms on its way, half of it there, from a database so far ahead of T0 and what has passed. */
async function answer(databaseAhead = 0, wayMs = 40): Promise<void> {
  await time.measure(() => {
    passed += wayMs / 2;
    const at = T0 + passed + databaseAhead;
    passed += wayMs / 2;
    return Promise.resolve(at);
  });
}

beforeEach(() => {
  passed = 0;
  wallAhead = 0;
  time = new DatabaseTime({ wall: () => T0 + passed + wallAhead, elapsed: () => passed });
});

describe('the time of the database', () => {
  it("is that of the server's clock before the database has answered", () => {
    passed = 1_500;
    expect(time.now()).toBe(T0 + 1_500);
  });

  it.each([-600_000, -1_500, 1_500, 600_000])('decides where it differs by %d ms', async (ahead) => {
    await answer(ahead);
    expect(Math.abs(time.now() - (T0 + passed + ahead))).toBeLessThanOrEqual(20);
    expect(Math.abs(time.aheadMs + ahead)).toBeLessThanOrEqual(20);
  });

  it('goes on evenly while the clock of the server is set', async () => {
    await answer();
    for (const set of [-60_000, 3_600_000, 0]) {
      wallAhead = set;
      passed += 1_000;
      expect(time.now()).toBe(T0 + passed);
      await answer();
      expect(time.now()).toBe(T0 + passed);
      expect(Math.abs(time.aheadMs - set)).toBeLessThanOrEqual(20);
    }
  });

  it('does not waver with answers that were long on their way, nor takes that for a difference', async () => {
    await answer();
    await time.measure(() => {
      passed += 2_900;
      return Promise.resolve(T0 + passed - 2_900);
    });
    expect([time.now(), time.aheadMs]).toEqual([T0 + passed, 0]);
  });

  it('is not misled where the clock of the server is set while the database is asked', async () => {
    wallAhead = -600_000;
    await time.measure(() => {
      wallAhead = 600_000;
      return Promise.resolve(T0 + passed);
    });
    expect(time.aheadMs).toBe(600_000);
  });

  it('is as it was where the database does not answer', async () => {
    await answer(1_500);
    const before = [time.now(), time.aheadMs];
    await expect(time.measure(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect([time.now(), time.aheadMs]).toEqual(before);
  });
});
