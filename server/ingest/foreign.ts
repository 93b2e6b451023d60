import type { RealmQueries } from '../db/database.ts';
import type { EventTable } from '../db/queries/insert-events.ts';
import { readNamed, readNumbered, type NamedEvent, type Place } from '../db/queries/read-standing.ts';
import type { Checked, Sender } from './check-event.ts';
import type { Fault } from './explain.ts';

type Good = Extract<Checked, { ok: true }>;

/** Where a row has what its stream begins with, after the columns that every event has. */
const OWN = 5;
/** And a correction the feed that it is aimed at. */
const TARGET_FEED = OWN + 5;
const NUMBERED = {
  'border.seizure.v1': { table: 'seizure', fault: fault('/data/caseNo', 'is of a case at a place that') },
  'border.lead.v1': { table: 'lead', fault: fault('/data/leadNo', 'is of a lead at a place that') },
} as const;
const NOT_OWN: Fault = {
  path: '/data/id',
  reason: 'is of no event that this feed has sent for the places of its token',
};
const AWAY = fault('/data/changes', 'move the event to a place that');
const SEVERAL: Fault = {
  path: '/data/feed',
  reason: 'is required: more than one feed has sent an event of this source and id',
};
const UNSENT: Fault = {
  path: '/data/feed',
  reason: 'is required: no feed has sent an event of this source and id yet',
};

function fault(path: string, what: string): Fault {
  return { path, reason: `${what} this token may not speak for` };
}

export function isCorrection(checked: Checked): boolean {
  return checked.ok && checked.type === 'border.correction.v1';
}

/** Whether what a feed sends must be held against what stands before it is written. */
export function needsLook({ mayCorrectOtherFeeds, speaksFor }: Sender): boolean {
  return speaksFor !== null || mayCorrectOtherFeeds === true;
}

/**
 * What a feed sends may change what stands at other places, or what another feed sent: a correction names an event, a seizure
 * a case, a lead a lead. These are looked up, and refused where they do and the token may not. A correction by a feed that
 * speaks for some places only must find its event already there. One that names no feed, by a token that may correct others,
 * is aimed at the feed that has sent the event.
 */
export async function refuseForeign(
  realm: RealmQueries,
  sender: Sender,
  all: readonly Checked[],
): Promise<Checked[]> {
  const { speaksFor } = sender;
  const judged = new Map<Checked, Checked>();
  const refuse = (event: Good, fault: Fault) =>
    judged.set(event, { ok: false, id: String(event.row[4]), faults: [fault] });
  const isOwn = ({ port, route }: Place) => speaksFor === null || speaksFor(port, route);
  for (const [type, { fault, table }] of Object.entries(NUMBERED)) {
    const events = all.filter((each): each is Good => each.ok && each.type === type);
    if (events.length === 0 || speaksFor === null) continue;
    const numbers = [...new Set(events.map(({ row }) => String(row[OWN])))];
    const found = await readNumbered(realm, table, numbers, sender);
    const standing = new Map(found.map((each) => [each.number, each]));
    for (const event of events) {
      const place = standing.get(String(event.row[OWN]));
      if (place !== undefined && !isOwn(place)) refuse(event, fault);
    }
  }
  for (const [table, corrections] of byTarget(all)) {
    const named = await readNamed(realm, table, corrections);
    for (const correction of corrections) {
      const { changes, event, id, source } = correction;
      const sent = named.filter((each) => each.id === id && each.source === source);
      const aim = aimOf(correction, sent, sender);
      const targets = sent.filter((each) => each.feed === aim);
      if (aim === null) refuse(event, sent.length === 0 ? UNSENT : SEVERAL);
      else if (speaksFor !== null && (targets.length === 0 || !targets.every(isOwn))) refuse(event, NOT_OWN);
      else if (targets.some(({ port, route }) => !isOwn({ port, route, ...changes }))) refuse(event, AWAY);
      else judged.set(event, { ...event, row: event.row.with(TARGET_FEED, aim) });
    }
  }
  return all.map((each) => judged.get(each) ?? each);
}

/** The feed whose event a correction reaches; `null`: it could be more than one, or any. */
function aimOf({ feed }: Named, sent: readonly NamedEvent[], sender: Sender): string | null {
  if (feed !== null) return feed;
  const feeds = new Set(sent.map((each) => each.feed));
  if (!sender.mayCorrectOtherFeeds || feeds.has(sender.feed)) return sender.feed;
  return feeds.size === 1 ? ([...feeds][0] ?? null) : null;
}

interface Named {
  event: Good;
  source: string;
  id: string;
  changes: Partial<Place>;
  /** As the correction names it. */
  feed: string | null;
}

/** Corrections by the stream that they correct. */
function byTarget(all: readonly Checked[]): Map<EventTable['table'], Named[]> {
  const tables = new Map<EventTable['table'], Named[]>();
  for (const event of all) {
    if (!event.ok || event.type !== 'border.correction.v1') continue;
    const [table, source, id, changes] = event.row.slice(OWN).map(String);
    const { port, route } = JSON.parse(changes ?? '{}') as Partial<Place>;
    const place = { ...(port !== undefined && { port }), ...(route !== undefined && { route }) };
    const feed = event.row[TARGET_FEED];
    const known = tables.get(table as EventTable['table']) ?? [];
    known.push({
      ...{ event, source: source ?? '', id: id ?? '', changes: place },
      feed: typeof feed === 'string' ? feed : null,
    });
    tables.set(table as EventTable['table'], known);
  }
  return tables;
}
