import { every, type Timers } from '../state/timers.ts';

/** An installation that an outage broke off is tried again. */
const AGAIN_MS = 10 * 60_000;

/** Keeps this page in the browser for outages. Where there is no https, and not localhost, everything goes without. */
export function offerPage(timers: Timers): void {
  const workers = 'serviceWorker' in navigator ? navigator.serviceWorker : null;
  if (workers === null) return;
  const offer = async () => {
    try {
      await (await workers.register('/sw.js')).update();
    } catch {
      // Away, or forbidden by the browser's settings: the wall does not need it to show what is.
    }
  };
  void offer();
  every(timers, AGAIN_MS, () => void offer());
}
