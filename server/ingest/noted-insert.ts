import type { RealmDatabase } from '../db/database.ts';
import {
  insertEvents,
  insertNewEvents,
  type EventRow,
  type EventTable,
} from '../db/queries/insert-events.ts';
import {
  anyCorrected,
  numberColumn,
  readFates,
  readReach,
  readTakenBack,
  type Fate,
  type Reach,
} from '../db/queries/read-fate.ts';
import type { Fault } from './explain.ts';
import { hopefulInsert } from './hopeful-insert.ts';
import { insertWithinSums, refusingInsert } from './refusing-insert.ts';

/** What is to be said of rows, beside whether they are new. */
export interface Notes {
  /** Of those that were inserted: what else became of them. */
  said: WeakMap<EventRow, string[]>;
  /** Of those that the database refused, or that were there already and are taken back: why. */
  refused: WeakMap<EventRow, Fault>;
  /** Of those that were not inserted, since they bring what their feed states for a day beyond its sum: why. */
  beyond: WeakMap<EventRow, Fault>;
}

type Insert = (rows: readonly EventRow[]) => Promise<boolean[]>;

/** Times that are named where a correction reaches several events. */
const MOST_TIMES = 5;

/**
 * Inserts rows and notes what else became of them: a correction that stands for the name of an event changes it at once, a case
 * of a number that another feed has stated is kept apart, a correction reaches several events or none, and an event that was
 * taken back stays so. It is asked for only where it can be: of streams of which something was corrected, or whose things are
 * numbered, and of rows that were there already.
 */
export function notedInsert(
  realm: RealmDatabase,
  table: EventTable,
  { beyond, refused, said }: Notes,
  plain: Insert = hopefulInsert({
    insertNew: (rows) => insertNewEvents(realm, table, rows),
    insert: (rows) => insertEvents(realm, table, rows),
  }),
): Insert {
  const isCorrection = table.table === 'correction';
  const entitled = isCorrection ? refusingInsert(realm, table, plain, refused) : plain;
  const path = isCorrection ? '/data/changes' : '/data';
  const looksAlways = numberColumn(table.table) !== undefined;
  // What was corrected once stays named.
  let corrected = false;
  return async (rows) => {
    const fresh = (await insertWithinSums(rows, path, entitled, beyond)).map((each) => each === true);
    const known = rows.filter((row, place) => fresh[place] !== true && !beyond.has(row));
    if (known.length > 0) {
      for (const { number, place } of await readTakenBack(realm, table, known)) {
        const row = known[place];
        const reason = `was taken back (order ${number}): it counts nowhere`;
        if (row !== undefined) refused.set(row, { path: '/id', reason });
      }
    }
    const note = (place: number, notes: string[]) => {
      const row = rows[place];
      if (row !== undefined && fresh[place] === true) said.set(row, notes);
    };
    if (isCorrection) {
      for (const reach of await readReach(realm, table, rows)) note(reach.place, [reachNote(reach)]);
      return fresh;
    }
    corrected ||= await anyCorrected(realm, table);
    if (!corrected && !looksAlways) return fresh;
    for (const fate of await readFates(realm, table, rows)) note(fate.place, fateNotes(fate));
    return fresh;
  };
}

const BORN = {
  changed: 'a correction that came before it holds: it counts as corrected',
  retracted: 'a retraction that came before it holds: it counts nowhere',
};

function fateNotes({ corrected, number }: Fate): string[] {
  return [
    ...(corrected === null ? [] : [BORN[corrected]]),
    ...(number === null ? [] : [`another feed has stated this number: it is kept apart as ${number}`]),
  ];
}

function reachNote({ keptFrom, times }: Reach): string {
  if (times.length === 0) {
    return `no event of this source and id is known: it waits for one. What happened before ${keptFrom} is no longer known event by event, and is not corrected`;
  }
  const more = times.length > MOST_TIMES ? ` and ${times.length - MOST_TIMES} more` : '';
  return `it reaches ${times.length} events of this source and id, of ${times.slice(0, MOST_TIMES).join(', ')}${more}`;
}
