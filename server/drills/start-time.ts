import type { Scenario } from '../contract/scenario.ts';
import { kstDay, startOfKstDay } from '../contract/kst.ts';

const MINUTE_MS = 60_000;

/**
 * T0 of a drill: on the day and at the time of day in Seoul that the scenario says, today where it says no day, or in the
 * present minute.
 * @param now milliseconds since the Unix epoch
 */
export function startTime({ clock }: Scenario, now: number): number {
  if (clock === undefined) return Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const [time = '', day = kstDay(now)] = clock.split('T').reverse();
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return startOfKstDay(day) + (hours * 60 + minutes) * MINUTE_MS;
}
