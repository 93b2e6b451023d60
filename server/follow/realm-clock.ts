import type { RealmDatabase } from '../db/database.ts';
import { readRealmClock, setRealmClock, type ClockRow } from '../db/queries/realm-clock.ts';

/** The time of a realm: what "today", "ago" and "due" mean in it. */
export interface RealmClock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Times real time between two looks, 0 while it stands still; `null`: it is real time. */
  readonly rate: number | null;
  /** Finds out what it shows, where somebody else drives it. */
  refresh(): Promise<void>;
}

export function realTime(now: () => number): RealmClock {
  return { now, rate: null, refresh: () => Promise.resolve() };
}

/** A clock of a drill or a replay. It stands in the database, for all servers and for whatever asks it in SQL. */
export class SteppedClock implements RealmClock {
  readonly #realm: RealmDatabase;
  #row: ClockRow;

  constructor(realm: RealmDatabase, row: ClockRow) {
    this.#realm = realm;
    this.#row = row;
  }

  now(): number {
    return this.#row.shows;
  }

  get rate(): number {
    return this.#row.rate;
  }

  async refresh(): Promise<void> {
    this.#row = (await readRealmClock(this.#realm)) ?? this.#row;
  }

  async set(row: ClockRow): Promise<void> {
    await setRealmClock(this.#realm.db, this.#realm.schema, row);
    this.#row = row;
  }
}
