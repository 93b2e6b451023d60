import type { AlarmItem } from '../contract/alarm-rest.ts';
import { alarmValueAt } from '../contract/duty-cells.ts';
import type { AlarmRecord } from '../db/queries/alarm-rows.ts';

const iso = (at: number) => new Date(at).toISOString();
const isoOrNull = (at: number | null) => (at === null ? null : iso(at));

/**
 * An alarm as the desk gets it.
 * @param now the realm's clock, milliseconds since the Unix epoch
 */
export function alarmItem(alarm: AlarmRecord, now: number): AlarmItem {
  const { acknowledged, shelf } = alarm;
  return {
    id: alarm.id,
    rule: alarm.rule,
    title: alarm.title,
    action: alarm.action,
    priority: alarm.priority,
    port: alarm.port,
    route: alarm.route,
    subject: alarm.subject,
    figure: alarm.figure,
    value: alarmValueAt({ ...alarm, instant: isoOrNull(alarm.instant) }, now),
    raisedValue: alarm.raisedValue,
    limit: alarm.limit,
    unit: alarm.unit,
    state: alarm.state,
    holds: alarm.holds,
    firstRaisedAt: iso(alarm.firstRaisedAt),
    raisedAt: iso(alarm.raisedAt),
    endedAt: isoOrNull(alarm.endedAt),
    owner: alarm.owner,
    acknowledgedBy: acknowledged?.by ?? null,
    acknowledgedAt: isoOrNull(acknowledged?.at ?? null),
    shelvedBy: shelf?.by ?? null,
    shelvedUntil: isoOrNull(shelf?.until ?? null),
    shelvedReason: shelf?.reason ?? null,
    escalations: alarm.escalations,
  };
}
