import type { RealmDatabase } from '../db/database.ts';
import type { EventRow, EventTable } from '../db/queries/insert-events.ts';
import { readRefused } from '../db/queries/read-fate.ts';
import { beyondOf } from '../db/queries/stated-sums.ts';
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

type Insert<T> = (rows: readonly EventRow[]) => Promise<T[]>;
/** Rows that are left out, and why. */
type LeftOut = WeakMap<EventRow, Fault>;

/**
 * Inserts rows of several feeds in one statement, of which the database may refuse some: those are left out by name, and the
 * others go in.
 * @param refusedOf which of the rows an error is about; none: it is thrown
 * @returns for each row what its insertion said; `undefined` for those that are left out
 */
async function insertOthers<T>(
  rows: readonly EventRow[],
  insert: Insert<T>,
  leftOut: LeftOut,
  refusedOf: (error: unknown, taken: readonly EventRow[]) => Promise<[EventRow, Fault][]>,
): Promise<(T | undefined)[]> {
  for (let taken = rows; ; taken = rows.filter((row) => !leftOut.has(row))) {
    try {
      const said = taken.length === 0 ? [] : await insert(taken);
      if (taken.length === rows.length) return said;
      const byRow = new Map(taken.map((row, place) => [row, said[place]]));
      return rows.map((row) => byRow.get(row));
    } catch (error) {
      const refused = await refusedOf(error, taken);
      if (refused.length === 0) throw error;
      for (const [row, fault] of refused) leftOut.set(row, fault);
    }
  }
}

/**
 * Inserts rows without those that would bring what their feed states for a day beyond its sum. Of these there are fewer with each
 * attempt, so that it ends.
 * @param path where what is stated is in what was sent
 */
export async function insertWithinSums<T>(
  rows: readonly EventRow[],
  path: '/data' | '/data/changes',
  insert: Insert<T>,
  beyond: LeftOut,
): Promise<(T | undefined)[]> {
  return await insertOthers(rows, insert, beyond, async (error, taken) => {
    const found = new Map(beyondOf(error)?.map((each) => [nameOf(each), each]));
    return taken.flatMap((row) => {
      const [time, , feed, source, id] = row;
      const over = found.get(nameOf({ feed, source, id, at: Date.parse(String(time)) }));
      if (over === undefined) return [];
      const reason = `brings what this feed states for ${over.day} above ${over.most}`;
      return [[row, { path: `${path}/${over.field}`, reason }]];
    });
  });
}

function nameOf({ at, feed, id, source }: Record<'at' | 'feed' | 'id' | 'source', unknown>): string {
  return JSON.stringify([feed, source, id, at]);
}

/**
 * Inserts corrections without those that their senders may not make: a right can have ended within the time that a token is
 * believed.
 */
export function refusingInsert(
  realm: RealmDatabase,
  table: EventTable,
  insert: Insert<boolean>,
  refused: LeftOut,
): Insert<boolean> {
  const { db, schema } = realm;
  return async (rows) => {
    let attempts = 0;
    const fresh = await insertOthers(rows, insert, refused, async (error, taken) => {
      if (++attempts >= MOST_ATTEMPTS || codeOf(error) !== NOT_ENTITLED) return [];
      const found = await readRefused({ db: db.feeds, schema }, table, taken);
      return taken.flatMap((row, place): [EventRow, Fault][] => {
        const why = found.get(place);
        return why === undefined ? [] : [[row, REFUSED[why]]];
      });
    });
    return fresh.map((each) => each === true);
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
