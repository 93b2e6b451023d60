import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Together } from '../../../server/access/together.ts';

describe('questions that come together', () => {
  const asked: string[][] = [];
  let answers: { resolve: (more?: Map<string, string>) => void; reject: (error: Error) => void }[];
  let together: Together<string>;

  beforeEach(() => {
    vi.useFakeTimers();
    asked.length = 0;
    answers = [];
    together = new Together((keys) => {
      asked.push([...keys]);
      return new Promise((resolve, reject) => {
        const known = new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, `it is ${key}`]));
        answers.push({ resolve: () => resolve(known), reject });
      });
    });
  });
  afterEach(() => vi.useRealTimers());
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it('are one question while another is under way, each key once', async () => {
    const first = together.one('a');
    const others = ['b', 'c', 'b', 'nobody'].map((key) => together.one(key));
    expect(asked).toEqual([['a']]);
    answers[0]?.resolve();
    expect(await first).toBe('it is a');
    await pass(50);
    await vi.waitFor(() => expect(asked).toEqual([['a'], ['b', 'c', 'nobody']]));
    answers[1]?.resolve();
    expect(await Promise.all(others)).toEqual(['it is b', 'it is c', 'it is b', null]);
    void together.one('d');
    expect(asked.at(-1)).toEqual(['d']);
  });

  it('do not wait for ever for one that hangs', async () => {
    void together.one('hangs');
    const other = together.one('b');
    vi.advanceTimersByTime(250);
    expect(asked).toEqual([['hangs'], ['b']]);
    answers[1]?.resolve();
    expect(await other).toBe('it is b');
    // What hung is answered at last, and changes nothing for those that came later.
    answers[0]?.resolve();
    const later = together.one('c');
    await pass(50);
    await vi.waitFor(() => expect(asked.at(-1)).toEqual(['c']));
    answers[2]?.resolve();
    expect(await later).toBe('it is c');
  });

  it('fail together, and the next are asked as if nothing had been', async () => {
    const [first, second] = [together.one('a'), together.one('b')];
    answers[0]?.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await pass(50);
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    answers[1]?.reject(new Error('still away'));
    await expect(second).rejects.toThrow('still away');
    await pass(50);
    const third = together.one('c');
    answers[2]?.resolve();
    expect(await third).toBe('it is c');
  });
});
