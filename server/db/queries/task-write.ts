import type { TaskState } from '../../contract/duty-cells.ts';
import type { TaskEventWhat } from '../../contract/duty-rest.ts';
import type { Queryable } from '../database.ts';

export interface NewTaskRow {
  kind: string;
  title: string;
  subject: string | null;
  port: string | null;
  route: string | null;
  alarmId: number | null;
  /** Account that makes it. */
  by: number;
  /** Instants are ISO 8601. */
  now: string;
  deadline: string;
  remark: string | null;
}

/** Makes a task and the first entry of its log. */
export async function insertTask(tx: Queryable, schema: string, task: NewTaskRow): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO ${schema}.task (kind, title, subject, port, route, alarm, created_by, created_at, deadline)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::timestamptz, $9::timestamptz) RETURNING id`,
    [
      task.kind,
      task.title,
      task.subject,
      task.port,
      task.route,
      task.alarmId,
      task.by,
      task.now,
      task.deadline,
    ],
  );
  if (row === undefined) throw new Error('a task was not written');
  await insertTaskEvent(tx, schema, {
    task: row.id,
    now: task.now,
    what: 'created',
    by: task.by,
    ownerId: null,
    remark: task.remark,
  });
  return row.id;
}

export interface LockedTask {
  port: string | null;
  route: string | null;
  state: TaskState;
  ownerId: number | null;
}

/** A task as it stands, held until the transaction ends: of two who press at once one waits. */
export async function lockTask(tx: Queryable, schema: string, id: number): Promise<LockedTask | null> {
  const [row] = await tx.query<LockedTask>(
    `SELECT port, route, state, owner AS "ownerId" FROM ${schema}.task WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return row ?? null;
}

/** @param after as it stands from `now` (ISO 8601) on */
export async function updateTask(
  tx: Queryable,
  schema: string,
  id: number,
  after: { state: TaskState; ownerId: number | null },
  now: string,
): Promise<void> {
  await tx.query(
    `UPDATE ${schema}.task SET state = $2, owner = $3,
       accepted_at = CASE WHEN $2 = 'open' THEN NULL WHEN $2 = 'accepted' THEN $4::timestamptz ELSE accepted_at END,
       closed_at = CASE WHEN $2 IN ('done', 'cancelled') THEN $4::timestamptz END
     WHERE id = $1`,
    [id, after.state, after.ownerId, now],
  );
}

export async function insertTaskEvent(
  tx: Queryable,
  schema: string,
  event: {
    task: number;
    now: string;
    what: TaskEventWhat;
    by: number;
    ownerId: number | null;
    remark: string | null;
  },
): Promise<void> {
  await tx.query(
    `INSERT INTO ${schema}.task_event (task, at, what, by_account, owner, remark)
     VALUES ($1, $2::timestamptz, $3, $4, $5, $6)`,
    [event.task, event.now, event.what, event.by, event.ownerId, event.remark],
  );
}
