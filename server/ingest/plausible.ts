import type { CorrectableType, EventType } from '../contract/events.ts';
import type { RealmQueries } from '../db/database.ts';
import {
  holdEvents,
  readBounds,
  readHeldOf,
  readPlacesThere,
  type Bound,
} from '../db/queries/held-events.ts';
import { readRefused } from '../db/queries/read-fate.ts';
import type { Checked } from './check-event.ts';
import { columnOf, readCorrection, TABLES } from './event-tables.ts';
import type { Fault } from './explain.ts';
import { HeldNames } from './held-names.ts';
import type { IngestOptions } from './ingest.ts';
import { REFUSED } from './refusing-insert.ts';

export type Good = Extract<Checked, { ok: true }>;

/** A bound is in force so long after it was changed, in milliseconds. */
const BELIEVED_MS = 5_000;

/** Holds what is beyond all that was ever seen until a person has looked at it. */
export class Plausible {
  readonly #options: Pick<IngestOptions, 'elapsed' | 'now' | 'realm' | 'reception'>;
  readonly #heldNames: HeldNames;
  #known: { bounds: Promise<Bounds>; at: number } | null = null;

  constructor(options: Pick<IngestOptions, 'elapsed' | 'now' | 'realm' | 'reception'>) {
    this.#options = options;
    this.#heldNames = new HeldNames(options);
  }

  /** Those of a feed's events that are beyond a bound by themselves, or were when they came first, whatever the bound is now. */
  async extremeOf(all: readonly Checked[]): Promise<Map<Good, Fault>> {
    const bounds = await this.#bounds();
    const extreme = new Map<Good, Fault>();
    const good = all.filter((each): each is Good => each.ok);
    for (const each of good) {
      const fault = faultOf(each, bounds);
      if (fault !== null) extreme.set(each, fault);
    }
    const known = await this.#heldNames.among(good);
    if (known.length === 0) return extreme;
    const { realm, reception } = this.#options;
    const rows = known.map((event) => asHeld(event, { path: '/', reason: '' }, 0));
    const held = await reception.decide('held_before', realm, (by) => readHeldOf(by, rows));
    for (const { place, ...fault } of held) {
      const event = known[place];
      if (event) extreme.set(event, fault);
    }
    return extreme;
  }

  /** The events, of which those that are beyond a bound are held, or dealt with as was decided about them. */
  async hold(
    all: readonly Checked[],
    beyond: ReadonlyMap<Good, Fault>,
    token: number,
  ): Promise<readonly Checked[]> {
    if (beyond.size === 0) return all;
    const { realm, reception } = this.#options;
    const judged = await reception.decide('held_event', realm, (by) => judge(by, beyond, token));
    this.#heldNames.add([...beyond.keys()]);
    return all.map((each) => judged.get(each) ?? each);
  }

  /** By type of event. */
  #bounds(): Promise<Bounds> {
    const { now, realm, reception } = this.#options;
    const at = now();
    if (this.#known === null || Math.abs(at - this.#known.at) >= BELIEVED_MS) {
      const bounds = reception.ask('plausible_bound', realm, readBounds).then(placed);
      const known = (this.#known = { bounds, at });
      bounds.catch(() => {
        if (this.#known === known) this.#known = null;
      });
    }
    return this.#known.bounds;
  }
}

/** What becomes of events that are beyond a bound; of those that are there already, nothing. */
async function judge(
  realm: RealmQueries,
  beyond: ReadonlyMap<Good, Fault>,
  token: number,
): Promise<Map<Checked, Checked>> {
  const extreme = new Map(beyond);
  // An event that is stored already is a duplicate, also with another value.
  for (const event of await readThere(realm, [...extreme.keys()])) extreme.delete(event);
  const judged = new Map<Checked, Checked>();
  for (const [event, fault] of await refusedOf(realm, [...extreme.keys()])) {
    extreme.delete(event);
    judged.set(event, { ok: false, id: String(event.row[4]), faults: [fault] });
  }
  const held = [...extreme].map(([event, fault]) => asHeld(event, fault, token));
  const decisions = await holdEvents(realm, held);
  [...extreme].forEach(([event, fault], index) => {
    const decision = decisions[index] ?? null;
    const id = String(event.row[4]);
    // It was released and is stored: a duplicate.
    if (decision === 'released') return;
    const discarded = { ...fault, reason: `${fault.reason}: discarded after review` };
    judged.set(
      event,
      decision === 'discarded'
        ? { ok: false, id, faults: [discarded] }
        : { ok: false, id, faults: [{ ...fault, reason: `${fault.reason}: held for review` }], held: true },
    );
  });
  return judged;
}

/** Corrections that the database would refuse, and why. */
async function refusedOf(realm: RealmQueries, events: readonly Good[]): Promise<[Good, Fault][]> {
  const type = 'border.correction.v1';
  const corrections = events.filter((each) => each.type === type);
  if (corrections.length === 0) return [];
  const rows = corrections.map(({ row }) => row);
  const refused = await readRefused(realm, TABLES[type], rows);
  return corrections.flatMap((event, place) => {
    const why = refused.get(place);
    return why === undefined ? [] : [[event, REFUSED[why]] as [Good, Fault]];
  });
}

async function readThere(realm: RealmQueries, events: readonly Good[]): Promise<Good[]> {
  const there: Good[] = [];
  for (const type of new Set(events.map((each) => each.type))) {
    const own = events.filter((each) => each.type === type);
    const rows = own.map(({ row }) => row);
    const places = await readPlacesThere(realm, TABLES[type], rows);
    there.push(...own.filter((_, place) => places.has(place)));
  }
  return there;
}

type Bounds = ReadonlyMap<string, readonly PlacedBound[]>;

/** A bound, and where the rows of its type have its field. */
interface PlacedBound extends Bound {
  column: string;
  place: number;
}

/** By type; of fields that no event has, none. */
function placed(bounds: readonly Bound[]): Map<string, PlacedBound[]> {
  const byType = new Map<string, PlacedBound[]>();
  for (const bound of bounds) {
    if (!Object.hasOwn(TABLES, bound.type)) continue;
    const column = columnOf(bound.type as CorrectableType, bound.field);
    const place = TABLES[bound.type as EventType].columns.findIndex(({ name }) => name === column);
    if (column === null || place < 0) continue;
    byType.set(bound.type, [...(byType.get(bound.type) ?? []), { ...bound, column, place }]);
  }
  return byType;
}

function faultOf({ row, type }: Good, bounds: Bounds): Fault | null {
  if (type === 'border.correction.v1') {
    const { changes, type: target } = readCorrection(row);
    return firstFault(bounds.get(target) ?? [], '/data/changes', ({ column }) => changes[column]);
  }
  const own = bounds.get(type);
  return own === undefined ? null : firstFault(own, '/data', ({ place }) => row[place]);
}

function firstFault(
  bounds: readonly PlacedBound[],
  path: string,
  valueOf: (bound: PlacedBound) => unknown,
): Fault | null {
  for (const bound of bounds) {
    const value = valueOf(bound);
    if (typeof value !== 'number') continue;
    const { field, highest, lowest } = bound;
    const beyond = (what: string) => ({ path: `${path}/${field}`, reason: what });
    if (highest !== null && value > highest) return beyond(`is above ${highest}`);
    if (lowest !== null && value < lowest) return beyond(`is below ${lowest}`);
  }
  return null;
}

function asHeld({ row, type }: Good, { path, reason }: Fault, token: number) {
  const { columns } = TABLES[type];
  const values = columns.map(({ name, type: column }, place) => {
    const value = row[place] ?? null;
    return [name, column === 'jsonb' && value !== null ? (JSON.parse(String(value)) as unknown) : value];
  });
  const [time, , feed, source, id] = row.map(String);
  return {
    ...{ type, token, path, reason, time: time ?? '', feed: feed ?? '', source: source ?? '', id: id ?? '' },
    row: Object.fromEntries(values) as Record<string, unknown>,
  };
}
