import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Watched } from '../../../web/src/desk/watched.svelte.ts';
import { FakeTimers } from '../fake-timers.ts';

class Page extends EventTarget {
  hidden = false;

  show(visible: boolean): void {
    this.hidden = !visible;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

let page: Page;
let timers: FakeTimers;
let answers: ((value: number) => void)[];
let watched: Watched<number>;
/** How often the route was asked. */
const asked = () => answers.length;
async function answer(value: number): Promise<void> {
  answers.at(-1)?.(value);
  await vi.waitFor(() => expect(watched.value).toBe(value), { interval: 1 });
}

beforeEach(() => {
  page = new Page();
  vi.stubGlobal('document', page);
  timers = new FakeTimers();
  answers = [];
  watched = new Watched(timers, () => new Promise((resolve) => answers.push(resolve)));
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it('asks at once, and then once a second', async () => {
  watched.start();
  expect(asked()).toBe(1);
  for (let second = 1; second <= 4; second++) {
    await answer(second);
    timers.pass(999);
    expect(asked()).toBe(second);
    timers.pass(1);
    expect(asked()).toBe(second + 1);
  }
});

it('asks nothing while an answer is awaited', async () => {
  watched.start();
  timers.pass(3_000);
  expect(asked()).toBe(1);
  await answer(1);
  timers.pass(1_000);
  expect(asked()).toBe(2);
});

it('asks nothing while nobody sees the page, and at once when somebody does', async () => {
  const stop = watched.start();
  await answer(1);
  page.show(false);
  timers.pass(3_000);
  expect(asked()).toBe(1);
  page.show(true);
  expect(asked()).toBe(2);
  await answer(2);
  stop();
  page.show(true);
  timers.pass(3_000);
  expect(asked()).toBe(2);
});
