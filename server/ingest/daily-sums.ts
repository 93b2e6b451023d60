import type { EventOutcome } from '../contract/rest.ts';
import { kstDay } from '../contract/kst.ts';
import type { RealmDatabase } from '../db/database.ts';
import type { EventRow } from '../db/queries/insert-events.ts';
import { anyCorrected } from '../db/queries/read-fate.ts';
import { layAside, readReachedDays, readStatedBefore } from '../db/queries/stated-sums.ts';
import type { Checked } from './check-event.ts';
import { readCorrection, TABLES } from './event-tables.ts';
import type { Fault } from './explain.ts';
import type { Good, PlacedBound } from './plausible.ts';
import type { Reception } from './reception.ts';
import { SumRoom, type Want } from './sum-room.ts';
import { Turns } from './turns.ts';

/** By type of event, of fields whose values are added up. */
type Sums = ReadonlyMap<string, readonly PlacedBound[]>;
/** What an event adds, by the days and fields to which it does. */
interface Charge {
  event: Good;
  /** Where its field is in what was sent. */
  path: string;
  parts: { want: Want; amount: number }[];
}

/** Corrections whose events are looked for in one statement: each looks into every chunk. */
const REACHED_AT_ONCE = 200;

/**
 * Holds the sum that one feed states for one day of the site within what is plausible, however many events it consists of. What
 * is stated is laid aside before it is written, and given back where it turns out to be there already or is refused.
 */
export class DailySums {
  readonly #realm: RealmDatabase;
  readonly #sums: () => Promise<Sums>;
  readonly #room: SumRoom;
  readonly #turns = new Turns();
  /** Types of which something was corrected: it stays named. */
  readonly #corrected = new Set<string>();

  constructor(realm: RealmDatabase, reception: Reception, bounds: () => Promise<Sums>) {
    const { db, schema } = realm;
    this.#realm = realm;
    this.#sums = async () => summedOf(await bounds());
    this.#room = new SumRoom((stated) =>
      reception.write(
        'stated_sum',
        () => layAside({ db: db.feeds, schema }, stated),
        (tx) => layAside({ db: tx, schema }, stated.slice(0, 1)),
      ),
    );
  }

  /** Whether corrections among the events add to a sum. */
  async raised(all: readonly Checked[]): Promise<boolean> {
    return all.some(isCorrection) && raises(all, await this.#sums());
  }

  /**
   * Commits events, of which those that would bring a sum beyond its bound are named.
   * @param extreme those that are beyond a bound by themselves: they are passed on, and add nothing
   * @param commit answers for each event
   */
  async within(
    all: readonly Checked[],
    extreme: ReadonlyMap<Good, Fault>,
    feed: string,
    commit: (beyond: ReadonlyMap<Good, Fault>) => Promise<EventOutcome[]>,
  ): Promise<EventOutcome[]> {
    const sums = await this.#sums();
    const corrects = raises(all, sums);
    if (!corrects && !all.some((each) => each.ok && sums.has(each.type))) return await commit(extreme);
    const attempt = async (alone: boolean): Promise<EventOutcome[] | null> => {
      const charges = await this.#chargesOf(all, extreme, feed, sums);
      const wants = [...new Set(charges.flatMap(({ parts }) => parts.map(({ want }) => want)))];
      await this.#room.take(wants);
      const { beyond, within } = divide(charges);
      for (const want of wants) this.#room.put(want, want.room);
      const giveBack = (each: Charge) => {
        for (const { amount, want } of each.parts) this.#room.put(want, amount);
      };
      if (beyond.size > 0 && !alone) {
        within.forEach(giveBack);
        return null;
      }
      try {
        const outcomes = await commit(new Map([...extreme, ...beyond]));
        const idle = new Set(all.filter((_, index) => outcomes[index]?.status !== 'accepted'));
        if (idle.size > 0) within.filter(({ event }) => idle.has(event)).forEach(giveBack);
        await this.#room.tidy();
        return outcomes;
      } catch (error) {
        within.forEach(giveBack);
        throw error;
      }
    };
    // What others have laid aside may yet be given back, and what a correction reaches may yet be written: then it waits for
    // them. Of another feed it never does.
    const done = corrects ? null : await this.#turns.take(feed, 'beside', () => attempt(false));
    return done ?? (await this.#turns.take(feed, 'alone', () => attempt(true))) ?? [];
  }

  async #chargesOf(
    all: readonly Checked[],
    extreme: ReadonlyMap<Good, Fault>,
    feed: string,
    sums: Sums,
  ): Promise<Charge[]> {
    const events = all.filter((each): each is Good => each.ok && !extreme.has(each));
    const wants = new Wants(feed);
    const dayOf = dayReader();
    const charges: Charge[] = [];
    const before = await this.#statedBefore(events, sums);
    for (const event of events) {
      const parts = (sums.get(event.type) ?? []).flatMap((bound) => {
        const value = Math.max(
          Number(event.row[bound.place] ?? 0),
          before.get(event)?.get(bound.column) ?? 0,
        );
        return value > 0 ? [{ want: wants.add(bound, dayOf(event.row), value), amount: value }] : [];
      });
      if (parts.length > 0) charges.push({ event, path: '/data', parts });
    }
    for (const { days, event, stated } of await this.#reached(events.filter(isCorrection), sums)) {
      const parts = stated.flatMap(({ bound, value }) =>
        days.map(({ day, events: reached }) => ({
          want: wants.add(bound, day, value * reached),
          amount: value * reached,
        })),
      );
      charges.push({ event, path: '/data/changes', parts });
    }
    return charges;
  }

  /** By event and column, what corrections that came before the events say of them. */
  async #statedBefore(events: readonly Good[], sums: Sums): Promise<Map<Good, Map<string, number>>> {
    const found = new Map<Good, Map<string, number>>();
    for (const type of new Set(events.map((each) => each.type))) {
      const columns = sums.get(type)?.map(({ column }) => column);
      if (columns === undefined) continue;
      const table = TABLES[type];
      if (!this.#corrected.has(type) && !(await anyCorrected(this.#realm, table))) continue;
      this.#corrected.add(type);
      const own = events.filter((each) => each.type === type);
      const rows = own.map(({ row }) => row);
      for (const { column, place, value } of await readStatedBefore(this.#realm, table, columns, rows)) {
        const event = own[place];
        if (event) found.set(event, new Map(found.get(event)).set(column, value));
      }
    }
    return found;
  }

  /** Corrections that add to sums: what they state, and the days of the events that they reach. */
  async #reached(corrections: readonly Good[], sums: Sums) {
    const all = corrections.flatMap((event) => {
      const named = readCorrection(event.row);
      const stated = statedBy(event, sums);
      const feed = named.feed ?? String(event.row[2]);
      return stated.length > 0 ? [{ event, stated, ...named, feed }] : [];
    });
    const days = new Map<Good, { day: string; events: number }[]>();
    for (const stream of new Set(all.map((each) => each.stream))) {
      const own = all.filter((each) => each.stream === stream);
      for (let from = 0; from < own.length; from += REACHED_AT_ONCE) {
        const some = own.slice(from, from + REACHED_AT_ONCE);
        for (const { day, events, place } of await readReachedDays(this.#realm, stream, some)) {
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

/** What one request wants of the sums of days. */
class Wants {
  readonly #feed: string;
  readonly #all = new Map<PlacedBound, Map<string, Want>>();

  constructor(feed: string) {
    this.#feed = feed;
  }

  add(bound: PlacedBound, day: string, amount: number): Want {
    const days = this.#all.get(bound) ?? new Map<string, Want>();
    const { field, highestSum, type } = bound;
    const fresh = {
      feed: this.#feed,
      type,
      field,
      day,
      amount: 0,
      room: 0,
      highestSum: highestSum ?? Infinity,
    };
    const want = days.get(day) ?? fresh;
    want.amount += amount;
    this.#all.set(bound, days.set(day, want));
    return want;
  }
}

function summedOf(bounds: Sums): Sums {
  const summed = [...bounds].map(
    ([type, all]) => [type, all.filter(({ highestSum }) => highestSum !== null)] as const,
  );
  return new Map(summed.filter(([, all]) => all.length > 0));
}

function isCorrection(event: Checked): event is Good {
  return event.ok && event.type === 'border.correction.v1';
}

function raises(all: readonly Checked[], sums: Sums): boolean {
  return all.some((each) => isCorrection(each) && statedBy(each, sums).length > 0);
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

/** Which of the events there is room for, in order; what is left of the room is not taken. */
function divide(charges: readonly Charge[]): { within: Charge[]; beyond: Map<Good, Fault> } {
  const within: Charge[] = [];
  const beyond = new Map<Good, Fault>();
  for (const charge of charges) {
    const over = charge.parts.find(({ amount, want }) => amount > want.room);
    if (over) beyond.set(charge.event, faultOf(charge.path, over.want));
    else {
      within.push(charge);
      for (const { amount, want } of charge.parts) want.room -= amount;
    }
  }
  return { within, beyond };
}

function faultOf(path: string, { day, field, highestSum }: Want): Fault {
  return {
    path: `${path}/${field}`,
    reason: `brings what this feed states for ${day} above ${highestSum}`,
  };
}
