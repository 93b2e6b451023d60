import { createHmac, randomBytes } from 'node:crypto';
import type { AlarmEventName } from '../contract/alarm-rest.ts';
import { alarmValueAt } from '../contract/duty-cells.ts';
import type { AlarmRecord } from '../db/queries/alarm-rows.ts';

/** A new secret, in the form of Standard Webhooks. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** Headers of a message by Standard Webhooks; `timestamp` in whole seconds since the Unix epoch. */
export function signedHeaders(
  secret: string,
  message: string,
  timestamp: number,
  body: string,
): Record<string, string> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${message}.${timestamp}.${body}`).digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': message,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}

/** What is said of an event in the life of an alarm: how it stands then. Nobody is named, and no remark is passed on. */
export function webhookBody(
  realm: string,
  alarm: AlarmRecord,
  event: AlarmEventName,
  eventId: number,
  at: number,
): string {
  const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());
  return JSON.stringify({
    type: `alarm.${event}`,
    timestamp: iso(at),
    data: {
      realm,
      id: alarm.id,
      // Messages may come in another order than they were written; greater is later.
      sequence: eventId,
      rule: alarm.rule,
      title: alarm.title,
      action: alarm.action,
      priority: alarm.priority,
      port: alarm.port,
      route: alarm.route,
      subject: alarm.subject,
      value: alarmValueAt({ ...alarm, instant: iso(alarm.instant) }, at),
      raisedValue: alarm.raisedValue,
      limit: alarm.limit,
      unit: alarm.unit,
      state: alarm.state,
      raisedAt: iso(alarm.raisedAt),
      endedAt: iso(alarm.endedAt),
      owned: alarm.owner !== null,
      escalations: alarm.escalations,
    },
  });
}
