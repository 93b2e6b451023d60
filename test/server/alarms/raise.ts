import { tellOf } from '../../../server/alarms/do-deed.ts';
import type { Database } from '../../../server/db/database.ts';
import type { AlarmPlace } from '../../../server/db/queries/alarm-rows.ts';
import { insertAlarm, lockAlarm } from '../../../server/db/queries/alarm-writes.ts';

/** Raises an alarm as the watch does, without a board that says so: see {@link nobodyWatches}. */
export async function raiseByHand(
  db: Database,
  place: Pick<AlarmPlace, 'rule' | 'port' | 'route'> & { subject?: string; value?: number; at?: number },
): Promise<number> {
  const { at = Date.now(), subject = null, value = null } = place;
  return await db.transaction(async (tx) => {
    const raised = { at, value, limit: null, escalateAt: null };
    const id = await insertAlarm(tx, 'live', { ...place, subject }, raised);
    const alarm = id === null ? null : await lockAlarm(tx, 'live', id);
    if (alarm === null) throw new Error('such an alarm is open already');
    await tellOf(tx, 'live', alarm, { at, event: 'raised', by: null, value });
    return alarm.id;
  });
}

/** No server judges the board any more: what is raised by hand is not cleared by it. */
export async function nobodyWatches(db: Database): Promise<void> {
  await db.query(
    `INSERT INTO live.alarm_lease (holder, until) VALUES ('nobody', now() + interval '1 day')
     ON CONFLICT (one) DO UPDATE SET holder = excluded.holder, until = excluded.until`,
  );
}
