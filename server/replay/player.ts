import type { RealmCell } from '../contract/cells.ts';
import type { Database, RealmDatabase } from '../db/database.ts';
import { emptyRealm } from '../db/drop-realm.ts';
import { prepareRealm } from '../db/prepare-realm.ts';
import { readRealmClock, setRealmClock, type ClockRow } from '../db/queries/realm-clock.ts';
import { readReplay, saveReplay, type ReplayRow } from '../db/queries/replay-register.ts';
import { hasSchema, readEarliest, readSeededSince } from '../db/queries/replay-seed.ts';
import type { Past } from '../db/queries/replay-source.ts';
import {
  stepClock,
  stepDuty,
  stepEvents,
  stepFeeds,
  stepMatches,
  type Reach,
} from '../db/queries/replay-step.ts';
import { ReplayPace } from './pace.ts';
import { seed, sinceOf } from './seed.ts';

/** A realm that is played, as the player needs it. */
export interface PlayedRealm {
  readonly database: RealmDatabase;
  readonly follower: { settle(whole?: boolean): Promise<void> };
}

export interface PlayerOptions {
  db: Database;
  row: ReplayRow;
  describe: RealmCell;
  migrationsFolder: string;
  past: Past;
  /** How it stands when it has been made. */
  begins: 'playing' | 'paused';
  drive: (describe: RealmCell, row: ClockRow | null, judged: boolean) => Promise<PlayedRealm>;
  /** Real time, in milliseconds. */
  now: () => number;
  failed: (what: string, error: unknown) => void;
  /** It plays no more: somebody has taken the replay off the register. */
  gone: () => void;
}

/** Orders are looked for at least this often, in milliseconds. */
const LOOK_MS = 250;
/** A board that stands still is confirmed this often, and how far it has come is written down, in milliseconds. */
const CONFIRM_MS = 1_000;
/** A longer way is gone in parts of this length, in milliseconds. */
const STRIDE_MS = 3_600_000;
/** What was matched is written a moment after what it was matched with. */
const MATCH_LAG_MS = 10_000;
/** After so many failures in a row it is given up. */
const MOST_FAILURES = 10;

/** Plays one replay: the one that goes in its realm, in time and back. */
export class Player {
  readonly #options: PlayerOptions;
  readonly #pace: ReplayPace;
  #realm: PlayedRealm | null = null;
  #reach: Reach = { earliest: new Map(), since: 0 };
  #shows: number;
  /** As the clock in the database has it. */
  #rate = 0;
  #settledAt = -Infinity;
  #savedAt = -Infinity;
  #stopped = false;
  #wake: (() => void) | null = null;
  #running: Promise<void> = Promise.resolve();

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#pace = new ReplayPace(options.now);
    this.#shows = options.row.shows;
  }

  start(): void {
    this.#running = this.#play();
  }

  /** An order was given: it need not be looked for. */
  poke(): void {
    this.#wake?.();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.poke();
    await this.#running;
  }

  async #play(): Promise<void> {
    const { db, failed, gone, row } = this.#options;
    let failures = 0;
    let begun = false;
    while (!this.#stopped) {
      try {
        if (!begun) await this.#begin();
        begun = true;
        const standing = await readReplay(db, row.id);
        if (standing === null) return gone();
        await this.#goOn(standing);
        failures = 0;
      } catch (error) {
        failed(`replay ${row.id}`, error);
        if (++failures >= MOST_FAILURES) return await this.#giveUp();
        await this.#sleep(CONFIRM_MS);
      }
    }
  }

  async #giveUp(): Promise<void> {
    const { db, failed, row } = this.#options;
    const orders = (await readReplay(db, row.id).catch(() => null))?.orders ?? row.orders;
    await saveReplay(
      db,
      { id: row.id, orders },
      { shows: this.#shows, state: 'failed', soughtTo: null, used: false },
    ).catch((error: unknown) => failed(`replay ${row.id}`, error));
  }

  /** Makes the schema what was known where it begins, or takes up what another run of a server has left. */
  async #begin(): Promise<void> {
    const { db, describe, drive, past, row, begins } = this.#options;
    const standing = await readReplay(db, row.id);
    if (standing === null) return;
    this.#reach = { earliest: await readEarliest(db, past), since: 0 };
    const since = await readSeededSince(db, past);
    const clock = since === null ? null : await readRealmClock(past.replay);
    if (since === null || clock === null) {
      if (!(await this.#makeAnew(standing.seekTo ?? standing.shows))) return;
    } else {
      this.#reach = { ...this.#reach, since };
      this.#shows = clock.shows;
      this.#realm = await drive(describe, { shows: clock.shows, rate: 0 }, false);
      await this.#realm.follower.settle(true);
    }
    const fresh = standing.state === 'preparing' ? begins : 'paused';
    await this.#save(standing, this.#shows >= past.to ? 'ended' : fresh);
  }

  async #goOn(row: ReplayRow): Promise<void> {
    const { past } = this.#options;
    if (row.seekTo !== null) {
      await this.#seek(row.seekTo);
      const atEnd = this.#shows >= past.to;
      const state = atEnd ? 'ended' : row.state === 'ended' ? 'paused' : null;
      return await this.#save(row, state, row.seekTo);
    }
    if (row.state !== 'playing') return await this.#stand(row);
    const next = this.#pace.next(this.#shows, past.to, row.speed);
    if ('waitMs' in next) return await this.#sleep(Math.min(LOOK_MS, next.waitMs));
    await this.#advance(next.to, next.to < past.to ? row.speed : 0);
    const ended = this.#shows >= past.to;
    await this.#settle(ended);
    if (ended) return await this.#save(row, 'ended');
    if (this.#options.now() - this.#savedAt >= CONFIRM_MS) await this.#save(row, null);
  }

  async #stand(row: ReplayRow): Promise<void> {
    this.#pace.rest();
    if (this.#rate !== 0) {
      await setRealmClock(this.#options.db, this.#options.past.replay.schema, {
        shows: this.#shows,
        rate: 0,
      });
      this.#rate = 0;
      await this.#save(row, null);
    }
    if (this.#options.now() - this.#settledAt >= CONFIRM_MS) await this.#settle(false);
    await this.#sleep(LOOK_MS);
  }

  async #seek(wanted: number): Promise<void> {
    const { past } = this.#options;
    const to = Math.min(past.to, Math.max(past.from, wanted));
    this.#pace.rest();
    if (to < this.#shows) return void (await this.#makeAnew(to));
    while (this.#shows < to && !this.#stopped) await this.#advance(Math.min(to, this.#shows + STRIDE_MS), 0);
    await this.#settle(true);
  }

  /** @returns false where it was stopped before all was there */
  async #makeAnew(at: number): Promise<boolean> {
    const { db, describe, drive, migrationsFolder, past } = this.#options;
    const clock = { shows: at, rate: 0 };
    const fresh = !(await hasSchema(db, describe.name));
    // From here on nobody is shown anything until all is there.
    this.#realm = await drive(describe, clock, false);
    if (!fresh) {
      await emptyRealm(db, describe.name);
      await prepareRealm(db, migrationsFolder, describe);
      await setRealmClock(db, describe.name, clock);
    }
    if (!(await seed(past, at, () => !this.#stopped))) return false;
    this.#reach = { ...this.#reach, since: sinceOf(at) };
    this.#shows = at;
    this.#rate = 0;
    await this.#settle(true);
    return true;
  }

  async #advance(until: number, rate: number): Promise<void> {
    const { db, past } = this.#options;
    await db.transaction(async (tx) => {
      // As the clock has it: an answer may have been lost, and what is there must not be counted twice.
      const span = { after: await stepClock(tx, past, { shows: until, rate }), until };
      await stepEvents(tx, past, span, this.#reach);
      await stepDuty(tx, past, span);
      await stepFeeds(tx, past, span, this.#reach);
      await stepMatches(tx, past, span, span.after - MATCH_LAG_MS);
    });
    this.#shows = until;
    this.#rate = rate;
  }

  async #settle(whole: boolean): Promise<void> {
    await this.#realm?.follower.settle(whole);
    this.#settledAt = this.#options.now();
  }

  async #save(
    row: ReplayRow,
    state: ReplayRow['state'] | null,
    soughtTo: number | null = null,
  ): Promise<void> {
    const used = row.state === 'playing';
    await saveReplay(this.#options.db, row, { shows: this.#shows, state, soughtTo, used });
    this.#savedAt = this.#options.now();
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}
