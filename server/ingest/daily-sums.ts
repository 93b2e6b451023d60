import type { EventOutcome } from '../contract/rest.ts';
import { DatabaseAway } from '../db/database.ts';
import { layAside } from '../db/queries/stated-sums.ts';
import { isSeizure } from './case-days.ts';
import { Charges, raises, type Charge, type Sums } from './charges.ts';
import type { Checked } from './check-event.ts';
import type { Fault } from './explain.ts';
import type { Good } from './plausible.ts';
import type { IngestOptions } from './ingest.ts';
import { SumRoom, type Want } from './sum-room.ts';
import { Turns } from './turns.ts';

/** Of the highest sum: amounts with fractions that are added and taken away again do not come out even. */
const ROUNDING = 1e-9;
/** A turn comes within this, in milliseconds. */
const TURN_MS = 10_000;

type SumOptions = Pick<IngestOptions, 'realm' | 'reception' | 'elapsed'> & { bounds: () => Promise<Sums> };

/**
 * Holds the sum that one feed states for one day of the site within what is plausible, however many events it consists of. What
 * is stated is laid aside before it is written, and given back where it turns out to be there already or is refused.
 */
export class DailySums {
  readonly #chargesOf: (events: readonly Good[], feed: string, sums: Sums) => ReturnType<Charges['of']>;
  readonly #sums: () => Promise<Sums>;
  readonly #room: SumRoom;
  readonly #turns = new Turns();
  readonly #elapsed: () => number;

  constructor(options: SumOptions) {
    const { bounds, realm, reception } = options;
    const { db, schema } = realm;
    this.#elapsed = options.elapsed;
    const charges = new Charges(options.elapsed);
    this.#chargesOf = async (...asked) =>
      await reception.ask('stated_before', realm, (by) => charges.of(by, ...asked));
    const known = new WeakMap<Sums, Sums>();
    this.#sums = async () => {
      const all = await bounds();
      const sums = known.get(all) ?? summedOf(all);
      known.set(all, sums);
      return sums;
    };
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
    return raises(all, await this.#sums());
  }

  /**
   * Commits events, of which those that would bring a sum beyond its bound are named.
   * @param extreme those that are beyond a bound by themselves: they are passed on, and add nothing
   * @param commit answers for each event; where it throws, `stored` has those that are there none the less
   */
  async within<Outcome extends Pick<EventOutcome, 'status'>>(
    all: readonly Checked[],
    extreme: ReadonlyMap<Good, Fault>,
    feed: string,
    commit: (beyond: ReadonlyMap<Good, Fault>, stored: Set<Checked>) => Promise<Outcome[]>,
  ): Promise<Outcome[]> {
    const sums = await this.#sums();
    const corrects = raises(all, sums);
    if (!corrects && !all.some((each) => each.ok && sums.has(each.type)))
      return await commit(extreme, new Set());
    const attempt = async (alone: boolean): Promise<Outcome[] | null> => {
      const events = all.filter((each): each is Good => each.ok && !extreme.has(each));
      const { charges, wants } = await this.#chargesOf(events, feed, sums);
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
      const stored = new Set<Checked>();
      try {
        const outcomes = await commit(new Map([...extreme, ...beyond]), stored);
        const idle = new Set(all.filter((_, index) => outcomes[index]?.status !== 'accepted'));
        if (idle.size > 0) within.filter(({ event }) => idle.has(event)).forEach(giveBack);
        await this.#room.tidy();
        return outcomes;
      } catch (error) {
        within.filter(({ event }) => !stored.has(event)).forEach(giveBack);
        throw error;
      }
    };
    // What others have laid aside may yet be given back, and what a correction reaches may yet be written: then it waits for
    // them; so does what is stated of a case, since it adds to the days of other statements. Of another feed it never does.
    const alone = corrects || all.some((each) => each.ok && isSeizure(each));
    const done = alone ? null : await this.#inTurn(feed, 'beside', () => attempt(false));
    return done ?? (await this.#inTurn(feed, 'alone', () => attempt(true))) ?? [];
  }

  /** What waits behind others that wait for the database does not begin to wait for it after them. */
  async #inTurn<T>(feed: string, how: 'beside' | 'alone', work: () => Promise<T>): Promise<T> {
    const until = this.#elapsed() + TURN_MS;
    return await this.#turns.take(feed, how, async () => {
      if (this.#elapsed() > until) throw new DatabaseAway('its turn did not come in time');
      return await work();
    });
  }
}

function summedOf(bounds: Sums): Sums {
  const summed = [...bounds].map(
    ([type, all]) => [type, all.filter(({ highestSum }) => highestSum !== null)] as const,
  );
  return new Map(summed.filter(([, all]) => all.length > 0));
}

/** Which of the events there is room for, in order; what is left of the room is not taken. */
function divide(charges: readonly Charge[]): { within: Charge[]; beyond: Map<Good, Fault> } {
  const within: Charge[] = [];
  const beyond = new Map<Good, Fault>();
  for (const charge of charges) {
    const over = charge.parts.find(({ amount, want }) => amount > want.room + want.highestSum * ROUNDING);
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
