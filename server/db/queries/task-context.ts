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
 * What came in the same bag of mail as a leak and was let through with it, and which of it the second line has read: the rows
 * behind `siblings_of`.
 */
export async function readSiblings(
  { db, schema }: RealmDatabase,
  subject: string,
): Promise<TaskDetail['siblings']> {
  const [leak] = await db.query<{
    batch: string | null;
    firstLinePort: string | null;
    rows: NonNullable<TaskDetail['siblings']>['rows'];
  }>(
    `SELECT i.batch, i.first_line_port AS "firstLinePort", coalesce(s.rows, '[]') AS rows
     FROM ${schema}.item i
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('subject', subject, 'port', port, 'recalled',
                EXISTS (SELECT FROM ${schema}.item r WHERE r.subject = s.subject AND r.second_line))
                ORDER BY subject) AS rows
       FROM (
         SELECT v.subject, min(v.port) AS port FROM ${schema}.verdict v
         WHERE v.batch = i.batch COLLATE "C" AND v.route = 'mail'
           AND v.time >= i.first_at - INTERVAL '7 days' AND v.time <= i.last_at + INTERVAL '1 day'
           AND v.subject <> i.subject AND v.port NOT IN (SELECT port FROM ${schema}.second_line_port)
           AND NOT EXISTS (SELECT FROM ${schema}.corrected_verdict c
                           WHERE (c.feed, c.source, c.id, c.time) = (v.feed, v.source, v.id, v.time) AND c.retracted)
         GROUP BY v.subject
       ) s
     ) s ON true
     WHERE i.subject = $1 AND i.second_line`,
    [subject],
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
