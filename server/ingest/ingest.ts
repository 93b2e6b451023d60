import { EVENT_DATA, type EventType } from '../contract/events.ts';
import type { EventOutcome } from '../contract/rest.ts';
import type { RealmDatabase } from '../db/database.ts';
import { hearFeed } from '../db/queries/hear-feed.ts';
import { insertEvents, insertNewEvents, type EventRow } from '../db/queries/insert-events.ts';
import { recordRejections } from '../db/queries/record-rejections.ts';
import { Batcher } from './batcher.ts';
import { checkEvent, type Checked, type Sender } from './check-event.ts';
import { TABLES } from './event-tables.ts';
import { isCorrection, refuseForeign } from './foreign.ts';
import { hopefulInsert } from './hopeful-insert.ts';

/** More rows wait for the database than it can take soon: the sender shall come back later. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

export interface IngestOptions {
  realm: RealmDatabase;
  now: () => number;
  /** Called after each commit with how many events it brought. */
  counted: (outcome: EventOutcome['status'], type: EventType | 'unknown', events: number) => void;
}

const MOST_ROWS_PER_STATEMENT = 5_000;
const MOST_QUEUED_ROWS = 60_000;

/** Takes events into one realm. */
export class Ingest {
  readonly #options: IngestOptions;
  readonly #batchers: Record<EventType, Batcher>;

  constructor(options: IngestOptions) {
    this.#options = options;
    const { realm } = options;
    this.#batchers = Object.fromEntries(
      Object.keys(EVENT_DATA).map((type) => [
        type,
        new Batcher({
          insert: hopefulInsert({
            insertNew: (rows) => insertNewEvents(realm, TABLES[type as EventType], rows),
            insert: (rows) => insertEvents(realm, TABLES[type as EventType], rows),
          }),
          writers: realm.db.writers,
          mostRows: MOST_ROWS_PER_STATEMENT,
        }),
      ]),
    ) as Record<EventType, Batcher>;
  }

  get queuedRows(): number {
    return Object.values(this.#batchers).reduce((sum, batcher) => sum + batcher.queuedRows, 0);
  }

  /**
   * Checks events and commits the good ones; answers for each, in order, after the commit. Throws {@link Overloaded}, or
   * DatabaseAway: then whatever had been committed is found again as duplicate when the events are sent anew.
   */
  async take(events: readonly unknown[], sender: Sender): Promise<EventOutcome[]> {
    const { realm, now } = this.#options;
    if (events.length === 0) {
      await hearFeed(realm, sender.feed);
      return [];
    }
    if (this.queuedRows > MOST_QUEUED_ROWS)
      throw new Overloaded('too many events are waiting for the database');
    const at = now();
    const checked = events.map((event) => checkEvent(event, sender, at));
    return sender.speaksFor === null
      ? await this.#commit(checked, sender)
      : await this.#commitOwn(checked, sender);
  }

  /** Of a feed that speaks for some places: corrections come last, since they may be sent along with what they correct. */
  async #commitOwn(all: readonly Checked[], sender: Sender): Promise<EventOutcome[]> {
    const outcomes: EventOutcome[] = [];
    for (const late of [false, true]) {
      const part = [...all.entries()].filter(([, each]) => isCorrection(each) === late);
      if (part.length === 0) continue;
      const checked = part.map(([, each]) => each);
      const own = await refuseForeign(this.#options.realm, sender, checked);
      (await this.#commit(own, sender)).forEach((outcome, nth) => {
        const index = part[nth]?.[0] ?? nth;
        outcomes[index] = { ...outcome, index };
      });
    }
    return outcomes;
  }

  async #commit(all: readonly Checked[], sender: Sender): Promise<EventOutcome[]> {
    const { counted } = this.#options;
    const outcomes: EventOutcome[] = [];
    const groups = new Map<EventType, { rows: EventRow[]; places: number[] }>();
    all.forEach((checked, index) => {
      if (!checked.ok) {
        outcomes[index] = { index, id: checked.id, status: 'rejected', errors: checked.faults };
        return;
      }
      let group = groups.get(checked.type);
      if (group === undefined) groups.set(checked.type, (group = { rows: [], places: [] }));
      group.rows.push(checked.row);
      group.places.push(index);
      outcomes[index] = { index, id: String(checked.row[4]), status: 'accepted' };
    });
    const rejected = outcomes.filter(({ status }) => status === 'rejected');
    await Promise.all([
      this.#keepRejections(rejected, sender),
      ...[...groups].map(async ([type, { rows, places }]) => {
        const fresh = await this.#batchers[type].submit(rows);
        let accepted = 0;
        places.forEach((place, index) => {
          const outcome = outcomes[place];
          if (fresh[index]) accepted++;
          else if (outcome) outcome.status = 'duplicate';
        });
        counted('accepted', type, accepted);
        counted('duplicate', type, rows.length - accepted);
      }),
    ]);
    return outcomes;
  }

  async #keepRejections(rejected: readonly EventOutcome[], { feed }: Sender): Promise<void> {
    if (rejected.length === 0) return;
    this.#options.counted('rejected', 'unknown', rejected.length);
    await recordRejections(
      this.#options.realm,
      rejected.map(({ id, errors }) => {
        const { path, reason } = errors?.[0] ?? { path: '/', reason: 'unknown' };
        return { feed, eventId: id, path, reason };
      }),
    );
  }
}
