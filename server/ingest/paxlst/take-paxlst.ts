import { MAX_AHEAD_MS } from '../../contract/events.ts';
import {
  announceArrivals,
  landFlights,
  readLanded,
  withdrawAnnounced,
} from '../../db/queries/announce-arrivals.ts';
import type { RealmDatabase } from '../../db/database.ts';
import type { EventRow } from '../../db/queries/insert-events.ts';
import { checkEvent, type Checked, type Sender } from '../check-event.ts';
import { TABLES } from '../event-tables.ts';
import type { Fault } from '../explain.ts';
import type { Ingest } from '../ingest.ts';
import { insertWithinSums } from '../refusing-insert.ts';
import { inSlices, type Steps } from '../slices.ts';
import { arrivalsOfLists, type ListedArrival } from './arrivals-of-lists.ts';
import { readPaxlst } from './parse-paxlst.ts';
import { paxlstSourceOf } from './source.ts';
import type { Leg, Warning } from './types.ts';

export interface PaxlstAnswer {
  lists: { messageReference: string; documentKind: string; legs: Leg[]; travellers: number }[];
  arrivals: (Omit<ListedArrival, 'id'> & {
    id: string;
    /** `announced`: it counts when its time has come. */
    status: 'accepted' | 'duplicate' | 'announced' | 'changed' | 'held' | 'rejected';
    notes?: string[];
    errors?: { path: string; reason: string }[];
  })[];
  warnings: Warning[];
}

/** Takes a raw PAXLST interchange: past arrivals count at once, coming ones are kept until they are due. */
export async function takePaxlst(
  text: string,
  sender: Sender,
  deps: { ingest: Ingest; realm: RealmDatabase; now: () => number },
): Promise<{ ok: true; answer: PaxlstAnswer } | { ok: false; path: string; reason: string }> {
  const parsed = await inSlices(readPaxlst(text));
  if (!parsed.ok) return parsed;
  const { arrivals, warnings } = arrivalsOfLists(parsed.lists);
  const answer: PaxlstAnswer = {
    lists: parsed.lists.map(({ messageReference, documentKind, legs, travellers }) => ({
      messageReference,
      documentKind,
      legs,
      travellers,
    })),
    arrivals: [],
    warnings: [...parsed.warnings, ...parsed.lists.flatMap((list) => list.warnings), ...warnings],
  };
  const { flights, repeats } = lastOfEach(arrivals);
  const source = paxlstSourceOf(sender.feed);
  const { reception } = deps.ingest;
  const ids = flights.map(({ id }) => id);
  const landed = await reception.ask('landed', deps.realm, (by) => readLanded(by, sender.feed, source, ids));
  for (const arrival of [...repeats, ...flights.filter(({ id }) => landed.has(id))]) {
    answer.arrivals.push({ ...arrival, status: 'duplicate' });
  }
  const open = flights.filter(({ id }) => !landed.has(id));
  const dueUntil = deps.now() + MAX_AHEAD_MS;
  const isDue = ({ time }: ListedArrival) => Date.parse(time) <= dueUntil;
  const due = await atLanding(open.filter(isDue), source, sender, deps);
  const outcomes = await deps.ingest.take(
    due.map((arrival) => eventOf(arrival, source)),
    sender,
  );
  due.forEach((arrival, index) => {
    const { status, errors, notes } = outcomes[index] ?? { status: 'rejected' as const };
    answer.arrivals.push({ ...arrival, status, ...(notes && { notes }), ...(errors && { errors }) });
  });
  // What was refused changes nothing: what was announced before stays.
  const arrived = due.filter(
    (_, index) => outcomes[index]?.status !== 'rejected' && outcomes[index]?.status !== 'held',
  );
  if (arrived.length > 0) {
    const withdrawn = arrived.map(({ id }) => id);
    await reception.ask('withdrawal', deps.realm, (by) =>
      withdrawAnnounced(by, sender.feed, source, withdrawn),
    );
  }
  await announce(
    open.filter((arrival) => !isDue(arrival)),
    sender,
    deps,
    answer,
  );
  return { ok: true, answer };
}

/**
 * Each at the time at which its flight lands: lists of it that come at the same moment by other gateways may differ in it.
 * What would be refused or held lays nothing down.
 */
async function atLanding(
  due: readonly ListedArrival[],
  source: string,
  sender: Sender,
  { ingest, now, realm }: { ingest: Ingest; realm: RealmDatabase; now: () => number },
): Promise<ListedArrival[]> {
  const at = now();
  const checked = due.map((arrival) => checkEvent(eventOf(arrival, source), sender, at));
  const extreme = await ingest.extremeOf(checked);
  const sound = due.filter((_, index) => {
    const event = checked[index];
    return event?.ok === true && !extreme.has(event);
  });
  const times = await ingest.reception.ask('landing', realm, (by) =>
    landFlights(by, sender.feed, source, sound),
  );
  return due.map((arrival) => ({ ...arrival, time: times.get(arrival.id) ?? arrival.time }));
}

/** A flight may stand in one interchange twice: the last list of it holds. */
function lastOfEach(arrivals: readonly ListedArrival[]): {
  flights: ListedArrival[];
  repeats: ListedArrival[];
} {
  const last = new Map(arrivals.map((arrival) => [arrival.id, arrival]));
  return {
    flights: [...last.values()],
    repeats: arrivals.filter((arrival) => last.get(arrival.id) !== arrival),
  };
}

async function announce(
  coming: readonly ListedArrival[],
  sender: Sender,
  { ingest, realm }: { ingest: Ingest; realm: RealmDatabase },
  answer: PaxlstAnswer,
): Promise<void> {
  const checks = await inSlices(checkComing(coming, sender));
  const { reception } = ingest;
  // They would count by themselves when they are due: there is nobody who could look first at what is beyond what is plausible.
  const extreme = await ingest.extremeOf(checks);
  const beyond = new WeakMap<EventRow, Fault>();
  const rows = checks.flatMap((each) => (each.ok && !extreme.has(each) ? [each.row] : []));
  const results =
    rows.length === 0
      ? []
      : await reception.ask('announcement', realm, (by) =>
          insertWithinSums(
            rows,
            '/data',
            (some) => announceArrivals(by, TABLES['border.arrival.v1'], some),
            beyond,
          ),
        );
  const said = new Map(rows.map((row, place) => [row, results[place] ?? 'known']));
  checks.forEach((each, index) => {
    const arrival = coming[index];
    if (arrival === undefined) return;
    const errors = each.ok ? [extreme.get(each) ?? beyond.get(each.row) ?? []].flat() : each.faults;
    const status = !each.ok || errors.length > 0 ? 'rejected' : ANNOUNCED[said.get(each.row) ?? 'known'];
    answer.arrivals.push({ ...arrival, status, ...(errors.length > 0 && { errors }) });
  });
}

const ANNOUNCED = { new: 'announced', changed: 'changed', known: 'duplicate' } as const;

/** Each as at its own time: what is to come is not ahead of the clock. */
function* checkComing(coming: readonly ListedArrival[], sender: Sender): Steps<Checked[]> {
  const checked: Checked[] = [];
  for (const arrival of coming) {
    yield;
    checked.push(checkEvent(eventOf(arrival, paxlstSourceOf(sender.feed)), sender, Date.parse(arrival.time)));
  }
  return checked;
}

function eventOf(arrival: ListedArrival, source: string): unknown {
  const { id, port, flight, origin, travellers, time } = arrival;
  return {
    specversion: '1.0',
    id,
    source,
    type: 'border.arrival.v1',
    time,
    data: {
      port,
      route: 'traveller',
      conveyance: flight,
      origin,
      units: travellers,
      risk: 'normal',
      scheduledAt: time,
    },
  };
}
