import type { Queryable, RealmDatabase } from '../db/database.ts';
import { endWithLease } from '../db/queries/lease.ts';
import { readRealmClock, setRealmClock, type ClockRow } from '../db/queries/realm-clock.ts';

/** The time of a realm: what "today", "ago" and "due" mean in it. */
export interface RealmClock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Times real time between two looks, 0 while it stands still; `null`: it is real time. */
  readonly rate: number | null;
  /** Finds out what it shows, where somebody else drives it. */
  refresh(): Promise<void>;
  /** Throws where what was read before the call may be of another making of the realm, and is not to be shown. */
  confirm(): Promise<void>;
}

export function realTime(now: () => number): RealmClock {
  const nothing = () => Promise.resolve();
  return { now, rate: null, refresh: nothing, confirm: nothing };
}

/** A clock of a drill or a replay. It stands in the database, for all servers and for whatever asks it in SQL. */
export class SteppedClock implements RealmClock {
  readonly #realm: RealmDatabase;
  readonly #generation: number | null;
  #row: ClockRow;

  /** @param generation the only making of the realm that may be shown; `null`: whoever set the clock makes it as well */
  constructor(realm: RealmDatabase, row: ClockRow, generation: number | null) {
    this.#realm = realm;
    this.#row = row;
    this.#generation = generation;
  }

  now(): number {
    return this.#row.shows;
  }

  get rate(): number {
    return this.#row.rate;
  }

  async refresh(): Promise<void> {
    const row = await readRealmClock(this.#realm);
    if (this.#generation !== null && row?.generation !== this.#generation)
      throw new Error(`${this.#realm.schema} is being made anew, or was`);
    this.#row = row ?? this.#row;
  }

  async confirm(): Promise<void> {
    if (this.#generation !== null) await this.refresh();
  }

  /** @param also what is written with it; where it throws, the clock is not set */
  async set(row: ClockRow, also?: (tx: Queryable) => Promise<void>): Promise<void> {
    const { db, schema } = this.#realm;
    if (also === undefined) await setRealmClock(db, schema, row);
    else
      await db.transaction(async (tx) => {
        await endWithLease(tx);
        await also(tx);
        await setRealmClock(tx, schema, row);
      });
    this.#row = row;
  }
}
