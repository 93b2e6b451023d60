import type { Scenario } from '../contract/scenario.ts';
import { instantOf, siteDay } from '../contract/days.ts';

const MINUTE_MS = 60_000;

/**
 * T0 of a drill: on the day and at the time of day that the scenario says, today where it says no day, or in the
 * present minute.
 * @param now milliseconds since the Unix epoch
 */
export function startTime({ clock }: Scenario, now: number): number {
  if (clock === undefined) return Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const [time = '', day = siteDay(now)] = clock.split('T').reverse();
  return instantOf(`${day}T${time}`);
}
