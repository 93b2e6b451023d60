import { expect, it } from 'vitest';
import { Turns } from '../../../server/ingest/turns.ts';

function begun() {
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async () => {
    log.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { log, work, settle, end: (name: string) => ends.get(name)?.() };
}

it('lets work go beside each other, and alone after what came before and before what comes after', async () => {
  const turns = new Turns();
  const { end, log, settle, work } = begun();
  const done = [
    turns.take('a', 'beside', work('1')),
    turns.take('a', 'beside', work('2')),
    turns.take('a', 'alone', work('3')),
    turns.take('a', 'alone', work('4')),
    turns.take('a', 'beside', work('5')),
    turns.take('b', 'beside', work('other')),
  ];
  await settle();
  expect(log).toEqual(['1', '2', 'other']);
  for (const [name, next] of [
    ['1', []],
    ['2', ['3']],
    ['3', ['4']],
    ['4', ['5']],
  ] as const) {
    log.length = 0;
    end(name);
    await settle();
    expect(log).toEqual(next);
  }
  end('5');
  end('other');
  expect(await Promise.all(done)).toEqual(['1', '2', '3', '4', '5', 'other']);
});

it('goes on after work that failed', async () => {
  const turns = new Turns();
  const failing = turns.take('a', 'alone', () => Promise.reject(new Error('failed')));
  const next = turns.take('a', 'beside', () => Promise.resolve('next'));
  await expect(failing).rejects.toThrow('failed');
  expect(await next).toBe('next');
});
