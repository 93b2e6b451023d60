import { cpus } from 'node:os';

const QUIET = 0.2;
const LOOK_MS = 400;

/** Share of all cores that was busy, 0 to 1, over a short while. */
async function busyShare(): Promise<number> {
  const times = () =>
    cpus().map(({ times: { idle, irq, nice, sys, user } }) => ({
      idle,
      all: idle + irq + nice + sys + user,
    }));
  const before = times();
  await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  let [idle, all] = [0, 0];
  times().forEach((core, index) => {
    idle += core.idle - (before[index]?.idle ?? 0);
    all += core.all - (before[index]?.all ?? 0);
  });
  return 1 - idle / all;
}

/**
 * Waits until nobody else uses the machine much, but no longer than `mostMs`: what is compared does not need the same number
 * of cores, so a busy machine slows one side more. @returns whether it became quiet
 */
export async function untilQuiet(mostMs: number): Promise<boolean> {
  const until = Date.now() + mostMs;
  for (;;) {
    if ((await busyShare()) < QUIET) return true;
    if (Date.now() > until) return false;
  }
}
