import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { OneSession } from '../../../server/db/one-session.ts';

/** A session that notes what was done, in order. */
function session() {
  const turns = new OneSession();
  const done: string[] = [];
  const does = (name: string) => async () => {
    await turn();
    done.push(name);
    return name;
  };
  return {
    done,
    long: (name: string) => turns.take(does(name)),
    quick: (name: string) => turns.take(does(name), { quick: true }),
  };
}

it('does one thing after the other, in the order of asking', async () => {
  const { done, long } = session();
  expect(await Promise.all(['a', 'b', 'c'].map(long))).toEqual(['a', 'b', 'c']);
  expect(done).toEqual(['a', 'b', 'c']);
});

it('lets quick questions that follow one another go before long ones', async () => {
  const { done, long, quick } = session();
  const others = ['a', 'b', 'c'].map(long);
  const tick = (async () => {
    for (const name of ['1', '2', '3']) await quick(name);
  })();
  await Promise.all([...others, tick]);
  expect(done).toEqual(['a', '1', '2', '3', 'b', 'c']);
});

it('lets one of the others come after many quick ones', async () => {
  const { done, long, quick } = session();
  const first = long('first');
  const many = Array.from({ length: 120 }, (_, nth) => quick(String(nth)));
  await Promise.all([first, long('second'), long('third'), ...many]);
  expect(['first', 'second', 'third'].map((name) => done.indexOf(name))).toEqual([0, 51, 102]);
});

it('goes on after what failed, and passes the fault on', async () => {
  const turns = new OneSession();
  const failing = turns.take(() => Promise.reject(new Error('gone')));
  const next = turns.take(() => Promise.resolve('here'));
  await expect(failing).rejects.toThrow('gone');
  expect(await next).toBe('here');
});
