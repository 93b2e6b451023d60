import { DatabaseAway, type Database, type Queryable, type RealmQueries } from '../db/database.ts';
import { Deadline } from '../db/deadline.ts';
import type { IntakeReason } from '../contract/cells.ts';
import type { Time } from '../contract/time.ts';
import { Turns } from './turns.ts';

export interface Refusal {
  reason: IntakeReason;
  /** Since when, in milliseconds since the Unix epoch. */
  since: number;
}

interface Refused extends Refusal {
  /** What was to be written. */
  attempt: (tx: Queryable) => Promise<unknown>;
}

/** What has waited for this long, in milliseconds, is as good as refused: its sender hears nothing either. */
const STUCK_MS = 5_000;
/** Between two trials, and for one of them, in milliseconds. */
const TRIAL_MS = 3_000;
/** A turn comes and is over within this, in milliseconds. */
const TURN_MS = 10_000;

const REASONS: readonly [RegExp, IntakeReason][] = [
  [/^53100$/, 'full'],
  [/^25006$/, 'read-only'],
  [/^(08...|57P..|53300|E[A-Z_]+)$/, 'away'],
];

/**
 * Whether the database takes what feeds send. What it refused is tried again while nobody sends it, and taken back each time,
 * so that the board knows when it is taken again.
 */
export class Reception {
  readonly #db: Database;
  readonly #time: Time;
  readonly #refused = new Map<string, Refused>();
  readonly #writing = new Map<symbol, { at: number; since: number }>();
  readonly #turns = new Turns();
  #triedAt = -Infinity;
  #trial: Promise<void> | undefined;

  constructor(db: Database, time: Time) {
    this.#db = db;
    this.#time = time;
  }

  /** Why nothing comes in; `null`: it does, as far as is known. */
  get refusal(): Refusal | null {
    const [first] = this.#refused.values();
    if (first !== undefined) return { reason: first.reason, since: first.since };
    const [oldest] = this.#writing.values();
    const stuck = oldest !== undefined && this.#time.elapsed() - oldest.at > STUCK_MS;
    return stuck ? { reason: 'waits', since: oldest.since } : null;
  }

  /**
   * Writes, and remembers how that ended.
   * @param what kinds of writing that may be refused apart from each other
   * @param attempt the same or a part of it, in a transaction that is not committed
   * @param touched whether the database was asked at all: else nothing is known of it
   */
  async write<T>(
    what: string,
    work: () => Promise<T>,
    attempt: Refused['attempt'],
    touched = () => true,
  ): Promise<T> {
    const own = Symbol(what);
    this.#writing.set(own, { at: this.#time.elapsed(), since: this.#time.now() });
    try {
      const result = await work();
      if (touched()) this.#refused.delete(what);
      return result;
    } catch (error) {
      if (error instanceof DatabaseAway) {
        const since = this.#refused.get(what)?.since ?? this.#time.now();
        this.#refused.set(what, { reason: reasonOf(error), since, attempt });
      }
      throw error;
    } finally {
      this.#writing.delete(own);
    }
  }

  /** The same for what is asked before it is written, if anything is: the question is tried again. */
  async ask<T>(
    what: string,
    { db, schema }: RealmQueries,
    work: (by: RealmQueries) => Promise<T>,
  ): Promise<T> {
    let touched = false;
    const query: Queryable['query'] = (...asked) => {
      touched = true;
      return db.query(...asked);
    };
    return await this.write(
      what,
      () => work({ db: { query }, schema }),
      (tx) => work({ db: tx, schema }),
      () => touched,
    );
  }

  /**
   * The same, one after the other for each kind: while it waits for a lock it has one connection, and what needs nothing of it
   * goes on.
   */
  async askInTurn<T>(
    what: string,
    realm: RealmQueries,
    work: (by: RealmQueries) => Promise<T>,
    run = () => work(realm),
  ): Promise<T> {
    const deadline = new Deadline(TURN_MS);
    const inTurn = () =>
      this.#turns.take(what, async () => {
        if (deadline.over) throw new DatabaseAway('its turn did not come in time');
        return await run();
      });
    return await this.write(
      what,
      () => deadline.limit(inTurn()),
      (tx) => work({ ...realm, db: tx }),
    );
  }

  /** In turn and in a transaction: by connections that events do not come in by. */
  async decide<T>(
    what: string,
    { schema }: RealmQueries,
    work: (by: RealmQueries) => Promise<T>,
  ): Promise<T> {
    const inside = (tx: Queryable) => work({ db: tx, schema });
    return await this.askInTurn(what, { db: this.#db, schema }, work, () => this.#db.transaction(inside));
  }

  /** To be called again and again: tries what was refused, now and then. */
  tryAgain(): void {
    const { elapsed } = this.#time;
    if (this.#refused.size === 0 || this.#trial !== undefined || elapsed() - this.#triedAt < TRIAL_MS) return;
    this.#triedAt = elapsed();
    this.#trial = this.#tryAll().finally(() => (this.#trial = undefined));
  }

  async stop(): Promise<void> {
    await this.#trial;
  }

  async #tryAll(): Promise<void> {
    for (const [what, refused] of this.#refused) {
      const reason = await this.#try(refused.attempt);
      // Meanwhile it may have been taken, or refused again.
      if (this.#refused.get(what) !== refused) continue;
      if (reason === null) this.#refused.delete(what);
      else this.#refused.set(what, { ...refused, reason });
    }
  }

  /** @returns why it cannot be written; `null` where it can */
  async #try(attempt: Refused['attempt']): Promise<IntakeReason | null> {
    try {
      await this.#db.transaction(
        async (tx) => {
          await attempt(tx);
          throw new TakenBack();
        },
        { timeoutMs: TRIAL_MS },
      );
    } catch (error) {
      if (error instanceof DatabaseAway) return reasonOf(error);
    }
    return null;
  }
}

class TakenBack extends Error {}

function reasonOf({ code, message }: DatabaseAway): IntakeReason {
  for (const [codes, reason] of REASONS) if (codes.test(code)) return reason;
  return code === '' && !/read timeout|in time/i.test(message) ? 'away' : 'waits';
}
