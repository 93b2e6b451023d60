import { SLOT_MS, conveyancesOf, makeConveyance } from './conveyances.ts';
import { casesOfDay } from './cases.ts';
import { nameOf } from './conveyance-names.ts';
import { arrivalEvent, type Due } from './event.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, dayNumberOf, dayOf } from './kst.ts';
import { dayShareBetween, keyedLanes, unitsOfDay } from './lanes.ts';
import { PUBLISHED_UNTIL_MS } from './published.ts';
import { drawAt, subkey } from './random.ts';
import type { Stream } from './streams.ts';

/** Hours that one event stands for. */
export type HistoryStep = 1 | 3;

/**
 * Arrivals of a past KST day in the gross [D/E]: one event for each port, route and step with the units of it, known a
 * few minutes after the step has ended. Some 630 events a day by the hour. No verdicts.
 */
export function grossArrivals(stream: Stream, dayStartMs: number, step: HistoryStep): Due[] {
  const dues: Due[] = [];
  for (const lane of keyedLanes(stream.seed)) {
    const dayKey = subkey(lane.key, dayNumberOf(dayStartMs) + 2_000_000);
    const dayUnits = unitsOfDay(lane, dayStartMs);
    for (let hour = 0; hour < 24; hour += step) {
      const fromMs = dayStartMs + hour * HOUR_MS;
      const toMs = fromMs + step * HOUR_MS;
      const units = Math.round(dayUnits * dayShareBetween(lane.profile, fromMs, toMs));
      if (units < 1) continue;
      const key = subkey(dayKey, hour);
      const atMs = Math.floor(fromMs + drawAt(key, 1) * (toMs - fromMs));
      const id = `${lane.port}-${lane.route}-${dayOf(dayStartMs)}-gross-${hour}-${step}${stream.tag}`;
      const { origin } = nameOf(lane, Math.floor(drawAt(key, 4) * 1_000), key);
      const conveyance = `${dayOf(dayStartMs)} ${String(hour).padStart(2, '0')}h total`;
      const { source, data } = makeConveyance(lane, id, key, atMs, units, { conveyance, origin });
      const knownAtMs = Math.floor(toMs + (1 + 4 * drawAt(key, 5)) * MINUTE_MS);
      dues.push({ dueAtMs: knownAtMs, event: arrivalEvent(source, id, atMs, data) });
    }
  }
  return dues;
}

/** Arrivals of a past KST day one by one, as live traffic of the stream tells them; some 6,200. No verdicts. */
export function singleArrivals(stream: Stream, dayStartMs: number): Due[] {
  const lanes = keyedLanes(stream.seed);
  const cases = dayStartMs < PUBLISHED_UNTIL_MS ? [] : casesOfDay(stream.seed, dayStartMs, stream.tag);
  const conveyances = cases.map(({ carrier }) => carrier);
  for (let slot = dayStartMs; slot < dayStartMs + DAY_MS; slot += SLOT_MS) {
    for (const lane of lanes) conveyances.push(...conveyancesOf(lane, slot, stream.tag));
  }
  return conveyances
    .filter(({ key }) => drawAt(key, 3) < stream.share)
    .map(({ source, id, arrivedAtMs, data }) => ({
      dueAtMs: arrivedAtMs,
      event: arrivalEvent(source, id, arrivedAtMs, data),
    }));
}
