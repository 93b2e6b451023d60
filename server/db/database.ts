/** A row as the engines return it: `bigint`, `numeric` as number, `date` as text, `timestamptz` as Date. */
type Row = Record<string, unknown>;

/** How long work with the database may take: a single deadline, whatever it consists of. */
export interface Patience {
  /** In milliseconds. */
  timeoutMs?: number;
}

export interface Queryable {
  /**
   * Runs one statement. Throws {@link DatabaseAway} when the database cannot be reached or does not answer in time, else
   * the database's error.
   * @param patience ten seconds when left out; in a transaction that of the transaction holds
   */
  query<R extends object = Row>(sql: string, params?: readonly unknown[], patience?: Patience): Promise<R[]>;
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
  /**
   * Runs work in one transaction: committed when it resolves, else rolled back. Throws as {@link Queryable.query} does.
   * @param patience ten seconds when left out
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>, patience?: Patience): Promise<T>;
  /** For the events of feeds, so that neither they nor the others wait for connections that the other side holds. */
  readonly feeds: Queryable;
  /** For what is short and must not wait for what people ask: boards, and who may watch. */
  readonly board: Queryable;
  /** Follows a notification channel until the answer is called; a lost connection comes back by itself. */
  listen(channel: string, handlers: ListenHandlers): () => Promise<void>;
  /**
   * Ends the work that is under way, which throws {@link DatabaseAway}: for a server that has to end. Nothing where there is
   * one session, which cannot be ended alone.
   */
  abandon(): void;
  close(): Promise<void>;
}

/** The same database, whose single statements go by other connections. */
export function askedBy(db: Database, { query }: Queryable): Database {
  return { ...db, query };
}

/** One realm of a database: every query names its schema. */
export interface RealmDatabase {
  readonly db: Database;
  /** Schema name, checked by {@link realmDatabase}: safe to stand in SQL text. */
  readonly schema: string;
}

/** The same for what only asks: also within a transaction. */
export interface RealmQueries {
  readonly db: Queryable;
  readonly schema: string;
}

export function realmDatabase(db: Database, schema: string): RealmDatabase {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(schema)) throw new Error(`not a realm name: ${JSON.stringify(schema)}`);
  return { db, schema };
}

/**
 * The database cannot do it now: it is not reached, does not answer in time, is locked, full or read-only. The caller may
 * try again later; nothing was committed for sure.
 */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway';

  /** SQLSTATE or the system's code of what is behind it; empty where there is none. */
  get code(): string {
    const { cause } = this;
    return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
  }
}
