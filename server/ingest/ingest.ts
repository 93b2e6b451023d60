import { EVENT_DATA, type EventType } from '../contract/events.ts';
import type { EventOutcome } from '../contract/rest.ts';
import type { Queryable, RealmDatabase } from '../db/database.ts';
import type { DecidedRow } from '../db/queries/held-events.ts';
import { hearFeed } from '../db/queries/hear-feed.ts';
import { insertOnly, type EventRow } from '../db/queries/insert-events.ts';
import { insertOldEvents, readIdentityHorizons } from '../db/queries/insert-old-events.ts';
import { recordRejections } from '../db/queries/record-rejections.ts';
import { Batcher } from './batcher.ts';
import { Budget } from './budget.ts';
import { checkEvent, type Checked, type Sender } from './check-event.ts';
import { TABLES } from './event-tables.ts';
import type { Fault } from './explain.ts';
import { isCorrection, needsLook, refuseForeign } from './foreign.ts';
import { notedInsert, type Notes } from './noted-insert.ts';
import { refuseOld } from './old-events.ts';
import { Plausible, type Good } from './plausible.ts';
import { releaseHeld } from './release-held.ts';
import { inSlices, type Steps } from './slices.ts';
import type { Reception } from './reception.ts';

/** More rows wait for the database than it can take soon: the sender shall come back later. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

/** A token has caused more than it may for now. Nothing of what it sent was taken. */
export class OverBudget extends Error {
  override readonly name = 'OverBudget';
  /** Until it may go on, in milliseconds. */
  readonly waitMs: number;

  constructor(what: string, waitMs: number) {
    super(what);
    this.waitMs = waitMs;
  }
}

export interface IngestOptions {
  realm: RealmDatabase;
  now: () => number;
  /** A clock that nobody sets, in milliseconds: budgets come back with it, and statements are timed by it. */
  elapsed: () => number;
  /** Whether what is written is taken. */
  reception: Reception;
  /** Called after each commit with how many events it brought. */
  counted: (outcome: EventOutcome['status'], type: EventType | 'unknown', events: number) => void;
}

const DAY_MS = 86_400_000;
const MOST_ROWS_PER_STATEMENT = 5_000;
const MOST_QUEUED_ROWS = 60_000;
/** To say what is wrong with an event costs 0.1 to 0.4 ms: a token that sends nothing else has a sixth of a core. */
const REFUSALS = { most: 50_000, perSecond: 500 };
/** Days before yesterday that a token may touch: a history of years at once, and then five each second. */
const OLD_DAYS = { most: 5_000, perSecond: 5 };
/** Checks between two looks at the clock. */
const CHECKS_PER_STEP = 16;

function refusedOf(checked: readonly Checked[]): number {
  return checked.filter(({ ok }) => !ok).length;
}

/** Takes events into one realm. */
export class Ingest {
  readonly #options: IngestOptions;
  readonly #batchers: Record<EventType, Batcher>;
  readonly #oldBatchers: Record<EventType, Batcher>;
  readonly #refusals: Budget;
  readonly #oldDays: Budget;
  readonly #notes: Notes = { said: new WeakMap(), refused: new WeakMap(), beyond: new WeakMap() };
  readonly #plausible: Plausible;
  /** Rows that wait until it is known whether they are plausible. */
  #judgedRows = 0;

  constructor(options: IngestOptions) {
    this.#options = options;
    const { elapsed: clock, realm } = options;
    this.#plausible = new Plausible(options);
    this.#refusals = new Budget({ ...REFUSALS, clock });
    this.#oldDays = new Budget({ ...OLD_DAYS, clock });
    const types = Object.keys(EVENT_DATA) as EventType[];
    const each = (make: (type: EventType) => Batcher) =>
      Object.fromEntries(types.map((type) => [type, make(type)])) as Record<EventType, Batcher>;
    this.#batchers = each((type) => this.#batcher(type, notedInsert(realm, TABLES[type], this.#notes)));
    this.#oldBatchers = each((type) =>
      this.#batcher(
        type,
        notedInsert(realm, TABLES[type], this.#notes, (rows) => insertOldEvents(realm, TABLES[type], rows)),
      ),
    );
  }

  /**
   * Puts in an event that was held, as if its sender had sent it now.
   * @returns why not
   */
  async release(tx: Queryable, held: DecidedRow, sender: Sender): Promise<Fault | null> {
    const { now, realm } = this.#options;
    return await releaseHeld({ db: tx, schema: realm.schema }, held, sender, now());
  }

  /** Those of a feed's events that are beyond what is plausible by themselves. */
  async extremeOf(all: readonly Checked[]): Promise<ReadonlyMap<Checked, Fault>> {
    return await this.#plausible.extremeOf(all);
  }

  get reception(): Reception {
    return this.#options.reception;
  }

  get queuedRows(): number {
    const all = [...Object.values(this.#batchers), ...Object.values(this.#oldBatchers)];
    return all.reduce((sum, batcher) => sum + batcher.queuedRows, this.#judgedRows);
  }

  /**
   * Checks events and commits the good ones; answers for each, in order, after the commit. Throws {@link Overloaded},
   * {@link OverBudget}, or DatabaseAway: then what had been committed is found again as duplicate when the events are
   * sent again.
   */
  async take(events: readonly unknown[], sender: Sender): Promise<EventOutcome[]> {
    const { now, realm, reception } = this.#options;
    const { db, schema } = realm;
    if (events.length === 0) {
      const hear = (by: Queryable) => hearFeed(by, schema, sender.feed);
      await reception.write('heartbeat', () => hear(db.feeds), hear);
      return [];
    }
    this.#refuseOverload();
    const { token } = sender;
    const refusalWait = this.#refusals.waitMs(token);
    if (refusalWait > 0) throw new OverBudget('too many events of this token were refused', refusalWait);
    const at = now();
    const sound = await inSlices(checkEach(events, sender, at));
    this.#refusals.spend(token, refusedOf(sound));
    const oldDays = countOldDays(sound, at);
    const oldWait = oldDays === 0 ? 0 : this.#oldDays.waitMs(token);
    if (oldWait > 0) throw new OverBudget('this token has sent events of too many past days', oldWait);
    this.#oldDays.spend(token, oldDays);
    const horizons = () => reception.askInTurn('identity_horizon', realm, readIdentityHorizons);
    const checked = await refuseOld(horizons, sender, sound, at);
    this.#refusals.spend(token, refusedOf(checked) - refusedOf(sound));
    // Others were checked meanwhile.
    this.#refuseOverload();
    return needsLook(sender) || checked.some(isCorrection)
      ? await this.#commitInOrder(checked, sender)
      : await this.#holdOrCommit(checked, sender);
  }

  #refuseOverload(): void {
    if (this.queuedRows > MOST_QUEUED_ROWS)
      throw new Overloaded('too many events are waiting for the database');
  }

  #batcher(type: EventType, insert: (rows: readonly EventRow[]) => Promise<boolean[]>): Batcher {
    const { elapsed: clock, realm, reception } = this.#options;
    const attempt = (rows: readonly EventRow[]) => (tx: Queryable) =>
      insertOnly(tx, realm, TABLES[type], rows.slice(0, 1));
    return new Batcher({
      insert: (rows) => reception.write(type, () => insert(rows), attempt(rows)),
      writers: realm.db.writers,
      mostRows: MOST_ROWS_PER_STATEMENT,
      clock,
    });
  }

  /** Corrections come last, since they may be sent along with what they correct. */
  async #commitInOrder(all: readonly Checked[], sender: Sender): Promise<EventOutcome[]> {
    const { realm, reception } = this.#options;
    const outcomes: EventOutcome[] = [];
    for (const late of [false, true]) {
      const part = [...all.entries()].filter(([, each]) => isCorrection(each) === late);
      if (part.length === 0) continue;
      const checked = part.map(([, each]) => each);
      const own = needsLook(sender)
        ? await reception.ask('foreign', realm, (by) => refuseForeign(by, sender, checked))
        : checked;
      (await this.#holdOrCommit(own, sender)).forEach((outcome, nth) => {
        const index = part[nth]?.[0] ?? nth;
        outcomes[index] = { ...outcome, index };
      });
    }
    return outcomes;
  }

  /** What is held was judged in full before: a person who releases it judges the value only. */
  async #holdOrCommit(all: readonly Checked[], sender: Sender): Promise<EventOutcome[]> {
    let checked = all;
    this.#judgedRows += all.length;
    try {
      checked = await this.#plausible.hold(all, await this.#plausible.extremeOf(all), sender.token);
    } finally {
      // From here on they are counted where they wait for their statement.
      this.#judgedRows -= all.length;
    }
    // Also those that are held: each costs a row.
    this.#refusals.spend(sender.token, refusedOf(checked) - refusedOf(all));
    return await this.#commit(checked, sender);
  }

  async #commit(all: readonly Checked[], sender: Sender): Promise<EventOutcome[]> {
    const { counted } = this.#options;
    const outcomes: EventOutcome[] = [];
    const groups: { type: EventType; old: boolean; events: Good[]; places: number[] }[] = [];
    all.forEach((checked, index) => {
      if (!checked.ok) {
        outcomes[index] = { index, ...refusalOf(checked) };
        return;
      }
      const { old = false, type } = checked;
      let group = groups.find((each) => each.type === type && each.old === old);
      if (group === undefined) groups.push((group = { type, old, events: [], places: [] }));
      group.events.push(checked);
      group.places.push(index);
      outcomes[index] = { index, id: String(checked.row[4]), status: 'accepted' };
    });
    const ended = await Promise.allSettled([
      this.#keepRefused([...outcomes], sender),
      ...groups.map(async ({ events, old, places, type }) => {
        const rows = events.map(({ row }) => row);
        const fresh = await (old ? this.#oldBatchers : this.#batchers)[type].submit(rows);
        const beyond = this.#beyondOf(events.filter((_, index) => fresh[index] !== true));
        const judged = await this.#plausible.hold(events, beyond, sender.token);
        const refused: EventOutcome[] = [];
        let accepted = 0;
        places.forEach((place, index) => {
          const [outcome, event, row] = [outcomes[place], judged[index], rows[index]];
          if (outcome === undefined || event === undefined || row === undefined) return;
          const notes = this.#notes.said.get(row);
          if (notes) outcome.notes = notes;
          if (fresh[index]) {
            accepted++;
            return;
          }
          const fault = this.#notes.refused.get(row);
          if (!event.ok) refused.push(Object.assign(outcome, refusalOf(event)));
          else if (fault === undefined) outcome.status = 'duplicate';
          else refused.push(Object.assign(outcome, { status: 'rejected', errors: [fault] }));
        });
        counted('accepted', type, accepted);
        counted('duplicate', type, rows.length - accepted - refused.length);
        this.#refusals.spend(sender.token, refused.length);
        await this.#keepRefused(refused, sender);
      }),
    ]);
    // Not before it is known of each group.
    for (const done of ended) if (done.status === 'rejected') throw done.reason;
    return outcomes;
  }

  /** Those that were left out since they bring what their feed states for a day beyond its sum. */
  #beyondOf(events: readonly Good[]): Map<Good, Fault> {
    const { beyond } = this.#notes;
    return new Map(
      events.flatMap((event) => {
        const fault = beyond.get(event.row);
        return fault === undefined ? [] : [[event, fault]];
      }),
    );
  }

  async #keepRefused(outcomes: readonly EventOutcome[], { feed }: Sender): Promise<void> {
    const { counted, realm, reception } = this.#options;
    const held = outcomes.filter(({ status }) => status === 'held').length;
    if (held > 0) counted('held', 'unknown', held);
    const rejected = outcomes.filter(({ status }) => status === 'rejected');
    if (rejected.length === 0) return;
    counted('rejected', 'unknown', rejected.length);
    const rejections = rejected.map(({ id, errors }) => {
      const { path, reason } = errors?.[0] ?? { path: '/', reason: 'unknown' };
      return { feed, eventId: id, path, reason };
    });
    await reception.askInTurn('rejection', realm, (by) => recordRejections(by, rejections));
  }
}

function refusalOf({ faults, held, id }: Extract<Checked, { ok: false }>) {
  return { id, status: held === true ? 'held' : 'rejected', errors: faults } as const;
}

/** Days before yesterday that a request touches, in UTC. */
function countOldDays(all: readonly Checked[], at: number): number {
  const yesterday = new Date(at - DAY_MS).toISOString().slice(0, 10);
  const days = new Set<string>();
  for (const each of all) {
    if (each.ok && String(each.row[0]) < yesterday) days.add(String(each.row[0]).slice(0, 10));
  }
  return days.size;
}

function* checkEach(events: readonly unknown[], sender: Sender, at: number): Steps<Checked[]> {
  const checked: Checked[] = [];
  for (const event of events) {
    if (checked.length % CHECKS_PER_STEP === CHECKS_PER_STEP - 1) yield;
    checked.push(checkEvent(event, sender, at));
  }
  return checked;
}
