import { describe, expect, it, vi } from 'vitest';
import { Reconnection } from '../../../web/src/state/reconnection.ts';
import { FakeTimers } from '../fake-timers.ts';

const settle = async () => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

function policy(random = () => 1) {
  const timers = new FakeTimers();
  const events: [at: number, what: string][] = [];
  const note = (what: string) => void events.push([timers.now(), what]);
  const probe = vi.fn(async () => note('probe'));
  const reconnection = new Reconnection({
    ...{ timers, random, probe },
    connect: () => note('connect'),
    disconnect: () => note('disconnect'),
  });
  const times = (what: string) => events.flatMap(([at, each]) => (each === what ? [at] : []));
  return { timers, reconnection, probe, events, times };
}

describe('a screen that has lost its server', () => {
  it('spends no WebSocket on one that does not answer, and asks at growing distances of two seconds at most', async () => {
    const { timers, reconnection, probe, times } = policy();
    reconnection.start();
    probe.mockRejectedValue(new Error('away'));
    reconnection.lost();
    const asked: number[] = [];
    for (let second = 0; second < 1_200; second++) {
      const before = probe.mock.calls.length;
      timers.pass(100);
      if (probe.mock.calls.length > before) asked.push(timers.now());
      await settle();
    }
    expect(times('connect')).toEqual([0]);
    expect(asked.slice(0, 4)).toEqual([1_000, 2_500, 4_500, 6_500]);
    expect(asked).toHaveLength(60);
    expect(timers.waiting).toBe(1);
    probe.mockResolvedValue(undefined);
    timers.pass(2_000);
    await settle();
    expect(times('connect')).toHaveLength(2);
  });

  it('does not wait for a question that hangs', async () => {
    const { timers, reconnection, probe, times } = policy();
    reconnection.start();
    probe.mockImplementationOnce(() => new Promise(() => {}));
    reconnection.lost();
    timers.pass(2_500);
    await settle();
    expect(times('connect')).toEqual([0, 2_500]);
  });

  it('returns at a moment of its own: none is the same for all', async () => {
    let seed = 0;
    const moments = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const { timers, reconnection, times } = policy(() => (seed = (seed * 7 + 13) % 101) / 101);
        reconnection.start();
        reconnection.connected();
        reconnection.lost();
        while (times('connect').length < 2) {
          timers.pass(10);
          await settle();
        }
        return timers.now();
      }),
    );
    const most = Math.max(...moments);
    expect(most).toBeLessThanOrEqual(1_000);
    for (let from = 0; from < most; from += 100)
      expect(moments.filter((at) => at >= from && at < from + 100).length).toBeLessThan(30);
  });

  it('gives a busy server five seconds, then twice as long each time, until a connection has proven good', async () => {
    const { timers, reconnection, times } = policy(() => 0);
    reconnection.start();
    const steps = 400;
    for (let step = 0; step < steps; step++) {
      timers.pass(100);
      await settle();
    }
    expect(times('disconnect').slice(0, 2)).toEqual([5_000, 15_100]);
    expect(reconnection.patience(3_000)).toBeGreaterThan(3_000);
    reconnection.connected();
    reconnection.heard();
    expect(reconnection.patience(3_000)).toBeGreaterThan(3_000);
    timers.pass(10_001);
    reconnection.heard();
    expect(reconnection.patience(3_000)).toBe(3_000);
  });

  it.each([
    ['at the earliest when it was asked to', 0, 700],
    ['later by up to a half', 0.9, 1_015],
  ])('that was sent away comes again %s, without a question before', async (_what, random, at) => {
    const { timers, reconnection, probe, times } = policy(() => random);
    reconnection.start();
    reconnection.lost(700);
    timers.pass(5_000);
    expect(times('connect')).toEqual([0, at]);
    expect(probe).not.toHaveBeenCalled();
  });

  it('stops when it is asked to, whatever was under way', async () => {
    const { timers, reconnection, times } = policy();
    reconnection.start();
    reconnection.lost();
    timers.pass(1_000);
    reconnection.stop();
    await settle();
    reconnection.lost();
    timers.pass(60_000);
    expect(times('connect')).toEqual([0]);
  });
});
