import type { EventType } from '../contract/events.ts';
import type { IdentityHorizon } from '../db/queries/insert-old-events.ts';
import type { Checked, Sender } from './check-event.ts';
import { TABLES } from './event-tables.ts';

const DAY_MS = 86_400_000;
/** Types whose raw rows, and with them identities, are dropped after a time: see migrations/realm/175-old-events.sql. */
const DROPPED: ReadonlySet<EventType> = new Set([
  'border.arrival.v1',
  'border.verdict.v1',
  'border.station.v1',
]);

/**
 * Refuses events that are older than the identities that are kept, since they could be counted twice; those of a token that
 * may bring them are marked `old`. Nothing is asked of the database while all are of the last day, the shortest retention.
 * @param readHorizons by table
 * @param now milliseconds since the Unix epoch
 */
export async function refuseOld(
  readHorizons: () => Promise<ReadonlyMap<string, IdentityHorizon>>,
  sender: Sender,
  all: readonly Checked[],
  now: number,
): Promise<Checked[]> {
  const recent = new Date(now - DAY_MS).toISOString();
  // Times of rows are all written in one way: their order is that of their text.
  const isOld = (each: Checked) => each.ok && DROPPED.has(each.type) && String(each.row[0]) < recent;
  if (!all.some(isOld)) return [...all];
  const horizons = await readHorizons();
  return all.map((each) => {
    if (!each.ok || !isOld(each)) return each;
    const horizon = horizons.get(TABLES[each.type].table);
    return horizon === undefined ? each : judge(each, horizon, sender);
  });
}

function judge(
  event: Extract<Checked, { ok: true }>,
  { closedFrom, keptFrom }: IdentityHorizon,
  { mayBringOldEvents }: Sender,
): Checked {
  const time = Date.parse(String(event.row[0]));
  if (time >= keptFrom) return event;
  const until = new Date(keptFrom).toISOString();
  const refuse = (reason: string): Checked => ({
    ok: false,
    id: String(event.row[4]),
    faults: [{ path: '/time', reason }],
  });
  if (time >= closedFrom) {
    const from = new Date(closedFrom).toISOString();
    return refuse(`is between ${from} and ${until}: what was counted then is no longer known event by event`);
  }
  if (!mayBringOldEvents) {
    return refuse(
      `is before ${until}, from when on events are known again: send it with a token that may bring old events`,
    );
  }
  return { ...event, old: true };
}
