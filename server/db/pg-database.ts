import type { Socket } from 'node:net';
import { Client, DatabaseError, Pool, types, type ClientBase, type ClientConfig, type PoolClient } from 'pg';
import { DatabaseAway, type Database, type Patience, type Queryable } from './database.ts';
import { Deadline } from './deadline.ts';
import { namedError, retried } from './errors.ts';
import { cancelQuery } from './pg-cancel.ts';
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
const READ_ONLY = '25006';
const CONNECT_MS = 3_000;
/** To ask the server to cancel a query, in milliseconds. */
const CANCEL_MS = 1_500;
/** To roll back, in milliseconds. */
const ROLLBACK_MS = 3_000;
/** Work that has less time left, in milliseconds, is not begun. */
const LEAST_MS = 50;

/**
 * TimescaleDB over `pg`. Single statements, boards, transactions and feeds have connections of their own, so that none of
 * them waits for the others; a connection of its own listens to each channel. Work has one deadline. What missed it is ended in
 * the server as well.
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
      onConnect: (client) => setSession(client),
    });
    pool.on('error', options.onIdleError);
    return pool;
  };
  const few = options.poolSize < 8;
  const [writers, transactions] = few ? [1, 1] : [2, 2];
  const others = Math.max(2, options.poolSize - writers - transactions);
  const board = Math.ceil(others / 2);
  const pools = {
    single: makePool(others - board),
    board: makePool(board),
    transactions: makePool(transactions),
    feeds: makePool(writers),
  };
  const deadlineOf = ({ timeoutMs = options.answerMs ?? ANSWER_MS }: Patience = {}) =>
    new Deadline(timeoutMs);
  /** Connections that are at work. */
  const busy = new Set<PoolClient>();
  let ended: Promise<void> | undefined;

  const queryBy =
    (pool: Pool): Queryable['query'] =>
    async <R extends object>(sql: string, params: readonly unknown[] = [], patience?: Patience) => {
      const deadline = deadlineOf(patience);
      const asking = (client: PoolClient) => client.query<R>(statement(sql, params, deadline));
      return (await retried(() => withClient(pool, busy, deadline, asking), deadline)).rows;
    };

  async function transaction<T>(work: (tx: Queryable) => Promise<T>, patience?: Patience): Promise<T> {
    const deadline = deadlineOf(patience);
    const inside = async (client: PoolClient, lost: (error: Error) => void) => {
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
        if (!isUnanswered(error)) await rollBack(client).catch(lost);
        throw error;
      }
    };
    return await retried(() => withClient(pools.transactions, busy, deadline, inside), deadline);
  }

  return {
    engine: 'native',
    writers,
    query: queryBy(pools.single),
    transaction,
    feeds: { query: queryBy(pools.feeds) },
    board: { query: queryBy(pools.board) },
    listen: (channel, handlers) => listenOnPg(options, channel, handlers),
    abandon: () => busy.forEach((client) => destroy(client)),
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

/**
 * Works with a connection of a pool. What was given up on it is cancelled in the server; one that does not answer even then
 * is closed. One that comes too late for its work goes back as it is.
 */
async function withClient<T>(
  pool: Pool,
  busy: Set<PoolClient>,
  deadline: Deadline,
  work: (client: PoolClient, lost: (error: Error) => void) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  if (deadline.leftMs() < LEAST_MS) {
    client.release();
    throw new DatabaseAway('no connection was free in time');
  }
  let broken: Error | undefined;
  const lost = (error: Error) => void (broken ??= error);
  // Nobody else listens while the client is out of the pool, and an error that nobody hears ends the process.
  client.on('error', lost);
  busy.add(client);
  const done = () => {
    busy.delete(client);
    client.removeListener('error', lost);
    client.release(broken);
  };
  try {
    const result = await work(client, lost);
    done();
    return result;
  } catch (error) {
    // The next connection may lead to a server, or come at a time, that takes what this one may not write.
    if (error instanceof DatabaseError && error.code === READ_ONLY) lost(error);
    // Its place in the pool is taken until the server no longer works on it: a board has no more sessions than it says.
    if (broken === undefined && isUnanswered(error)) void takeBack(client).catch(lost).finally(done);
    else done();
    throw error;
  }
}

/** Ends what was given up, in the server as well. Throws where it does not answer, and then it is to be closed. */
async function takeBack(client: PoolClient): Promise<void> {
  await cancelQuery(client, CANCEL_MS);
  await rollBack(client);
}

/** What waits for an answer of it learns that none comes. `pg` does not type it. */
function destroy(client: PoolClient): void {
  (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
}

/** An answer leaves its connection whole, unless it is the last one. */
function isUnanswered(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.severity !== 'ERROR';
  return namedError(error) instanceof DatabaseAway;
}

/** `pg` does not type `query_timeout`: how long its answer may take, in milliseconds. */
function statement(text: string, params: readonly unknown[], deadline: Deadline) {
  return { text, values: params as unknown[], query_timeout: deadline.leftMs() };
}

async function rollBack(client: ClientBase): Promise<void> {
  await client.query(statement('ROLLBACK', [], new Deadline(ROLLBACK_MS)));
}
