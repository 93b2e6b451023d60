import type { Route } from '../server/contract/routes.ts';
import { PROFILES, type Profile } from './data/profiles.ts';
import { DAY_NOISE, LANES, MONTH_LEVEL, WEEKDAY_LEVEL, type Lane } from './data/volumes.ts';
import { HOUR_MS, dayNumberOf, monthOf, startOfDay, weekdayOf } from './kst.ts';
import { drawAt, hashOf } from './random.ts';

/** A lane with the key under which all its chance is drawn. */
export interface KeyedLane extends Lane {
  key: number;
}

export function keyedLanes(seed: string): KeyedLane[] {
  return LANES.map((lane) => Object.assign({ key: hashOf(`${seed}|${lane.port}|${lane.route}`) }, lane));
}

/** Level of a route on the KST day of an instant, by weekday and month; 1 on average. */
export function levelOf(route: Route, atMs: number): number {
  return (WEEKDAY_LEVEL[route][weekdayOf(atMs)] ?? 1) * (MONTH_LEVEL[route][monthOf(atMs)] ?? 1);
}

/** Units of a lane on the KST day of an instant, as a fraction. */
export function unitsOfDay(lane: KeyedLane, atMs: number): number {
  const noise = 1 + DAY_NOISE * (2 * drawAt(lane.key, dayNumberOf(atMs)) - 1);
  return lane.unitsPerDay * levelOf(lane.route, atMs) * noise;
}

const CUMULATIVE = new Map(
  Object.entries(PROFILES).map(([name, shares]) => {
    const total = shares.reduce((sum, share) => sum + share, 0);
    let sum = 0;
    const before = shares.map((share) => (sum += share) / total);
    return [name as Profile, [0, ...before]] as const;
  }),
);

/** Share of its KST day that a profile has behind it at an instant, 0 to 1. */
export function dayShareAt(profile: Profile, atMs: number): number {
  const hours = (atMs - startOfDay(atMs)) / HOUR_MS;
  const whole = Math.floor(hours);
  const bounds = CUMULATIVE.get(profile) ?? [];
  const start = bounds[whole] ?? 1;
  return start + (hours - whole) * ((bounds[whole + 1] ?? 1) - start);
}

/** Share of a KST day between two instants of it; the second may be the midnight that ends it. */
export function dayShareBetween(profile: Profile, fromMs: number, toMs: number): number {
  const to = startOfDay(toMs) > startOfDay(fromMs) ? 1 : dayShareAt(profile, toMs);
  return to - dayShareAt(profile, fromMs);
}

/** The moment at which a profile has a share of its KST day behind it, as milliseconds since midnight. */
export function offsetAtShare(profile: Profile, share: number): number {
  const bounds = CUMULATIVE.get(profile) ?? [];
  const hour = Math.max(0, bounds.findIndex((bound) => bound > share) - 1);
  const start = bounds[hour] ?? 0;
  return Math.floor((hour + (share - start) / ((bounds[hour + 1] ?? 1) - start)) * HOUR_MS);
}
