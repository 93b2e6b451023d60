import type { Queryable, RealmDatabase } from '../db/database.ts';
import { insertAlarm, lockAlarm, saveAlarmValues } from '../db/queries/alarm-writes.ts';
import { deletePending, holdAlarmLease, savePending } from '../db/queries/alarm-watch.ts';
import { endWithLease } from '../db/queries/lease.ts';
import { applyDeed, tellOf } from './do-deed.ts';
import type { Plan } from './plan.ts';
import type { Rule } from './rule.ts';

interface Under {
  holder: string;
  /** Number of the lease under which it was planned. */
  term: number;
  rules: ReadonlyMap<string, Rule>;
  at: number;
}

/** Somebody else has taken the lease. */
class LeaseLost extends Error {}

/**
 * Writes what was planned, in one transaction, while the lease is still one's own: a server that was away for a while
 * and does not know it writes nothing. The lease is renewed last, on another connection, and is never locked.
 * @returns whether it still was
 */
export async function carryOut(realm: RealmDatabase, plan: Plan, under: Under): Promise<boolean> {
  const { db, schema } = realm;
  try {
    await db.transaction(async (tx) => {
      await endWithLease(tx);
      await write(tx, schema, plan, under);
      // The embedded engine has one session, which this transaction holds.
      const beside = db.engine === 'embedded' ? tx : db;
      if ((await holdAlarmLease(beside, schema, under.holder)) !== under.term) throw new LeaseLost();
    });
    return true;
  } catch (error) {
    if (error instanceof LeaseLost) return false;
    throw error;
  }
}

async function write(tx: Queryable, schema: string, plan: Plan, { at, rules }: Under): Promise<void> {
  for (const place of plan.settle) await deletePending(tx, schema, place);
  for (const pending of plan.wait) await savePending(tx, schema, pending);
  for (const { alarmId, deed } of plan.deeds) {
    const alarm = await lockAlarm(tx, schema, alarmId);
    if (alarm !== null) await applyDeed(tx, schema, alarm, deed, at);
  }
  await saveAlarmValues(tx, schema, plan.values, at);
  for (const condition of plan.raise) {
    const escalateSeconds = rules.get(condition.rule)?.escalateSeconds ?? null;
    const escalateAt = escalateSeconds === null ? null : at + escalateSeconds * 1_000;
    const { instant, limit, value } = condition;
    const id = await insertAlarm(tx, schema, condition, { at, value, limit, instant, escalateAt });
    const alarm = id === null ? null : await lockAlarm(tx, schema, id);
    if (alarm !== null) await tellOf(tx, schema, alarm, { at, event: 'raised', by: null, value });
  }
}
