import type { AlarmEventName } from '../../contract/alarm-rest.ts';
import type { Priority } from '../../contract/duty-cells.ts';
import type { RealmDatabase } from '../database.ts';

/** An alarm of a drill and all that happened to it, in order. */
export interface LoggedAlarm {
  id: number;
  rule: string;
  title: { ko: string; en: string };
  priority: Priority;
  port: string | null;
  route: string | null;
  subject: string | null;
  /** `at` in milliseconds since the Unix epoch. */
  events: { at: number; event: AlarmEventName; name: string | null; toName: string | null }[];
}

export async function readAlarmLog({ db, schema }: RealmDatabase): Promise<LoggedAlarm[]> {
  return await db.query<LoggedAlarm>(
    `SELECT a.id, a.rule, json_build_object('ko', r.title_ko, 'en', r.title_en) AS title, r.priority, a.port, a.route,
            a.subject, e.events
     FROM ${schema}.alarm a JOIN ${schema}.alarm_rule r ON r.name = a.rule
     CROSS JOIN LATERAL (
       SELECT coalesce(json_agg(json_build_object('at', (extract(epoch FROM at) * 1000)::bigint, 'event', event,
                                                  'name', name, 'toName', to_name) ORDER BY id), '[]') AS events
       FROM ${schema}.alarm_event WHERE alarm = a.id) e
     ORDER BY a.id`,
  );
}

/** Some server judges the board of a realm: only then it says something that no alarm was raised. */
export async function isBoardJudged({ db, schema }: RealmDatabase): Promise<boolean> {
  const [row] = await db.query<{ judged: boolean }>(
    `SELECT EXISTS (SELECT FROM ${schema}.alarm_lease) OR EXISTS (SELECT FROM ${schema}.alarm) AS judged`,
  );
  return row?.judged === true;
}
