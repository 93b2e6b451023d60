import type { RealmDatabase } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** Refusals of a realm, and those of them that have no reason. */
export async function readRefusals({
  db,
  schema,
}: RealmDatabase): Promise<{ refused: number; unexplained: number; reasons: number }> {
  const [row] = await db.query<{ refused: number; unexplained: number; reasons: number }>(
    `SELECT count(*) AS refused, count(*) FILTER (WHERE btrim(reason) IN ('', 'unknown') OR btrim(feed) = '') AS unexplained,
            count(DISTINCT reason) AS reasons
     FROM ${schema}.rejection`,
  );
  return row ?? { refused: 0, unexplained: 0, reasons: 0 };
}

/** What was stated of a case and when it became known; instants are milliseconds since the Unix epoch. */
export interface Statement {
  kind: 'statement' | 'correction';
  time: number;
  knownAt: number;
  /** As the rows hold it: fields that a correction changes, or status and grams. */
  says: string;
}

const ms = (at: string) => `(extract(epoch FROM ${at}) * 1000)::bigint`;

/** In the order in which it became known. */
export async function readStatements({ db, schema }: RealmDatabase, caseNo: string): Promise<Statement[]> {
  return await db.query<Statement>(
    `SELECT 'statement' AS kind, ${ms('time')} AS time, ${ms('recorded_at')} AS "knownAt",
            concat_ws(', ', status, grams::float8 || ' g') AS says
     FROM ${schema}.seizure WHERE case_no = $1
     UNION ALL
     SELECT 'correction', ${ms('k.time')}, ${ms('k.recorded_at')},
            concat_ws(', ', k.changes::text, CASE WHEN k.retracted THEN 'retracted' END)
     FROM ${schema}.correction k
     WHERE k.target_type = 'seizure' AND (k.target_feed, k.target_source, k.target_id) IN
       (SELECT feed, source, id FROM ${schema}.seizure WHERE case_no = $1)
     ORDER BY 3, 2`,
    [caseNo],
  );
}

/**
 * A case as it was known at each of some instants (milliseconds since the Unix epoch), as text; `null` where it was not known.
 */
export async function readCaseAsKnown(
  { db, schema }: RealmDatabase,
  caseNo: string,
  instants: readonly number[],
): Promise<(string | null)[]> {
  const rows = await db.query<{ said: string | null }>(
    `SELECT (SELECT c::text FROM ${schema}.cases_as_known(to_timestamp(t.at / 1000.0), ARRAY[$2]) c) AS said
     FROM unnest($1::bigint[]) WITH ORDINALITY AS t(at, place) ORDER BY place`,
    [`{${instants.join(',')}}`, caseNo],
  );
  return rows.map(({ said }) => said);
}

/** How often the audit log says that the record of a past day was changed by a case. */
export async function countRecordChanges({ db, schema }: RealmDatabase, caseNo: string): Promise<number> {
  const [row] = await db.query<{ changes: number }>(
    `SELECT count(*) AS changes FROM ${SHARED_SCHEMA}.audit WHERE action = 'record.changed' AND object = $1`,
    [`seizure:${schema}:${caseNo}`],
  );
  return row?.changes ?? 0;
}
