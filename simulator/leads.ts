import { SLOT_MS, conveyancesOf, type Conveyance } from './conveyances.ts';
import {
  AHEAD_MAX_MS,
  AHEAD_MIN_MS,
  LATE_LEAD_SHARE,
  LEAD_WEIGHTS,
  LED_FLIGHT_SHARE,
  LED_GOODS_SHARE,
  PARTNER_COUNTRIES,
  PARTNER_SHARE,
} from './data/intelligence.ts';
import type { Due } from './event.ts';
import { HOUR_MS, MINUTE_MS, iso } from './kst.ts';
import { dayShareBetween, keyedLanes, unitsOfDay, type KeyedLane } from './lanes.ts';
import { between, courseOf } from './lead-status.ts';
import type { Plan } from './plans.ts';
import { drawAt, pickWeighted, subkey } from './random.ts';
import type { Stream } from './streams.ts';
import { isRead, itemKey } from './verdicts.ts';

const DRAW = { slot: 70, which: 71, partner: 72, late: 73, ahead: 74, item: 75, closed: 76, due: 77 };

/** Leads on flights and consignments that arrive, a few of them when they have arrived already. */
export const LEADS_ON_ARRIVALS: Plan = {
  spanMs: SLOT_MS,
  leadMs: AHEAD_MAX_MS,
  tailMs: 12 * HOUR_MS,
  of: (stream, fromMs) =>
    keyedLanes(stream.seed).flatMap((lane) => {
      const led = ledConveyance(stream, lane, fromMs);
      if (!led) return [];
      const key = subkey(led.key, DRAW.slot);
      const aheadMs = between({ least: AHEAD_MIN_MS, most: AHEAD_MAX_MS }, drawAt(key, DRAW.ahead));
      const isLate = drawAt(key, DRAW.late) < LATE_LEAD_SHARE;
      // Late ones come within the hour, while there is still something to be done.
      const atMs =
        led.arrivedAtMs + (isLate ? 5 * MINUTE_MS + drawAt(key, DRAW.ahead) * 50 * MINUTE_MS : -aheadMs);
      return leadOn(led, itemOf(led, key), Math.floor(atMs), key, stream.tag);
    }),
};

/** What of a lane and slot a lead names: most times nothing. Looks at conveyances only where there is one. */
export function ledConveyance({ share, tag }: Stream, lane: KeyedLane, fromMs: number): Conveyance | null {
  const expected =
    (unitsOfDay(lane, fromMs) / lane.unitsPerConveyance) *
    dayShareBetween(lane.profile, fromMs, fromMs + SLOT_MS);
  const key = subkey(lane.key, fromMs / SLOT_MS);
  const ledShare = lane.route === 'traveller' ? LED_FLIGHT_SHARE : LED_GOODS_SHARE;
  if (drawAt(key, DRAW.slot) >= expected * ledShare) return null;
  const found = conveyancesOf(lane, fromMs, tag).filter((each) => drawAt(each.key, 3) < share);
  if (found.length === 0) return null;
  const weighted = found.map((each) => [each, weightOf(each)] as const);
  return pickWeighted(weighted, drawAt(key, DRAW.which));
}

/** The statements on a lead that names a conveyance, and of goods the item in it. */
export function leadOn(
  { id, data, lane, arrivedAtMs }: Conveyance,
  item: number,
  atMs: number,
  key: number,
  tag: string,
  caseNo?: string,
): Due[] {
  const { port, route, conveyance, origin, units } = data;
  const isPartner = PARTNER_COUNTRIES.has(origin) && drawAt(key, DRAW.partner) < PARTNER_SHARE;
  // A timetable has whole five minutes.
  const dueMs =
    Math.round((arrivedAtMs + (drawAt(key, DRAW.due) - 0.6) * 15 * MINUTE_MS) / 300_000) * 300_000;
  const lead = {
    partner: isPartner ? origin : 'DIC',
    kind: lane.route === 'traveller' ? ('flight' as const) : ('consignment' as const),
    port,
    route,
    conveyance,
    origin,
    dueAt: iso(dueMs),
    ...(route === 'traveller' ? { aboard: units } : { subject: `${id}/${item}` }),
  };
  const closedMs = Math.max(atMs, arrivedAtMs) + (1 + 3 * drawAt(key, DRAW.closed)) * HOUR_MS;
  return courseOf(lead, atMs, closedMs, key, {
    tag,
    ...(caseNo === undefined ? {} : { closing: { caseNo } }),
  });
}

function weightOf({ data }: Conveyance): number {
  if (data.risk === 'high') return LEAD_WEIGHTS.high;
  return PARTNER_COUNTRIES.has(data.origin) ? LEAD_WEIGHTS.partner : LEAD_WEIGHTS.other;
}

/** An item that has a verdict, so that what the lead names is found. */
function itemOf(of: Conveyance, key: number): number {
  const first = Math.floor(drawAt(key, DRAW.item) * of.data.units);
  return isRead(itemKey(of, first)) ? first : (first + 1) % of.data.units;
}
