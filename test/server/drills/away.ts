import { DatabaseAway, type Database, type Queryable } from '../../../server/db/database.ts';

/** A database that goes away for some statements, when told to. */
export function away(
  real: Database,
  affected: (sql: string) => boolean,
): { db: Database; go: () => void; comeBack: () => void } {
  let gone = false;
  const over = (to: Queryable): Queryable['query'] =>
    async function query(sql, params, options) {
      if (gone && affected(sql)) throw new DatabaseAway('it is away');
      return await to.query(sql, params, options);
    };
  return {
    db: {
      ...real,
      query: over(real),
      feeds: { query: over(real.feeds) },
      board: { query: over(real.board) },
      transaction: (work) => real.transaction((tx) => work({ query: over(tx) })),
    },
    go: () => (gone = true),
    comeBack: () => (gone = false),
  };
}
