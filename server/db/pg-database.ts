import { Client, DatabaseError, Pool, types, type ClientBase, type ClientConfig } from 'pg';
import { DatabaseAway, type Database, type Patience, type Queryable } from './database.ts';
import { Deadline } from './deadline.ts';
import { namedError, retried } from './errors.ts';
import { listenOnPg, type Backoff } from './pg-listen.ts';
import { setSession } from './pg-session.ts';

const OID = { bigint: 20, numeric: 1700, date: 1082 } as const;
types.setTypeParser(OID.bigint, Number);
types.setTypeParser(OID.numeric, Number);
types.setTypeParser(OID.date, (text) => text);

export interface PgOptions extends Backoff {
  url: string;
  /** Connections in all, at least four, besides those that listen. */
  poolSize: number;
  /** Errors of idle connections: reported, not thrown; the pool replaces them. */
  onIdleError: (error: Error) => void;
  /** How long work may take where it does not say, in milliseconds; ten seconds when left out. */
  answerMs?: number;
}

const ANSWER_MS = 10_000;
const CONNECT_MS = 3_000;
/** To roll back, in milliseconds. */
const ROLLBACK_MS = 3_000;
/** Feeds are written by as many statements at a time. */
const WRITERS = 2;

/**
 * TimescaleDB over `pg`. Single statements, transactions and feeds have connections of their own, so that none of them
 * waits for the others; a connection of its own listens to each channel. Work has one deadline. A connection that missed
 * it is closed, which ends what it was doing in the server as well.
 */
export function openPgDatabase(options: PgOptions): Database {
  const makePool = (max: number) => {
    const pool = new Pool({
      connectionString: options.url,
      max,
      // To wait for one that is free; to make one has a shorter time of its own.
      connectionTimeoutMillis: options.answerMs ?? ANSWER_MS,
      Client: QuickClient,
      keepAlive: true,
      // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it; its types do not say so.
      onConnect: setSession,
    });
    pool.on('error', options.onIdleError);
    return pool;
  };
  const others = Math.max(2, options.poolSize - WRITERS);
  const transactions = Math.max(1, Math.floor(others / 3));
  const pools = {
    single: makePool(others - transactions),
    transactions: makePool(transactions),
    feeds: makePool(WRITERS),
  };
  const deadlineOf = ({ timeoutMs = options.answerMs ?? ANSWER_MS }: Patience = {}) =>
    new Deadline(timeoutMs);
  let ended: Promise<void> | undefined;

  const queryBy =
    (pool: Pool): Queryable['query'] =>
    async <R extends object>(sql: string, params: readonly unknown[] = [], patience?: Patience) => {
      const deadline = deadlineOf(patience);
      const result = await retried(() => pool.query<R>(statement(sql, params, deadline)), deadline);
      return result.rows;
    };

  async function transaction<T>(work: (tx: Queryable) => Promise<T>, patience?: Patience): Promise<T> {
    const deadline = deadlineOf(patience);
    return await retried(async () => {
      const client = await pools.transactions.connect();
      let broken: Error | undefined;
      const lost = (error: Error) => (broken ??= error);
      // Nobody else listens while the client is out of the pool, and an error that nobody hears ends the process.
      client.on('error', lost);
      const ask = async <R extends object>(sql: string, params: readonly unknown[] = []) => {
        if (deadline.over) throw new DatabaseAway('the transaction was not done in time');
        return (await client.query<R>(statement(sql, params, deadline))).rows;
      };
      try {
        await ask('BEGIN');
        // Who has more time than others may also wait longer for a lock.
        if (patience) await ask(`SET LOCAL lock_timeout = ${deadline.leftMs()}`);
        const result = await deadline.limit(work({ query: ask }));
        await ask('COMMIT');
        return result;
      } catch (error) {
        const unanswered = !(error instanceof DatabaseError) && namedError(error) instanceof DatabaseAway;
        if (unanswered) broken ??= error as Error;
        else await rollBack(client).catch(lost);
        throw error;
      } finally {
        client.removeListener('error', lost);
        client.release(broken);
      }
    }, deadline);
  }

  return {
    engine: 'native',
    writers: WRITERS,
    query: queryBy(pools.single),
    transaction,
    feeds: { query: queryBy(pools.feeds) },
    listen: (channel, handlers) => listenOnPg(options, channel, handlers),
    close: () =>
      (ended ??= Promise.all(Object.values(pools).map((pool) => pool.end())).then(() => undefined)),
  };
}

/** The pool gives its clients its own time. */
class QuickClient extends Client {
  constructor(config?: ClientConfig) {
    super({ ...config, connectionTimeoutMillis: CONNECT_MS });
  }
}

/** `pg` does not type `query_timeout`: how long its answer may take, in milliseconds. */
function statement(text: string, params: readonly unknown[], deadline: Deadline) {
  return { text, values: params as unknown[], query_timeout: deadline.leftMs() };
}

async function rollBack(client: ClientBase): Promise<void> {
  await client.query(statement('ROLLBACK', [], new Deadline(ROLLBACK_MS)));
}
