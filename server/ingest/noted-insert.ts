import type { RealmDatabase } from '../db/database.ts';
import {
  insertEvents,
  insertNewEvents,
  type EventRow,
  type EventTable,
} from '../db/queries/insert-events.ts';
import { anyWaits, NUMBER_COLUMN, readFates } from '../db/queries/read-fate.ts';
import type { Fault } from './explain.ts';
import { hopefulInsert } from './hopeful-insert.ts';
import { refusingInsert } from './refusing-insert.ts';

/** What is to be said of rows, beside whether they are new. */
export interface Notes {
  /** Of those that were inserted: what else became of them. */
  said: WeakMap<EventRow, string[]>;
  /** Of those that the database refused: why. */
  refused: WeakMap<EventRow, Fault>;
}

/**
 * Inserts rows and notes what else became of them: a correction that came before its event changes it at once, and a case of
 * a number that another feed has stated is kept apart. It is asked for only where it can be: while a correction waits (one
 * look into an index for each statement), and of streams whose things are numbered, which are few.
 */
export function notedInsert(
  realm: RealmDatabase,
  table: EventTable,
  notes: Notes,
): (rows: readonly EventRow[]) => Promise<boolean[]> {
  const insert = hopefulInsert({
    insertNew: (rows) => insertNewEvents(realm, table, rows),
    insert: (rows) => insertEvents(realm, table, rows),
  });
  if (table.table === 'correction') return refusingInsert(realm, table, insert, notes.refused);
  const numbered = NUMBER_COLUMN[table.table] !== undefined;
  return async (rows) => {
    const waited = await anyWaits(realm, table);
    const fresh = await insert(rows);
    if (!waited && !numbered) return fresh;
    for (const { corrected, number, place } of await readFates(realm, table, rows)) {
      const row = rows[place];
      if (row === undefined || fresh[place] !== true) continue;
      notes.said.set(row, [
        ...(corrected && waited ? ['a correction that came before it holds: it counts as corrected'] : []),
        ...(number === null ? [] : [`another feed has stated this number: it is kept apart as ${number}`]),
      ]);
    }
    return fresh;
  };
}
