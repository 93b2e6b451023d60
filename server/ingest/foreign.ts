import type { RealmQueries } from '../db/database.ts';
import type { EventType } from '../contract/events.ts';
import type { EventTable } from '../db/queries/insert-events.ts';
import {
  readNamed,
  readPlaces,
  type NamedEvent,
  type Place,
  type Stated,
} from '../db/queries/read-standing.ts';
import type { Checked, Sender } from './check-event.ts';
import type { Fault } from './explain.ts';

type Good = Extract<Checked, { ok: true }>;

/** Where a row has what its stream begins with, after the columns that every event has. */
const OWN = 5;
/** And a correction the feed that it is aimed at. */
const TARGET_FEED = OWN + 5;
/** What a row states on by its number, the first of its stream's columns: it may stand at another place than the row's own. */
const STATED: Partial<Record<EventType, { what: Stated['what']; fault: Fault }>> = {
  'border.seizure.v1': {
    what: 'seizure',
    fault: fault('/data/caseNo', 'is of a case at a place that'),
  },
  'border.lead.v1': {
    what: 'lead',
    fault: fault('/data/leadNo', 'is of a lead at a place that'),
  },
};
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
 * a case, a lead a lead. These are looked up, and refused where they do and the token may not. (Items and stations are of the
 * place at which they are stated.) A correction by a feed that speaks for some places only must find its event already there.
 * One that names no feed, by a token that may correct others, is aimed at the feed that has sent the event.
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
  if (speaksFor !== null) {
    for (const { event, fault, stands } of await standing(realm, sender, all))
      if (!isOwn(stands)) refuse(event, fault);
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

/** Where that stands now on which events state. */
async function standing(realm: RealmQueries, sender: Sender, all: readonly Checked[]) {
  const stated = all.flatMap((event) => {
    const kind = event.ok ? STATED[event.type] : undefined;
    if (!event.ok || kind === undefined) return [];
    return [{ event, fault: kind.fault, on: { what: kind.what, name: String(event.row[OWN]) } }];
  });
  const places = await readPlaces(
    realm,
    stated.map(({ on }) => on),
    sender,
  );
  return stated.flatMap((each, index) => {
    const stands = places[index];
    return stands ? [{ ...each, stands }] : [];
  });
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
