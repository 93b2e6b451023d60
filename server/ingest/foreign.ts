import type { RealmDatabase } from '../db/database.ts';
import type { EventTable } from '../db/queries/insert-events.ts';
import { readNamed, readNumbered, type Place } from '../db/queries/read-standing.ts';
import type { Checked, Sender } from './check-event.ts';
import type { Fault } from './explain.ts';

type Good = Extract<Checked, { ok: true }>;

/** Where a row has what its stream begins with, after the columns that every event has. */
const OWN = 5;
const NUMBERED = {
  'border.seizure.v1': { table: 'seizure', fault: fault('/data/caseNo', 'is of a case at a place that') },
  'border.lead.v1': { table: 'lead', fault: fault('/data/leadNo', 'is of a lead at a place that') },
} as const;
const NOT_OWN: Fault = {
  path: '/data/id',
  reason: 'is of no event that this feed has sent for the places of its token',
};
const AWAY = fault('/data/changes', 'move the event to a place that');

function fault(path: string, what: string): Fault {
  return { path, reason: `${what} this token may not speak for` };
}

export function isCorrection(checked: Checked): boolean {
  return checked.ok && checked.type === 'border.correction.v1';
}

/**
 * What a feed that speaks for some places sends may change what stands at others: a correction names an event, a seizure a
 * case, a lead a lead. These are looked up, and refused where they do. A correction must find its event already there.
 */
export async function refuseForeign(
  realm: RealmDatabase,
  { feed, speaksFor }: Sender,
  all: readonly Checked[],
): Promise<Checked[]> {
  if (speaksFor === null) return [...all];
  const foreign = new Map<Checked, Fault>();
  const isOwn = ({ port, route }: Place) => speaksFor(port, route);
  for (const [type, { fault, table }] of Object.entries(NUMBERED)) {
    const events = all.filter((each): each is Good => each.ok && each.type === type);
    if (events.length === 0) continue;
    const numbers = [...new Set(events.map(({ row }) => String(row[OWN])))];
    const standing = new Map((await readNumbered(realm, table, numbers)).map((each) => [each.number, each]));
    for (const event of events) {
      const place = standing.get(String(event.row[OWN]));
      if (place !== undefined && !isOwn(place)) foreign.set(event, fault);
    }
  }
  for (const [table, corrections] of byTarget(all)) {
    const named = await readNamed(realm, table, corrections);
    for (const { changes, event, id, source } of corrections) {
      const targets = named.filter((each) => each.id === id && each.source === source);
      if (targets.length === 0 || targets.some((each) => each.feed !== feed || !isOwn(each)))
        foreign.set(event, NOT_OWN);
      else if (targets.some(({ port, route }) => !isOwn({ port, route, ...changes })))
        foreign.set(event, AWAY);
    }
  }
  return all.map((each) => {
    const fault = foreign.get(each);
    return fault !== undefined && each.ok ? { ok: false, id: String(each.row[4]), faults: [fault] } : each;
  });
}

interface Named {
  event: Good;
  source: string;
  id: string;
  changes: Partial<Place>;
}

/** Corrections by the stream that they correct. */
function byTarget(all: readonly Checked[]): Map<EventTable['table'], Named[]> {
  const tables = new Map<EventTable['table'], Named[]>();
  for (const event of all) {
    if (!event.ok || event.type !== 'border.correction.v1') continue;
    const [table, source, id, changes] = event.row.slice(OWN).map(String);
    const { port, route } = JSON.parse(changes ?? '{}') as Partial<Place>;
    const place = { ...(port !== undefined && { port }), ...(route !== undefined && { route }) };
    const known = tables.get(table as EventTable['table']) ?? [];
    known.push({ event, source: source ?? '', id: id ?? '', changes: place });
    tables.set(table as EventTable['table'], known);
  }
  return tables;
}
