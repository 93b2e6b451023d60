import { expect, it } from 'vitest';
import { Turns } from '../../../server/ingest/turns.ts';

it('lets work of one name go one after the other, and of others beside it', async () => {
  const turns = new Turns();
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => async () => {
    log.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
    return name;
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const done = [turns.take('a', work('1')), turns.take('a', work('2')), turns.take('b', work('other'))];
  await settle();
  expect(log).toEqual(['1', 'other']);
  ends.get('1')?.();
  await settle();
  expect(log).toEqual(['1', 'other', '2']);
  ends.get('2')?.();
  ends.get('other')?.();
  expect(await Promise.all(done)).toEqual(['1', '2', 'other']);
});

it('goes on after work that failed', async () => {
  const turns = new Turns();
  const failing = turns.take('a', () => Promise.reject(new Error('failed')));
  const next = turns.take('a', () => Promise.resolve('next'));
  await expect(failing).rejects.toThrow('failed');
  expect(await next).toBe('next');
});
