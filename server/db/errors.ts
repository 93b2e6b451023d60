import { DatabaseAway } from './database.ts';
import type { Deadline } from './deadline.ts';

/** SQLSTATEs after which the same statement may well succeed: serialization failure, deadlock, lock not available. */
const WORTH_RETRYING = new Set(['40001', '40P01', '55P03']);
/**
 * Classes and codes that mean the database cannot do it now: connection, shutting down, starting up; out of connections,
 * memory or disk; read-only; a lock or an answer that did not come in time; a transaction that was ended for standing still.
 */
const AWAY =
  /^(08...|57P0[1-5]|53...|25006|25P0[34]|40001|40P01|55P03|57014|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
const AWAY_WORDS =
  /query read timeout|connection terminated|connection timeout|timeout exceeded when trying to connect|timeout expired|not queryable|client was closed/i;

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** Gives what the database cannot do now a class of its own; every other error stays what it is. */
export function namedError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseAway) return error;
  if (AWAY.test(codeOf(error)) || AWAY_WORDS.test(error.message)) {
    return new DatabaseAway(error.message, { cause: error });
  }
  return error;
}

/** Runs work again when the database asks for it, at most five times, until its deadline. Only for work that is one transaction. */
export async function retried<T>(work: () => Promise<T>, deadline?: Deadline): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= 5 || deadline?.over === true || !WORTH_RETRYING.has(codeOf(error)))
        throw namedError(error);
    }
  }
}
