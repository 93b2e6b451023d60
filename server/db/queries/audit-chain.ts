import type { AuditHead } from '../../contract/audit-rest.ts';
import type { Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** Fields of a row as its hash was made of them. */
export interface ChainRow {
  seq: number;
  /** UTC with microseconds, without a zone. */
  at: string;
  actor: string;
  action: string;
  object: string;
  /** JSON as PostgreSQL writes `jsonb`. */
  detail: string;
  /** Hexadecimal. */
  previous: string;
  hash: string;
}

/** The next rows of the chain after a number, in its order. */
export async function readChain(db: Queryable, after: number, most: number): Promise<ChainRow[]> {
  return await db.query<ChainRow>(
    `SELECT seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') AS at, actor, action, object,
            detail::text AS detail, encode(previous, 'hex') AS previous, encode(hash, 'hex') AS hash
     FROM ${SHARED_SCHEMA}.audit WHERE seq > $1 ORDER BY seq LIMIT $2`,
    [after, most],
  );
}

/** The last row; `null` while there is none. */
export async function readAuditHead(db: Queryable): Promise<AuditHead | null> {
  const [head] = await db.query<AuditHead>(
    `SELECT seq, encode(hash, 'hex') AS hash FROM ${SHARED_SCHEMA}.audit ORDER BY seq DESC LIMIT 1`,
  );
  return head ?? null;
}
