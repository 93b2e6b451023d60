import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Changeover } from '../../../web/src/state/changeover.ts';
import { nextFrame, PaintCadence } from '../../../web/src/state/paint-cadence.ts';
import { every } from '../../../web/src/state/timers.ts';
import { FakeTimers } from '../fake-timers.ts';

describe('the paint cadence', () => {
  it('paints twice a second, whatever comes in', () => {
    const timers = new FakeTimers();
    const paints: number[] = [];
    const cadence = new PaintCadence(
      timers,
      (run) => run(),
      () => paints.push(timers.now()),
    );
    cadence.start();
    for (let step = 0; step < 100; step++) {
      cadence.request();
      timers.pass(50);
    }
    expect(paints.length).toBeGreaterThanOrEqual(9);
    expect(paints.length).toBeLessThanOrEqual(11);
    expect(Math.min(...paints.slice(1).map((at, index) => at - (paints[index] ?? 0)))).toBeGreaterThanOrEqual(
      500,
    );
    expect(timers.waiting).toBe(1);
  });
  it('goes on after a paint that failed', () => {
    const timers = new FakeTimers();
    const paint = vi.fn(() => {
      throw new Error('widget');
    });
    new PaintCadence(timers, (run) => run(), paint).start();
    for (let step = 0; step < 4; step++) expect(() => timers.pass(500)).toThrow('widget');
    expect(paint).toHaveBeenCalledTimes(4);
  });
});

describe('the next frame', () => {
  const page = { hidden: false };
  const frames = new Map<number, () => void>();
  beforeEach(() => {
    let last = 0;
    vi.stubGlobal('requestAnimationFrame', (run: () => void) => {
      frames.set(++last, run);
      return last;
    });
    vi.stubGlobal('cancelAnimationFrame', (frame: number) => frames.delete(frame));
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    frames.clear();
  });

  it('paints a hidden tab at once, which gets no frames and timers once a minute', () => {
    const timers = new FakeTimers();
    const paint = vi.fn();
    nextFrame(timers, { hidden: true })(paint);
    expect([paint.mock.calls.length, frames.size, timers.waiting]).toEqual([1, 0, 0]);
  });

  it('paints in a frame of the browser, once, and leaves no timer', () => {
    const timers = new FakeTimers();
    const paint = vi.fn();
    nextFrame(timers, page)(paint);
    expect(paint).not.toHaveBeenCalled();
    for (const run of frames.values()) run();
    timers.pass(1_000);
    expect([paint.mock.calls.length, frames.size, timers.waiting]).toEqual([1, 0, 0]);
  });

  it('paints a tab that gets no frames a moment later, once, and leaves no frame', () => {
    const timers = new FakeTimers();
    const paint = vi.fn();
    nextFrame(timers, page)(paint);
    const late = [...frames.values()];
    timers.pass(100);
    expect(paint).toHaveBeenCalledTimes(1);
    expect(frames.size).toBe(0);
    // A browser that had begun the frame already.
    for (const run of late) run();
    timers.pass(1_000);
    expect([paint.mock.calls.length, timers.waiting]).toEqual([1, 0]);
  });

  it('goes on painting a tab that is hidden for long, still not more than twice a second', () => {
    const timers = new FakeTimers();
    const paint = vi.fn();
    const cadence = new PaintCadence(timers, nextFrame(timers, page), paint);
    cadence.start();
    timers.pass(60_000);
    cadence.stop();
    expect(paint.mock.calls.length).toBeGreaterThan(60);
    expect(paint.mock.calls.length).toBeLessThanOrEqual(120);
    expect(frames.size).toBeLessThanOrEqual(1);
  });
});

describe('every', () => {
  it('ends when cancelled, also in the middle', () => {
    const timers = new FakeTimers();
    const run = vi.fn();
    const cancel = every(timers, 100, run);
    timers.pass(350);
    cancel();
    timers.pass(350);
    expect(run).toHaveBeenCalledTimes(3);
  });
});

describe('changing over', () => {
  const page = (script: string | null, assets = true) => ({
    script: '/assets/index-old.js',
    reload: vi.fn(),
    fetch: vi.fn(async (path: string) => {
      if (script === null) throw new Error('away');
      if (path !== '/wall') return new Response('', { status: assets ? 200 : 404 });
      return new Response(`<script type="module" crossorigin src="${script}"></script>`);
    }),
  });

  /** Half of the time within which all walls look. */
  const half = () => 0.5;
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  it('loads a new build when the page and its script are there, a minute after the last load at the earliest', async () => {
    const timers = new FakeTimers();
    const ours = page('/assets/index-new.js');
    new Changeover(timers, half, ours).serverChanged();
    timers.pass(60_000);
    await settled();
    expect(ours.reload).not.toHaveBeenCalled();
    timers.pass(2_500);
    await vi.waitFor(() => expect(ours.reload).toHaveBeenCalledOnce());
  });
  it('asks nothing of the server before a moment of its own within five seconds', async () => {
    const moments = await Promise.all(
      [0, 0.25, 0.999].map(async (random) => {
        const timers = new FakeTimers();
        timers.pass(61_000);
        const ours = page('/assets/index-new.js');
        const changeover = new Changeover(timers, () => random, ours);
        changeover.serverChanged();
        changeover.refused();
        let ms = 0;
        for (; ours.fetch.mock.calls.length === 0 && ms < 6_000; ms += 5) timers.pass(5);
        await settled();
        expect(ours.reload).toHaveBeenCalledOnce();
        return ms;
      }),
    );
    expect(moments).toEqual([5, 1_250, 4_995]);
  });
  it('stays with what it shows when the server has the same build, none, or half of one', async () => {
    for (const ours of [page('/assets/index-old.js'), page(null), page('/assets/index-new.js', false)]) {
      const timers = new FakeTimers();
      timers.pass(61_000);
      new Changeover(timers, half, ours).serverChanged();
      timers.pass(61_000);
      await settled();
      expect(ours.fetch).toHaveBeenCalled();
      expect(ours.reload).not.toHaveBeenCalled();
    }
  });
  it('reloads when the server refuses this version, once for many refusals', async () => {
    const timers = new FakeTimers();
    timers.pass(61_000);
    const ours = page('/assets/index-old.js');
    const changeover = new Changeover(timers, half, ours);
    for (let refusals = 0; refusals < 3; refusals++) changeover.refused();
    timers.pass(5_000);
    await settled();
    expect(ours.reload).toHaveBeenCalledOnce();
  });
  it('does not reload into an outage, and looks again when it is refused again', async () => {
    const timers = new FakeTimers();
    timers.pass(61_000);
    const ours = page(null);
    const changeover = new Changeover(timers, half, ours);
    for (const looks of [1, 2]) {
      changeover.refused();
      timers.pass(61_000);
      await settled();
      expect(ours.fetch).toHaveBeenCalledTimes(looks);
      expect(ours.reload).not.toHaveBeenCalled();
    }
  });
});
