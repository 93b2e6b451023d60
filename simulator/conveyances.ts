import type { Arrival } from '../server/contract/events.ts';
import { nameOf } from './conveyance-names.ts';
import { HIGH_RISK_FLIGHT_SHARE, HIGH_RISK_ORIGINS } from './data/origins.ts';
import type { Lane } from './data/volumes.ts';
import { sourceOf, trafficFeed } from './feeds.ts';
import { dayShareAt, dayShareBetween, unitsOfDay, type KeyedLane } from './lanes.ts';
import { MINUTE_MS, dayNumberOf, dayOf } from './kst.ts';
import { drawAt, subkey } from './random.ts';

/** Something that arrives, and the key under which the fate of each of its items is drawn. */
export interface Conveyance {
  id: string;
  /** `source` of all that is told of it but its seizures. */
  source: string;
  key: number;
  lane: Lane;
  arrivedAtMs: number;
  data: Arrival;
}

/** Arrivals are planned in slots, so that a thousand streams need the memory of a quarter of an hour each. */
export const SLOT_MS = 15 * MINUTE_MS;

/**
 * The conveyances of a lane that arrive in the slot that begins at `fromMs`, in no order. Conveyance n of a day arrives
 * in the slot in which the expected number passes n, so that a day has its volume to within one conveyance. `tag` tells
 * apart what several streams generate.
 */
export function conveyancesOf(lane: KeyedLane, fromMs: number, tag: string): Conveyance[] {
  const toMs = fromMs + SLOT_MS;
  const day = dayNumberOf(fromMs);
  const dayKey = subkey(lane.key, day + 1_000_000);
  const expected = unitsOfDay(lane, fromMs) / lane.unitsPerConveyance;
  const phase = drawAt(dayKey, 0);
  const before = expected * dayShareAt(lane.profile, fromMs) + phase;
  const after = before + expected * dayShareBetween(lane.profile, fromMs, toMs);
  const found: Conveyance[] = [];
  for (let index = Math.floor(before); index < Math.floor(after); index += 1) {
    const key = subkey(dayKey, index + 1);
    const arrivedAtMs = Math.floor(fromMs + drawAt(key, 1) * (toMs - fromMs));
    const units = Math.max(1, Math.round(lane.unitsPerConveyance * sizeAt(drawAt(dayKey, 1), index)));
    const id = `${lane.port}-${lane.route}-${dayOf(fromMs)}-${index}${tag}`;
    found.push(makeConveyance(lane, id, key, arrivedAtMs, units, nameOf(lane, index, key)));
  }
  return found;
}

export function makeConveyance(
  lane: Lane,
  id: string,
  key: number,
  arrivedAtMs: number,
  units: number,
  named: { conveyance: string; origin: string },
): Conveyance {
  const { port, route } = lane;
  const watched = HIGH_RISK_ORIGINS.has(named.origin);
  const high = watched && (route !== 'traveller' || drawAt(key, 2) < HIGH_RISK_FLIGHT_SHARE);
  const data: Arrival = { port, route, ...named, units, risk: high ? 'high' : 'normal' };
  return { id, source: sourceOf(trafficFeed(port, route), port), key, lane, arrivedAtMs, data };
}

/**
 * Size of a conveyance against the mean: 0.4 to 1.2 for four of five, up to 2.4 for the fifth, 1 on average. Taken
 * along the golden ratio, which spreads a day's sizes evenly: their mean then misses 1 by far less than chance would.
 */
function sizeAt(phase: number, index: number): number {
  const along = (phase + index * 0.618_033_988_749_895) % 1;
  return along < 0.8 ? 0.4 + along : 1.2 + (along - 0.8) * 6;
}
