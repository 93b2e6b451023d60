import type { EventRow } from '../db/queries/insert-events.ts';

export interface InsertWays {
  /** The cheap way: all or nothing, false when one of the rows is there already. */
  insertNew(rows: readonly EventRow[]): Promise<boolean>;
  /** The sure way: for each row whether it was new. */
  insert(rows: readonly EventRow[]): Promise<boolean[]>;
}

/** Statements that go the sure way after a row was known: what is sent anew comes in bursts. */
const WARY_STATEMENTS = 100;

/**
 * Inserts in the hope that all rows are new, which is the rule; where one is not, the work is done again the sure way, and
 * that way is kept for a while, so that a feed that resends much costs one lost statement in a hundred.
 */
export function hopefulInsert({
  insert,
  insertNew,
}: InsertWays): (rows: readonly EventRow[]) => Promise<boolean[]> {
  let wary = 0;
  return async (rows) => {
    if (wary > 0) wary--;
    else if (await insertNew(rows)) return rows.map(() => true);
    else wary = WARY_STATEMENTS;
    return await insert(rows);
  };
}
