import { describe, expect, it } from 'vitest';
import { Board } from '../../../web/src/state/board.svelte.ts';
import { RealmClock } from '../../../web/src/state/realm-clock.svelte.ts';
import { ServerClock } from '../../../web/src/state/server-clock.svelte.ts';
import { FakeTimers } from '../fake-timers.ts';

const NOW = Date.parse('2026-11-10T14:32:07.400+09:00');
const T0 = Date.parse('2025-08-03T09:00:00+09:00');
const MINUTE = 60_000;

function started() {
  const timers = new FakeTimers();
  const server = new ServerClock(timers);
  const clock = new RealmClock(timers, server);
  /** A message that the server sends now, as many milliseconds late as it takes. */
  const hear = (own?: { time: number; rate: number }, sentAgo = 0) => {
    const serverTime = NOW + timers.now() - sentAgo;
    server.hear(serverTime);
    clock.hear({ serverTime, ...(own && { clock: own }) });
  };
  return { timers, clock, hear };
}

describe('the clock of a realm', () => {
  it('is the server’s where the realm has none of its own', () => {
    const { clock, hear, timers } = started();
    expect([clock.now(), clock.second, clock.rate]).toEqual([null, null, null]);
    hear();
    timers.pass(1_000);
    expect([clock.now(), clock.second, clock.rate]).toEqual([NOW + 1_000, NOW + 600, null]);
    expect(timers.waiting).toBe(2); // one beat of each clock, however many messages come
  });

  it('goes on at rate 1 as real time does, second by second', () => {
    const { clock, hear, timers } = started();
    hear({ time: T0, rate: 1 });
    timers.pass(2_500);
    expect(clock.now()).toBe(T0 + 2_500);
    expect(clock.second).toBe(T0 + 2_000);
  });

  it('at rate 60 goes on between messages, and its seconds change at most twice a second', () => {
    const { clock, hear, timers } = started();
    hear({ time: T0, rate: 60 });
    const seen = new Set([clock.second]);
    for (let passed = 0; passed < 1_500; passed += 50) {
      timers.pass(50);
      seen.add(clock.second);
    }
    expect(clock.now()).toBe(T0 + 90_000);
    expect(seen.size).toBe(4);
  });

  it('goes on by itself while the link is away', () => {
    const { clock, hear, timers } = started();
    hear({ time: T0, rate: 60 });
    timers.pass(MINUTE);
    expect(clock.now()).toBe(T0 + 60 * MINUTE);
  });

  it('stands still at rate 0, where it was stopped', () => {
    const { clock, hear, timers } = started();
    hear({ time: T0, rate: 60 });
    timers.pass(900);
    hear({ time: T0 + 30_000, rate: 0 });
    timers.pass(10 * MINUTE);
    expect([clock.now(), clock.rate]).toEqual([T0 + 30_000, 0]);
    expect(clock.second).toBe(T0 + 30_000);
  });

  it('is not set back by a beat that says the same step again, nor by a step that it has passed', () => {
    const { clock, hear, timers } = started();
    hear({ time: T0, rate: 60 });
    timers.pass(1_100);
    hear({ time: T0, rate: 60 });
    expect(clock.now()).toBe(T0 + 66_000);
    hear({ time: T0 + MINUTE, rate: 60 });
    expect(clock.now()).toBe(T0 + 66_000);
    timers.pass(200);
    expect(clock.now()).toBe(T0 + 72_000);
  });

  it('waits for a step that is overdue instead of running ahead', () => {
    const { clock, hear, timers } = started();
    hear({ time: T0, rate: 60 });
    for (let beat = 0; beat < 10; beat++) {
      timers.pass(1_000);
      hear({ time: T0, rate: 60 });
    }
    const waits = clock.now() ?? 0;
    expect(waits).toBeLessThanOrEqual(T0 + 3 * MINUTE);
    timers.pass(5_000);
    expect(clock.now()).toBe(waits);
    hear({ time: T0 + 4 * MINUTE, rate: 60 });
    timers.pass(500);
    expect(clock.now()).toBe(T0 + 4.5 * MINUTE);
  });

  it('goes back and forth with whoever seeks', () => {
    const { clock, hear, timers } = started();
    hear({ time: T0 + 30 * MINUTE, rate: 1 });
    timers.pass(1_000);
    hear({ time: T0, rate: 1 });
    expect(clock.now()).toBe(T0);
    timers.pass(1_010);
    expect(clock.second).toBe(T0 + 1_000);
    hear({ time: T0 + 50 * MINUTE, rate: 1 });
    expect(clock.now()).toBe(T0 + 50 * MINUTE);
  });

  it('takes no notice of what was sent before, and of that of another server after a new link', () => {
    const { clock, hear, timers } = started();
    hear({ time: T0 + MINUTE, rate: 0 });
    hear({ time: T0, rate: 0 }, 300);
    expect(clock.now()).toBe(T0 + MINUTE);
    clock.forget();
    hear({ time: T0, rate: 0 }, 300);
    expect(clock.now()).toBe(T0);
    timers.pass(10);
    hear();
    expect([clock.now(), clock.rate]).toEqual([NOW + 10, null]);
  });
});

describe('a board', () => {
  it('ends its windows and ages at the time of its realm', () => {
    const board = new Board();
    const message = { epoch: 'e', version: 1, cells: {}, serverTime: NOW, confirmedAt: NOW - 80 };
    board.take({ ...message, clock: { time: T0, rate: 60 } });
    board.paint();
    expect(board.shown.asOf).toBe(T0);
    board.take(message);
    board.paint();
    expect(board.shown.asOf).toBe(NOW - 80);
  });
});
