import { appendAudit } from '../db/queries/append-audit.ts';
import type { Queryable, RealmDatabase } from '../db/database.ts';
import type { AlarmRecord, Person } from '../db/queries/alarm-rows.ts';
import { appendAlarmEvent, lockAlarm, saveAlarm, type AlarmEvent } from '../db/queries/alarm-writes.ts';
import { postMessage } from '../db/queries/webhooks.ts';
import { transition, type Deed, type Denied } from './life-cycle.ts';
import { webhookBody } from './webhook-message.ts';

export type PersonsDeed = Extract<Deed, { by: Person }>;

/**
 * Does what a person asks for, in one transaction with its log and its audit: of two at once the second sees what the first
 * did.
 * @param mayTouch whether the alarm is among those that the person may act on
 * @returns `null`: there is no such alarm for the person
 */
export async function doDeed(
  realm: RealmDatabase,
  id: number,
  deed: PersonsDeed,
  options: {
    now: () => number;
    actor: string;
    remark: string | null;
    mayTouch: (alarm: AlarmRecord) => boolean;
  },
): Promise<AlarmRecord | Denied | null> {
  const { actor, mayTouch, now, remark } = options;
  return await realm.db.transaction(async (tx) => {
    const alarm = await lockAlarm(tx, realm.schema, id);
    if (alarm === null || !mayTouch(alarm)) return null;
    const done = await applyDeed(tx, realm.schema, alarm, deed, now(), remark);
    if ('denied' in done) return done;
    for (const event of done.own) {
      await appendAudit(tx, {
        actor,
        action: `alarm.${event}`,
        object: `alarm:${realm.schema}:${id}`,
        detail: detailOf(deed),
      });
    }
    return done.alarm;
  });
}

/** Applies a deed to an alarm that the transaction holds, and writes its log. */
export async function applyDeed(
  tx: Queryable,
  schema: string,
  alarm: AlarmRecord,
  deed: Deed,
  now: number,
  remark: string | null = null,
): Promise<Denied | { alarm: AlarmRecord; own: string[] }> {
  const done = transition(alarm, deed, now);
  if ('denied' in done) return done;
  const after: AlarmRecord = { ...alarm, ...done.standing };
  if (done.standing !== alarm) await saveAlarm(tx, schema, alarm.id, after);
  for (const { event, own } of done.events) {
    await tellOf(tx, schema, after, {
      at: now,
      event,
      by: own && 'by' in deed ? deed.by : null,
      to: event === 'assigned' && deed.do === 'assign' ? deed.to : null,
      until: event === 'shelved' ? (after.shelf?.until ?? null) : null,
      value: event === 'raised-again' ? after.value : null,
      remark: own ? remark : null,
    });
  }
  return { alarm: after, own: done.events.filter(({ own }) => own).map(({ event }) => event) };
}

/** Writes what happened to the log, and into the post for whoever is told of it. */
export async function tellOf(
  tx: Queryable,
  schema: string,
  alarm: AlarmRecord,
  event: Omit<AlarmEvent, 'alarmId'>,
): Promise<void> {
  const id = await appendAlarmEvent(tx, schema, { alarmId: alarm.id, ...event });
  const body = webhookBody(schema, alarm, event.event, id, event.at);
  const message = `alarm-${schema}-${id}`;
  await postMessage(tx, { realm: schema, priority: alarm.priority, message, body });
}

function detailOf(deed: PersonsDeed): Record<string, unknown> {
  if (deed.do === 'assign') return { to: deed.to.id };
  return deed.do === 'shelve' ? { seconds: deed.seconds } : {};
}
