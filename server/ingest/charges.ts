import type { EventType } from '../contract/events.ts';
import { kstDay } from '../contract/kst.ts';
import type { RealmQueries } from '../db/database.ts';
import type { EventRow } from '../db/queries/insert-events.ts';
import { anyCorrected } from '../db/queries/read-fate.ts';
import { readReachedDays, readStatedBefore } from '../db/queries/stated-sums.ts';
import { CaseDays } from './case-days.ts';
import type { Checked } from './check-event.ts';
import { readCorrection, TABLES } from './event-tables.ts';
import { isCorrection } from './foreign.ts';
import type { Good, PlacedBound } from './plausible.ts';
import type { Want } from './sum-room.ts';

/** By type of event, the bounds of fields whose values are added up. */
export type Sums = ReadonlyMap<string, readonly PlacedBound[]>;

/** What an event adds to sums of days. */
export interface Charge {
  event: Good;
  /** Where its fields are in what was sent. */
  path: string;
  parts: { want: Want; amount: number }[];
}

/** Corrections whose events are looked for in one statement: each looks into every chunk. */
const REACHED_AT_ONCE = 200;
/** That nothing of a type was corrected by another server is believed so long, in milliseconds. */
const BELIEVED_MS = 5_000;

/** Works out what events add to the sums of days, under the corrections that are there and that they are. */
export class Charges {
  readonly #elapsed: () => number;
  readonly #corrected = new Map<EventType, { answer: Promise<boolean>; until: number }>();

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  async of(
    realm: RealmQueries,
    events: readonly Good[],
    feed: string,
    sums: Sums,
  ): Promise<{ charges: Charge[]; wants: readonly Want[] }> {
    const wants = new Wants(feed);
    const dayOf = dayReader();
    const charges: Charge[] = [];
    const before = await this.#statedBefore(realm, events, sums);
    const columns = sums.get('border.seizure.v1')?.map(({ column }) => column) ?? [];
    const cases = await CaseDays.read(realm, events, columns);
    for (const event of events) {
      const parts: Charge['parts'] = [];
      for (const bound of sums.get(event.type) ?? []) {
        const own = event.row[bound.place];
        const amount = Math.max(typeof own === 'number' ? own : 0, before.get(event)?.get(bound.column) ?? 0);
        for (const part of cases.state(event, dayOf(event.row), bound.column, amount))
          if (part.amount > 0)
            parts.push({ want: wants.add(bound, part.day, part.amount), amount: part.amount });
      }
      if (parts.length > 0) charges.push({ event, path: '/data', parts });
    }
    for (const { days, event, stated } of await this.#reached(realm, events.filter(isCorrection), sums)) {
      const parts = stated.flatMap(({ bound, value }) =>
        days.map(({ day, events: reached }) => {
          const amount = value * reached;
          return { want: wants.add(bound, day, amount), amount };
        }),
      );
      charges.push({ event, path: '/data/changes', parts });
    }
    return { charges, wants: wants.all };
  }

  /** By event and column, what corrections that came before the events state of them. */
  async #statedBefore(
    realm: RealmQueries,
    events: readonly Good[],
    sums: Sums,
  ): Promise<Map<Good, Map<string, number>>> {
    const found = new Map<Good, Map<string, number>>();
    for (const type of new Set(events.map((each) => each.type))) {
      const columns = sums.get(type)?.map(({ column }) => column);
      if (columns === undefined || !(await this.#isCorrected(realm, type))) continue;
      const own = events.filter((each) => each.type === type);
      const rows = own.map(({ row }) => row);
      for (const { column, place, value } of await readStatedBefore(realm, TABLES[type], columns, rows)) {
        const event = own[place];
        if (event) found.set(event, new Map(found.get(event)).set(column, value));
      }
    }
    return found;
  }

  /** Whether something of a type was corrected, by any server: then it stays so. */
  async #isCorrected(realm: RealmQueries, type: EventType): Promise<boolean> {
    const known = this.#corrected.get(type);
    if (known && this.#elapsed() < known.until) return await known.answer;
    const answer = anyCorrected(realm, TABLES[type]);
    this.#corrected.set(type, { answer, until: this.#elapsed() + BELIEVED_MS });
    try {
      const is = await answer;
      if (is) this.#corrected.set(type, CORRECTED);
      return is;
    } catch (error) {
      this.#corrected.delete(type);
      throw error;
    }
  }

  /** Corrections that add to sums: what they state, and the days of the events that they reach. */
  async #reached(realm: RealmQueries, corrections: readonly Good[], sums: Sums) {
    const all = corrections.flatMap((event) => {
      const stated = statedBy(event, sums);
      if (stated.length === 0) return [];
      const named = readCorrection(event.row);
      this.#corrected.set(named.type, CORRECTED);
      return [{ event, stated, ...named, feed: named.feed ?? String(event.row[2]) }];
    });
    const days = new Map<Good, { day: string; events: number }[]>();
    for (const stream of new Set(all.map((each) => each.stream))) {
      const own = all.filter((each) => each.stream === stream);
      for (let from = 0; from < own.length; from += REACHED_AT_ONCE) {
        const some = own.slice(from, from + REACHED_AT_ONCE);
        for (const { day, events, place } of await readReachedDays(realm, stream, some)) {
          const event = some[place]?.event;
          if (event) days.set(event, [...(days.get(event) ?? []), { day, events }]);
        }
      }
    }
    // One that waits for its event counts on its own day, and once more when that comes.
    const dayOf = dayReader();
    const own = (event: Good) => [{ day: dayOf(event.row), events: 1 }];
    return all.map(({ event, stated }) => ({ event, stated, days: days.get(event) ?? own(event) }));
  }
}

const CORRECTED = { answer: Promise.resolve(true), until: Infinity };

/** What one request wants of the sums of days. */
class Wants {
  readonly all: Want[] = [];
  readonly #feed: string;
  readonly #byDay = new Map<PlacedBound, Map<string, Want>>();

  constructor(feed: string) {
    this.#feed = feed;
  }

  add(bound: PlacedBound, day: string, amount: number): Want {
    let want = this.#byDay.get(bound)?.get(day);
    if (want === undefined) {
      const { field, highestSum, type } = bound;
      want = { feed: this.#feed, type, field, day, amount: 0, room: 0, highestSum: highestSum ?? Infinity };
      this.all.push(want);
      this.#byDay.set(bound, (this.#byDay.get(bound) ?? new Map<string, Want>()).set(day, want));
    }
    want.amount += amount;
    return want;
  }
}

/** Whether corrections among the events add to a sum. */
export function raises(all: readonly Checked[], sums: Sums): boolean {
  return all.some((each) => each.ok && isCorrection(each) && statedBy(each, sums).length > 0);
}

/** What a correction states in fields that are added up. */
function statedBy({ row }: Good, sums: Sums): { bound: PlacedBound; value: number }[] {
  const { changes, type } = readCorrection(row);
  return (sums.get(type) ?? []).flatMap((bound) => {
    const value = changes[bound.column];
    return typeof value === 'number' && value > 0 ? [{ bound, value }] : [];
  });
}

/** The day of the site on which events happened: those of an hour, which come together, are all of one. */
function dayReader(): (row: EventRow) => string {
  let hour = '';
  let day = '';
  return (row) => {
    const own = String(row[0]).slice(0, 13);
    if (own !== hour) day = kstDay(Date.parse(`${(hour = own)}:00Z`));
    return day;
  };
}
