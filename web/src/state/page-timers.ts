import type { Timers } from './timers.ts';

/** What a page must have for its timers to run on while it is hidden. */
export interface Ticks {
  /** Begins or ends ticking. */
  tick(wanted: boolean): void;
  onTick(run: () => void): void;
}

/**
 * Timers that run on in a hidden page, where browsers hold a row of timeouts back to one a minute: while it is hidden a
 * worker ticks, and what is due then runs. Where there is no worker they are the browser's own.
 */
export function pageTimers(ticks: Ticks | null = workerTicks(), page: Document = document): Timers {
  const waiting = new Set<{ due: number; fire: () => void }>();
  const now = () => performance.now();
  const look = () => ticks?.tick(page.hidden);
  ticks?.onTick(() => {
    for (const { due, fire } of [...waiting]) if (due <= now()) fire();
  });
  page.addEventListener('visibilitychange', look);
  look();
  return {
    now,
    after(ms, run) {
      const entry = { due: now() + ms, fire };
      const timer = setTimeout(fire, ms);
      waiting.add(entry);
      function cancel() {
        clearTimeout(timer);
        return waiting.delete(entry);
      }
      function fire() {
        // Another one that was due has cancelled it.
        if (cancel()) run();
      }
      return () => void cancel();
    },
  };
}

function workerTicks(): Ticks | null {
  try {
    const worker = new Worker(new URL('./tick-worker.ts', import.meta.url), { type: 'module' });
    // A page that came from the browser's own store finds none while its server is away.
    worker.addEventListener('error', (event) => event.preventDefault());
    return {
      tick: (wanted) => worker.postMessage(wanted),
      onTick: (run) => worker.addEventListener('message', run),
    };
  } catch {
    return null;
  }
}
