import type { RealmDatabase } from '../db/database.ts';
import { insertAlarm, lockAlarm } from '../db/queries/alarm-writes.ts';
import { deletePending, keepAlarmLease, savePending } from '../db/queries/alarm-watch.ts';
import { applyDeed, tellOf } from './do-deed.ts';
import type { Plan } from './plan.ts';
import type { Rule } from './rule.ts';

/**
 * Writes what was planned, in one transaction, while the lease is still one's own: a server that was away for a while
 * and does not know it writes nothing.
 * @returns whether it still was
 */
export async function carryOut(
  { db, schema }: RealmDatabase,
  plan: Plan,
  { at, holder, rules }: { holder: string; rules: ReadonlyMap<string, Rule>; at: number },
): Promise<boolean> {
  return await db.transaction(async (tx) => {
    if (!(await keepAlarmLease(tx, schema, holder))) return false;
    for (const place of plan.settle) await deletePending(tx, schema, place);
    for (const pending of plan.wait) await savePending(tx, schema, pending);
    for (const { alarmId, deed } of plan.deeds) {
      const alarm = await lockAlarm(tx, schema, alarmId);
      if (alarm !== null) await applyDeed(tx, schema, alarm, deed, at);
    }
    for (const condition of plan.raise) {
      const escalateSeconds = rules.get(condition.rule)?.escalateSeconds ?? null;
      const escalateAt = escalateSeconds === null ? null : at + escalateSeconds * 1_000;
      const { limit, value } = condition;
      const id = await insertAlarm(tx, schema, condition, { at, value, limit, escalateAt });
      const alarm = id === null ? null : await lockAlarm(tx, schema, id);
      if (alarm !== null) await tellOf(tx, schema, alarm, { at, event: 'raised', by: null, value });
    }
    return true;
  });
}
