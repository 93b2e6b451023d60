import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pageTimers } from '../../../web/src/state/page-timers.ts';

describe('timers of a page', () => {
  const ticks = { tick: vi.fn(), onTick: vi.fn() };
  const page = { hidden: false, addEventListener: vi.fn() };
  const hide = (hidden: boolean) => {
    page.hidden = hidden;
    for (const [, run] of page.addEventListener.mock.calls) (run as () => void)();
  };
  const tick = () => {
    for (const [run] of ticks.onTick.mock.calls) (run as () => void)();
  };
  let now = 0;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.clearAllMocks();
    now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    page.hidden = false;
  });
  afterEach(() => vi.useRealTimers());
  const timers = () => pageTimers(ticks, page as unknown as Document);

  it('are the browser’s own while it is seen', () => {
    const run = vi.fn();
    timers().after(100, run);
    expect(ticks.tick).toHaveBeenLastCalledWith(false);
    vi.advanceTimersByTime(100);
    expect(run).toHaveBeenCalledOnce();
  });

  it('run at the ticks of a worker while it is hidden and its own are held back, each once', () => {
    const [run, later, cancelled] = [vi.fn(), vi.fn(), vi.fn()];
    const own = timers();
    own.after(100, run);
    own.after(700, later);
    own.after(100, cancelled)();
    hide(true);
    expect(ticks.tick).toHaveBeenLastCalledWith(true);
    now = 250;
    tick();
    expect([run.mock.calls.length, later.mock.calls.length]).toEqual([1, 0]);
    now = 750;
    tick();
    tick();
    hide(false);
    expect(ticks.tick).toHaveBeenLastCalledWith(false);
    vi.advanceTimersByTime(60_000);
    expect([run, later, cancelled].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0]);
  });

  it('are the browser’s own where there is no worker', () => {
    const run = vi.fn();
    pageTimers(null, page as unknown as Document).after(100, run);
    hide(true);
    vi.advanceTimersByTime(100);
    expect(run).toHaveBeenCalledOnce();
  });
});
