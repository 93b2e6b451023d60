import { ALARM_KEPT_MS, type TaskCell } from '../../contract/duty-cells.ts';
import { TASK_PAGE, type Task, type TaskEvent } from '../../contract/duty-rest.ts';
import { arrayLiteral } from '../array-literal.ts';
import type { RealmDatabase } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';
import { utcText } from './utc-text.ts';

/** Newest remarks that a cell carries; all of them are in the log. */
const CELL_REMARKS = 5;

const COLUMNS = `t.id, t.kind, t.title, t.subject, t.port, t.route, t.alarm AS "alarmId", t.state, t.owner AS "ownerId",
  o.name AS "ownerName", c.name AS "createdBy", ${utcText('t.created_at')} AS "createdAt",
  ${utcText('t.deadline')} AS deadline, ${utcText('t.accepted_at')} AS "acceptedAt", ${utcText('t.closed_at')} AS "closedAt"`;
const tasks = (schema: string) => `${schema}.task t
  LEFT JOIN ${SHARED_SCHEMA}.account o ON o.id = t.owner
  JOIN ${SHARED_SCHEMA}.account c ON c.id = t.created_by`;
/** Whether a place is among those of a parameter: a list of `PORT|ROUTE`, or null for all. */
const within = (parameter: string) =>
  `(${parameter}::text[] IS NULL OR concat(coalesce(t.port, '-'), '|', coalesce(t.route, '-')) = ANY (${parameter}::text[]))`;
export const placeList = (places: readonly string[] | null) =>
  places === null
    ? null
    : arrayLiteral(
        places.map((place) => [place]),
        0,
      );

export interface TaskFilter {
  standing: 'open' | 'closed';
  kind: string | null;
  ownerId: number | null;
  alarmId: number | null;
  /** `PORT|ROUTE` of those to see; `null`: all. */
  places: readonly string[] | null;
  /** Where the page before ended: its last task's deadline or end (ISO 8601), and id. */
  after: { at: string; id: number } | null;
}

/** A page of tasks, one more than that where there is another page: open ones by deadline, closed ones the newest first. */
export async function readTasks({ db, schema }: RealmDatabase, filter: TaskFilter): Promise<Task[]> {
  const open = filter.standing === 'open';
  const [column, order, beyond] = open ? ['deadline', 'ASC', '>'] : ['closed_at', 'DESC', '<'];
  return await db.query<Task>(
    `SELECT ${COLUMNS} FROM ${tasks(schema)}
     WHERE t.closed_at IS ${open ? '' : 'NOT '}NULL AND ${within('$1')}
       AND ($2::text IS NULL OR t.kind = $2) AND ($3::bigint IS NULL OR t.owner = $3)
       AND ($4::bigint IS NULL OR t.alarm = $4)
       AND ($5::timestamptz IS NULL OR (t.${column}, t.id) ${beyond} ($5::timestamptz, $6::bigint))
     ORDER BY t.${column} ${order}, t.id ${order} LIMIT ${TASK_PAGE + 1}`,
    [
      placeList(filter.places),
      filter.kind,
      filter.ownerId,
      filter.alarmId,
      filter.after?.at ?? null,
      filter.after?.id ?? null,
    ],
  );
}

export async function readTask({ db, schema }: RealmDatabase, id: number): Promise<Task | null> {
  const [task] = await db.query<Task>(`SELECT ${COLUMNS} FROM ${tasks(schema)} WHERE t.id = $1`, [id]);
  return task ?? null;
}

/** What happened to a task, the first first. */
export async function readTaskEvents({ db, schema }: RealmDatabase, id: number): Promise<TaskEvent[]> {
  return await db.query<TaskEvent>(
    `SELECT ${utcText('e.at')} AS at, e.what, b.name AS by, o.name AS "ownerName", e.remark
     FROM ${schema}.task_event e JOIN ${SHARED_SCHEMA}.account b ON b.id = e.by_account
     LEFT JOIN ${SHARED_SCHEMA}.account o ON o.id = e.owner
     WHERE e.task = $1 ORDER BY e.id`,
    [id],
  );
}

/** Tasks as desks see them: open ones, and those closed in the ten minutes before `now` (ISO 8601). */
export async function readTaskCells(
  { db, schema }: RealmDatabase,
  now: string,
): Promise<{ port: string | null; route: string | null; value: TaskCell }[]> {
  const rows = await db.query<TaskCell & { port: string | null; route: string | null }>(
    `SELECT t.port, t.route, t.id, t.kind, t.title, t.subject, t.alarm AS "alarmId", t.state, t.owner AS "ownerId",
            o.name AS "ownerName", ${utcText('t.created_at')} AS "createdAt", ${utcText('t.deadline')} AS deadline,
            ${utcText('t.closed_at')} AS "closedAt", coalesce(r.remarks, '[]') AS remarks
     FROM ${tasks(schema)}
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('at', ${utcText('at')}, 'by', name, 'text', remark) ORDER BY id DESC) AS remarks
       FROM (SELECT e.id, e.at, b.name, e.remark
             FROM ${schema}.task_event e JOIN ${SHARED_SCHEMA}.account b ON b.id = e.by_account
             WHERE e.task = t.id AND e.remark IS NOT NULL ORDER BY e.id DESC LIMIT ${CELL_REMARKS}) e
     ) r ON true
     WHERE t.closed_at IS NULL
        OR t.closed_at > $1::timestamptz - make_interval(secs => ${ALARM_KEPT_MS / 1_000})`,
    [now],
  );
  return rows.map(({ port, route, ...value }) => ({ port, route, value }));
}
