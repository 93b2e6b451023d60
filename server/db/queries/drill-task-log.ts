import type { TaskKind } from '../../contract/duty-cells.ts';
import type { TaskEventWhat } from '../../contract/duty-rest.ts';
import type { RealmDatabase } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** A task of a drill and its log, in order. */
export interface LoggedTask {
  id: number;
  kind: TaskKind;
  title: string;
  subject: string | null;
  port: string | null;
  route: string | null;
  /** In milliseconds since the Unix epoch. */
  deadline: number;
  /** `takes`: whoever it was given to is who gave it. */
  events: { at: number; what: TaskEventWhat; by: string; owner: string | null; takes: boolean }[];
}

export async function readTaskLog({ db, schema }: RealmDatabase): Promise<LoggedTask[]> {
  return await db.query<LoggedTask>(
    `SELECT t.id, t.kind, t.title, t.subject, t.port, t.route,
            (extract(epoch FROM t.deadline) * 1000)::bigint AS deadline, e.events
     FROM ${schema}.task t
     CROSS JOIN LATERAL (
       SELECT coalesce(json_agg(json_build_object('at', (extract(epoch FROM e.at) * 1000)::bigint, 'what', e.what,
                                'by', coalesce(b.name, e.by_account::text), 'owner', o.name,
                                'takes', coalesce(e.owner = e.by_account, false)) ORDER BY e.id), '[]') AS events
       FROM ${schema}.task_event e LEFT JOIN ${SHARED_SCHEMA}.account b ON b.id = e.by_account
       LEFT JOIN ${SHARED_SCHEMA}.account o ON o.id = e.owner WHERE e.task = t.id) e
     ORDER BY t.id`,
  );
}
