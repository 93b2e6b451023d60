import { readRealmClock, setRealmClock } from '../db/queries/realm-clock.ts';
import { endWithLease } from '../db/queries/lease.ts';
import { readReplay, saveMaking, saveReplay, type ReplayRow } from '../db/queries/replay-register.ts';
import { hasSchema, readEarliest, readSeededSince } from '../db/queries/replay-seed.ts';
import {
  stepClock,
  stepDuty,
  stepEvents,
  stepFeeds,
  stepMatches,
  type Reach,
} from '../db/queries/replay-step.ts';
import { makeAnew, type Making, type PlayedRealm } from './make-anew.ts';
import { ReplayPace } from './pace.ts';
import { sinceOf } from './seed.ts';

export interface PlayerOptions extends Making {
  row: ReplayRow;
  /** Name of this run of this server, by which the register says that it plays the replay. */
  run: string;
  /** How it stands when it has been made. */
  begins: 'playing' | 'paused';
  /** Real time, in milliseconds. */
  now: () => number;
  failed: (what: string, error: unknown) => void;
  /** It plays no more: somebody has taken the replay off the register. */
  gone: () => void;
  /** It plays no more: another server does. */
  lost: () => void;
}

/** Orders are looked for at least this often, in milliseconds. */
const LOOK_MS = 250;
/** A board that stands still is confirmed this often, and how far it has come is written down, in milliseconds. */
const CONFIRM_MS = 1_000;
/** A longer way is gone in parts of this length, in milliseconds. */
const STRIDE_MS = 3_600_000;
/** What was matched is written a moment after what it was matched with. */
const MATCH_LAG_MS = 10_000;
/** A step may be a whole hour of events. */
const PATIENT = { timeoutMs: 60_000 };
/** After so many failures in a row it is given up. */
const MOST_FAILURES = 10;

/** Plays one replay: the one that goes in its realm, in time and back. */
export class Player {
  readonly #options: PlayerOptions;
  readonly #pace: ReplayPace;
  #realm: PlayedRealm | null = null;
  #reach: Reach = { earliest: new Map(), since: 0 };
  /** Its realm is all that was known when its clock shows; else it is being made, or that has failed. */
  #whole = false;
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
    const { db, failed, gone, lost, row, run } = this.#options;
    let failures = 0;
    let begun = false;
    while (!this.#stopped) {
      try {
        const standing = await readReplay(db, row.id);
        if (standing === null) return gone();
        if (standing.holder !== run) return lost();
        if (begun) await this.#goOn(standing);
        else begun = await this.#begin(standing);
        failures = 0;
      } catch (error) {
        failed(`replay ${row.id}`, error);
        if (++failures >= MOST_FAILURES || (await this.#isSourceGone())) return await this.#giveUp();
        await this.#sleep(CONFIRM_MS);
        await this.#findOut();
      }
    }
  }

  /** Of a past that is no more nothing can be made any more. */
  async #isSourceGone(): Promise<boolean> {
    const { db, past } = this.#options;
    return !(await hasSchema(db, past.source.schema).catch(() => true));
  }

  /** A step may have been done and only its answer lost: the clock knows, and never goes back but with all of its realm. */
  async #findOut(): Promise<void> {
    if (!this.#whole) return;
    this.#shows = (await readRealmClock(this.#options.past.replay).catch(() => null))?.shows ?? this.#shows;
  }

  async #giveUp(): Promise<void> {
    const { db, failed, past, row, run } = this.#options;
    try {
      const standing = await readReplay(db, row.id);
      if (standing?.holder !== run) return;
      if (this.#whole) await setRealmClock(db, past.replay.schema, { shows: this.#shows, rate: 0 });
      await this.#save(standing, 'failed');
    } catch (error) {
      failed(`replay ${row.id}`, error);
    }
  }

  /**
   * Makes the schema what was known where it begins, or takes up what another run of a server has left.
   * @returns false where it was ended before all was there
   */
  async #begin(standing: ReplayRow): Promise<boolean> {
    const { db, describe, drive, past, begins } = this.#options;
    this.#reach = { earliest: await readEarliest(db, past), since: 0 };
    const since = await readSeededSince(db, past);
    const clock = since === null ? null : await readRealmClock(past.replay);
    if (since === null || clock === null) {
      if (!(await this.#makeAnew(standing.seekTo ?? standing.shows))) return false;
    } else {
      this.#reach = { ...this.#reach, since };
      this.#shows = clock.shows;
      this.#realm = await drive(describe, { shows: clock.shows, rate: 0 }, false);
      this.#whole = true;
      await this.#settle(true);
    }
    const fresh = standing.state === 'preparing' || standing.state === 'playing' ? begins : 'paused';
    await this.#save(standing, this.#shows >= past.to ? 'ended' : fresh);
    return true;
  }

  async #goOn(row: ReplayRow): Promise<void> {
    const { past } = this.#options;
    if (row.seekTo !== null || !this.#whole) {
      if (!(await this.#seek(row.seekTo ?? this.#shows))) return;
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

  /** @returns false where it was ended on the way */
  async #seek(wanted: number): Promise<boolean> {
    const { past } = this.#options;
    const to = Math.min(past.to, Math.max(past.from, wanted));
    this.#pace.rest();
    if (!this.#whole || to < this.#shows) return await this.#makeAnew(to);
    for (const from = this.#shows; this.#shows < to;) {
      if (!(await this.#mayGoOn((this.#shows - from) / (to - from)))) return false;
      await this.#advance(Math.min(to, this.#shows + STRIDE_MS), 0);
    }
    await this.#settle(true);
    return true;
  }

  async #mayGoOn(share: number): Promise<boolean> {
    const { db, row, run } = this.#options;
    return !this.#stopped && (await saveMaking(db, { id: row.id, holder: run }, share));
  }

  /** @returns false where it was ended before all was there */
  async #makeAnew(at: number): Promise<boolean> {
    const { past } = this.#options;
    if (await this.#isSourceGone()) throw new Error(`${past.source.schema} is no more`);
    this.#whole = false;
    this.#realm = await makeAnew(this.#options, at, (share) => this.#mayGoOn(share));
    if (this.#realm === null) return false;
    this.#reach = { ...this.#reach, since: sinceOf(at) };
    this.#shows = at;
    this.#rate = 0;
    this.#whole = true;
    await this.#settle(true);
    return true;
  }

  async #advance(until: number, rate: number): Promise<void> {
    const { db, past } = this.#options;
    await db.transaction(async (tx) => {
      await endWithLease(tx);
      // As the clock has it: an answer may have been lost, and what is there must not be counted twice.
      const span = { after: await stepClock(tx, past, { shows: until, rate }), until };
      await stepEvents(tx, past, span, this.#reach);
      await stepDuty(tx, past, span);
      await stepFeeds(tx, past, span, this.#reach);
      await stepMatches(tx, past, span, span.after - MATCH_LAG_MS);
    }, PATIENT);
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
