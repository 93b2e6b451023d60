import type { RealmDatabase } from '../db/database.ts';
import type { EventRow, EventTable } from '../db/queries/insert-events.ts';
import { readRefused } from '../db/queries/read-fate.ts';
import type { Fault } from './explain.ts';

/** SQLSTATE of what the trigger of corrections raises. */
const NOT_ENTITLED = '42501';
const MOST_ATTEMPTS = 4;

export const REFUSED: Readonly<Record<'feed' | 'number', Fault>> = {
  feed: {
    path: '/data/feed',
    reason: 'is another feed: this token may not correct what other feeds sent',
  },
  number: {
    path: '/data/id',
    reason:
      'is of a statement on what another feed numbered: this token may not correct what other feeds sent',
  },
};

/**
 * Inserts corrections of several feeds in one statement, of which the database may refuse some, since a right can have ended
 * within the time that a token is believed: those are left out by name, and the others go in.
 * @returns for each row whether it was new; of those that were refused why is in `refused`
 */
export function refusingInsert(
  realm: RealmDatabase,
  table: EventTable,
  insert: (rows: readonly EventRow[]) => Promise<boolean[]>,
  refused: WeakMap<EventRow, Fault>,
): (rows: readonly EventRow[]) => Promise<boolean[]> {
  const { db, schema } = realm;
  return async (rows) => {
    for (let attempt = 1; ; attempt++) {
      const taken = rows.filter((row) => !refused.has(row));
      try {
        const fresh = taken.length === 0 ? [] : await insert(taken);
        const isNew = new Map(taken.map((row, place) => [row, fresh[place] === true]));
        return rows.map((row) => isNew.get(row) ?? false);
      } catch (error) {
        if (attempt >= MOST_ATTEMPTS || codeOf(error) !== NOT_ENTITLED) throw error;
        for (const [place, why] of await readRefused({ db: db.feeds, schema }, table, taken)) {
          const row = taken[place];
          if (row !== undefined) refused.set(row, REFUSED[why]);
        }
      }
    }
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
