import type { AuditRow } from '../../contract/audit-rest.ts';
import type { Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';
import { utcText } from './utc-text.ts';

export interface AuditWanted {
  actor: string | null;
  /** Whole, or with what it begins where it ends with `.` or `:`. */
  action: string | null;
  object: string | null;
  /** ISO 8601: from included, to excluded. */
  from: string | null;
  to: string | null;
  before: number | null;
  most: number;
}

/** Begins with, or is. `_` and `%` mean themselves; the index serves both. */
const matches = (
  column: string,
  parameter: string,
) => `(${parameter}::text IS NULL OR a.${column} = ${parameter}
  OR (right(${parameter}, 1) IN ('.', ':') AND starts_with(a.${column}, ${parameter})))`;

/** Rows of the log that match, the newest first. */
export async function readAudit(db: Queryable, wanted: AuditWanted): Promise<AuditRow[]> {
  const { action, actor, before, from, most, object, to } = wanted;
  return await db.query<AuditRow>(
    `SELECT a.seq, ${utcText('a.at')} AS at, a.actor, coalesce(p.name, s.name) AS "actorName", a.action, a.object,
            a.detail, encode(a.hash, 'hex') AS hash
     FROM ${SHARED_SCHEMA}.audit a
     LEFT JOIN ${SHARED_SCHEMA}.account p ON a.actor = 'account:' || p.id
     LEFT JOIN ${SHARED_SCHEMA}.screen s ON a.actor = 'screen:' || s.id
     WHERE ($1::text IS NULL OR a.actor = $1) AND ${matches('action', '$2')} AND ${matches('object', '$3')}
       AND ($4::timestamptz IS NULL OR a.at >= $4) AND ($5::timestamptz IS NULL OR a.at < $5)
       AND ($6::bigint IS NULL OR a.seq < $6)
     ORDER BY a.seq DESC LIMIT $7`,
    [actor, action, object, from, to, before, most],
  );
}
