import type { TaskDetail } from '../../contract/duty-rest.ts';
import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/** The case that an investigation is about, as it is known now. */
export async function readSeizureOfTask(
  { db, schema }: RealmDatabase,
  caseNo: string,
): Promise<TaskDetail['seizure']> {
  const [row] = await db.query<NonNullable<TaskDetail['seizure']>>(
    `SELECT case_no AS "caseNo", ${utcText('time')} AS time, category, substance, grams,
            ${utcText('investigation_accepted_at')} AS "acceptedAt"
     FROM ${schema}.seizure_case WHERE case_no = $1`,
    [caseNo],
  );
  return row ?? null;
}

/**
 * What came in the same bag of mail as a leak and was read with it at the port of the task, and which of it the second line has
 * read. Where that port did not read the leak, what came with it at every port that did.
 */
export async function readSiblings(
  { db, schema }: RealmDatabase,
  subject: string,
  port: string | null,
): Promise<TaskDetail['siblings']> {
  const [leak] = await db.query<{
    batch: string | null;
    firstLinePort: string | null;
    rows: NonNullable<TaskDetail['siblings']>['rows'];
  }>(
    `WITH line AS (
       SELECT i AS item, f.port, coalesce(i.batch, f.batch) AS batch
       FROM ${schema}.item i LEFT JOIN LATERAL jsonb_to_recordset(i.first_lines) AS f(port text, batch text) ON true
       WHERE i.subject = $1 AND i.second_line AND i.route = 'mail'
     ), asked AS (
       SELECT * FROM line WHERE port = $2 OR NOT EXISTS (SELECT FROM line WHERE port = $2)
     )
     SELECT string_agg(DISTINCT batch, ', ') AS batch, string_agg(DISTINCT port, ', ') AS "firstLinePort",
            coalesce((SELECT json_agg(json_build_object('subject', s.subject, 'port', port, 'recalled', s.reread)
                                      ORDER BY s.subject, port)
                      FROM asked CROSS JOIN LATERAL ${schema}.siblings_of(item, port, batch) s), '[]') AS rows
     FROM asked HAVING count(*) > 0`,
    [subject, port],
  );
  return leak === undefined ? null : { ...leak, count: leak.rows.length };
}

/** Where an alarm is; `null` when there is none of that number. */
export async function readAlarmPlace(
  { db, schema }: RealmDatabase,
  id: number,
): Promise<{ port: string | null; route: string | null } | null> {
  const [alarm] = await db.query<{ port: string | null; route: string | null }>(
    `SELECT port, route FROM ${schema}.alarm WHERE id = $1`,
    [id],
  );
  return alarm ?? null;
}
