import { actorOf, placeWithin, type Account } from '../access/principal.ts';
import type { RealmDatabase } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { readName } from '../db/queries/task-people.ts';
import {
  insertTask,
  insertTaskEvent,
  lockTask,
  updateTask,
  type NewTaskRow,
} from '../db/queries/task-write.ts';
import { mayActAt } from './people.ts';
import { taskTransition, type TaskDeed } from './task-transition.ts';

/** What became of a deed. */
export type TaskAnswer =
  | { is: 'done' | 'unchanged' }
  /** No such task, or none at a place of theirs: which of both is not said. */
  | { is: 'unknown' }
  | { is: 'refused'; why: 'closed' | 'not-accepted' | 'owned'; ownerName: string | null }
  /** The one it is given to may not act there. */
  | { is: 'refused'; why: 'not-theirs' };

const taskObject = (realm: string, id: number) => `task:${realm}:${id}`;

/** Makes a task. @param now milliseconds since the Unix epoch */
export async function createTask(
  realm: RealmDatabase,
  account: Account,
  task: Omit<NewTaskRow, 'by'>,
): Promise<number> {
  return await realm.db.transaction(async (tx) => {
    const id = await insertTask(tx, realm.schema, { ...task, by: account.id });
    const { alarmId, deadline, kind, port, route, subject } = task;
    await appendAudit(tx, {
      actor: actorOf(account),
      action: 'task.created',
      object: taskObject(realm.schema, id),
      detail: { kind, port, route, subject, alarmId, deadline },
    });
    return id;
  });
}

/** Does something with a task, under its lock: of two who press at once one is first, and the other is told who. */
export async function changeTask(
  realm: RealmDatabase,
  id: number,
  deed: TaskDeed,
  { account, now }: { account: Account; now: number },
): Promise<TaskAnswer> {
  const { schema } = realm;
  return await realm.db.transaction(async (tx): Promise<TaskAnswer> => {
    const task = await lockTask(tx, schema, id);
    if (task === null || !placeWithin(task.port, task.route, account.scopes)) return { is: 'unknown' };
    if (deed.do === 'assign' && !(await mayActAt(tx, deed.to, task)))
      return { is: 'refused', why: 'not-theirs' };
    const outcome = taskTransition(task, deed, account.id);
    if (outcome.is === 'unchanged') return { is: 'unchanged' };
    if (outcome.is === 'refused') {
      const ownerName = outcome.ownerId === null ? null : await readName(tx, outcome.ownerId);
      return { is: 'refused', why: outcome.why, ownerName };
    }
    const { after, remark, what } = outcome;
    const at = new Date(now).toISOString();
    if (after !== task) await updateTask(tx, schema, id, after, at);
    await insertTaskEvent(tx, schema, {
      task: id,
      now: at,
      what,
      by: account.id,
      ownerId: after.ownerId,
      remark,
    });
    await appendAudit(tx, {
      actor: actorOf(account),
      action: `task.${what}`,
      object: taskObject(schema, id),
      detail: { owner: after.ownerId },
    });
    return { is: 'done' };
  });
}
