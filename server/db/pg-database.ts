import { Pool, types } from 'pg';
import type { Database, Queryable } from './database.ts';
import { retried } from './errors.ts';
import { listenOnPg, type Backoff } from './pg-listen.ts';

const OID = { bigint: 20, numeric: 1700, date: 1082 } as const;
types.setTypeParser(OID.bigint, Number);
types.setTypeParser(OID.numeric, Number);
types.setTypeParser(OID.date, (text) => text);

export interface PgOptions extends Backoff {
  url: string;
  poolSize: number;
  /** Errors of idle connections: told, not thrown; the pool replaces them. */
  onIdleError: (error: Error) => void;
  /** How long an answer may take where a query does not say, in milliseconds; ten seconds when left out. */
  answerMs?: number;
}

const ANSWER_MS = 10_000;

/** TimescaleDB over `pg`: a pool, and a connection of its own for each channel that is listened to. */
export function openPgDatabase(options: PgOptions): Database {
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: 3_000,
    application_name: 'gwanje',
    // A statement that hangs would hold its feed for ever.
    statement_timeout: 120_000,
  });
  pool.on('error', options.onIdleError);
  let ended: Promise<void> | undefined;

  const query: Queryable['query'] = async <R extends object>(
    sql: string,
    params: readonly unknown[] = [],
    { timeoutMs = options.answerMs ?? ANSWER_MS } = {},
  ) => {
    // A connection can be dead without a word from TCP: whoever waits must hear of it. `pg` does not type this setting.
    const config = { text: sql, values: params as unknown[], query_timeout: timeoutMs };
    const result = await retried(() => pool.query<R>(config));
    return result.rows;
  };

  async function transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return await retried(async () => {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        await client.query('BEGIN');
        const result = await work({
          query: async <R extends object>(sql: string, params: readonly unknown[] = []) =>
            (await client.query<R>(sql, params as unknown[])).rows,
        });
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await client.query('ROLLBACK').catch((fault: Error) => (broken = fault));
        throw error;
      } finally {
        client.release(broken);
      }
    });
  }

  return {
    engine: 'native',
    writers: 2,
    query,
    transaction,
    listen: (channel, handlers) => listenOnPg(options, channel, handlers),
    close: () => (ended ??= pool.end()),
  };
}
