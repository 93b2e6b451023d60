/** A row as the engines return it: `bigint`, `numeric` as number, `date` as text, `timestamptz` as Date. */
type Row = Record<string, unknown>;

export interface Queryable {
  /**
   * Runs one statement. Throws {@link DatabaseAway} when the database cannot be reached or does not answer in time, else
   * the database's error.
   * @param options.timeoutMs how long an answer may take; ten seconds when left out
   */
  query<R extends object = Row>(
    sql: string,
    params?: readonly unknown[],
    options?: { timeoutMs?: number },
  ): Promise<R[]>;
}

export interface ListenHandlers {
  notified(payload: string): void;
  /** The channel is heard, for the first time or again: what happened before may have been missed. */
  connected(): void;
  lost(error: Error): void;
}

/** The port to TimescaleDB. Two engines stand behind it: `pg`, and one embedded in this process. */
export interface Database extends Queryable {
  readonly engine: 'native' | 'embedded';
  /** Statements that are worth running at the same time. */
  readonly writers: number;
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Follows a notification channel until the answer is called; a lost connection comes back by itself. */
  listen(channel: string, handlers: ListenHandlers): () => Promise<void>;
  close(): Promise<void>;
}

/** One realm of a database: every query names its schema. */
export interface RealmDatabase {
  readonly db: Database;
  /** Schema name, checked by {@link realmDatabase}: safe to stand in SQL text. */
  readonly schema: string;
}

export function realmDatabase(db: Database, schema: string): RealmDatabase {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(schema)) throw new Error(`not a realm name: ${JSON.stringify(schema)}`);
  return { db, schema };
}

/** The database cannot be reached or is not ready: the caller may try again later; nothing was committed for sure. */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';
}
