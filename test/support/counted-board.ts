/** A board in a process of its own that counts what it asks its database. */
import type { Database, Queryable } from '../../server/db/database.ts';
import { openPgDatabase } from '../../server/db/pg-database.ts';
import { answerOrders } from '../bench/parts/children.ts';
import { startTestServer } from './server.ts';

/** Starts it; answers when it listens. */
export interface StartBoard {
  do: 'start';
  databaseUrl: string;
  port: number;
}
/** Answers with {@link Counted}, and begins to count again. */
export interface CountBoard {
  do: 'count';
}
export interface Counted {
  /** Statements. */
  all: number;
  /** Those that ask whose a screen's key is. */
  keys: number;
  /** CPU time of the process in milliseconds. */
  cpuMs: number;
}

let counted = { all: 0, keys: 0 };
let cpu = process.cpuUsage();

/** Counts what is asked of a database beside its transactions. */
export function counting(db: Database, note: (sql: string) => void): Database {
  const counted = (by: Queryable): Queryable['query'] =>
    function query(sql, ...rest) {
      note(sql);
      return by.query(sql, ...rest);
    };
  return {
    ...db,
    query: counted(db),
    feeds: { query: counted(db.feeds) },
    board: { query: counted(db.board) },
  };
}

/** Whether a statement asks whose a screen's key is. */
export const asksForKeys = (sql: string) => /\bkey_hash\b/.test(sql) && /^\s*SELECT/.test(sql);

async function start({ databaseUrl, port }: StartBoard): Promise<void> {
  const db = openPgDatabase({
    url: databaseUrl,
    poolSize: 8,
    random: Math.random,
    onIdleError: () => undefined,
  });
  const note = (sql: string) => {
    counted.all += 1;
    if (asksForKeys(sql)) counted.keys += 1;
  };
  await startTestServer(counting(db, note), { port, env: { GUESTS: 'off' } });
}

function count(): Counted {
  const { system, user } = process.cpuUsage(cpu);
  const answer = { ...counted, cpuMs: Math.round((system + user) / 1_000) };
  counted = { all: 0, keys: 0 };
  cpu = process.cpuUsage();
  return answer;
}

if (process.send !== undefined && process.argv[1]?.endsWith('counted-board.ts'))
  answerOrders<StartBoard | CountBoard>((order) => (order.do === 'start' ? start(order) : count()));
