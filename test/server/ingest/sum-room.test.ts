import { expect, it } from 'vitest';
import type { Stated } from '../../../server/db/queries/stated-sums.ts';
import { SumRoom, type Want } from '../../../server/ingest/sum-room.ts';

const MOST = 100_000;
const BLOCK = MOST / 1_000;

/** What the database does, for one bound. */
function database() {
  const sums = new Map<string, number>();
  const state = { asked: 0, away: false };
  const layAside = (stated: readonly Stated[]) => {
    state.asked++;
    if (state.away) return Promise.reject(new Error('away'));
    return Promise.resolve(
      stated.map(({ amount, day }) => {
        const sum = sums.get(day) ?? 0;
        const laid = Math.min(amount, MOST - sum);
        sums.set(day, sum + laid);
        return laid;
      }),
    );
  };
  return { sums, state, layAside };
}

const want = (amount: number, day = '2026-11-30'): Want => ({
  ...{ feed: 'icn', type: 'border.arrival.v1', field: 'units', day, amount, room: 0, highestSum: MOST },
});

it('asks the database once in a while', async () => {
  const { layAside, state, sums } = database();
  const room = new SumRoom(layAside);
  for (let nth = 0; nth < 1_000; nth++) await room.take([want(1)]);
  expect(state.asked).toBe(10);
  expect(sums.get('2026-11-30')).toBeLessThanOrEqual(1_000 + BLOCK);
});

it('takes as much as there is room for', async () => {
  const room = new SumRoom(database().layAside);
  const wants = [want(90_000), want(20_000), want(1)];
  for (const each of wants) await room.take([each]);
  expect(wants.map((each) => each.room)).toEqual([90_000, 10_000, 0]);
});

it('leaves what it does not need, of one day and of many', async () => {
  const { layAside, sums } = database();
  const room = new SumRoom(layAside);
  const whole = want(90_000);
  await room.take([whole]);
  room.put(whole, whole.room);
  await room.tidy();
  expect(sums.get('2026-11-30')).toBe(BLOCK);
  for (let day = 0; day < 3_000; day++) {
    await room.take([want(10, `day ${day}`)]);
    await room.tidy();
  }
  const withheld = [...sums].filter(([day, sum]) => day.startsWith('day') && sum > 10);
  expect(withheld.length).toBeLessThanOrEqual(1_000);
});

it('loses nothing where the database is away', async () => {
  const { layAside, state, sums } = database();
  const room = new SumRoom(layAside);
  const first = want(1_000);
  await room.take([first]);
  state.away = true;
  await expect(room.take([want(50_000)])).rejects.toThrow('away');
  room.put(first, first.room);
  await room.tidy();
  state.away = false;
  await room.tidy();
  expect(sums.get('2026-11-30')).toBe(BLOCK);
});
