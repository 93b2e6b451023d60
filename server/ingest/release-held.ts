import type { EventType } from '../contract/events.ts';
import type { RealmQueries } from '../db/database.ts';
import type { Value } from '../db/array-literal.ts';
import { landFlights } from '../db/queries/announce-arrivals.ts';
import { insertReleased, type DecidedRow } from '../db/queries/held-events.ts';
import type { EventRow } from '../db/queries/insert-events.ts';
import { readIdentityHorizons } from '../db/queries/insert-old-events.ts';
import { readRefused } from '../db/queries/read-fate.ts';
import type { Checked, Sender } from './check-event.ts';
import { TABLES } from './event-tables.ts';
import type { Fault } from './explain.ts';
import { needsLook, refuseForeign } from './foreign.ts';
import { refuseOld } from './old-events.ts';
import { paxlstSourceOf } from './paxlst/source.ts';
import { REFUSED } from './refusing-insert.ts';

const IS_THERE: Fault = { path: '/id', reason: 'is there already: an event of this identity counts' };
/** Where every row has when it was recorded. */
const RECORDED_AT = 1;

/**
 * Puts in an event that was held, judged again as if its sender had sent it now: since then its time may have been closed, a
 * right may have ended, and what it is about may stand at another place.
 * @param realm within the transaction in which it is decided about
 * @param now milliseconds since the Unix epoch
 * @returns why it cannot be put in
 */
export async function releaseHeld(
  realm: RealmQueries,
  held: DecidedRow,
  sender: Sender,
  now: number,
): Promise<Fault | null> {
  const type = held.type as EventType;
  const row = rowOf(held);
  if (row[RECORDED_AT] !== null && !sender.maySetRecordedTime)
    return { path: '/recordedtime', reason: 'may not be set by this feed' };
  const [due] = await refuseOld(() => readIdentityHorizons(realm), sender, [{ ok: true, type, row }], now);
  const [event] = due && needsLook(sender) ? await refuseForeign(realm, sender, [due]) : [due];
  const fault = event && (await faultOf(realm, event));
  if (fault) return fault;
  if (!event?.ok) throw new Error('an event that was held is not judged');
  if (!(await landsNow(realm, event.row))) return IS_THERE;
  const inserted = await insertReleased(realm, TABLES[type], event.row, {
    heldAt: held.heldAt,
    old: event.old === true,
  });
  return inserted ? null : IS_THERE;
}

/** Of a flight that has landed by another passenger list meanwhile there is one arrival. */
async function landsNow(realm: RealmQueries, [time, , feed, source, id]: EventRow): Promise<boolean> {
  if (source !== paxlstSourceOf(String(feed))) return true;
  const flight = { id: String(id), time: new Date(String(time)).toISOString() };
  const times = await landFlights(realm, String(feed), source, [flight]);
  return Date.parse(times.get(flight.id) ?? '') === Date.parse(flight.time);
}

async function faultOf(realm: RealmQueries, event: Checked): Promise<Fault | undefined> {
  if (!event.ok) return event.faults[0];
  if (event.type !== 'border.correction.v1') return undefined;
  const why = (await readRefused(realm, TABLES[event.type], [event.row])).get(0);
  return why && REFUSED[why];
}

function rowOf({ row, type }: DecidedRow): EventRow {
  return TABLES[type as EventType].columns.map(({ name, type: column }) => {
    const value = (row[name] ?? null) as Value;
    return column === 'jsonb' && value !== null ? JSON.stringify(value) : value;
  });
}
