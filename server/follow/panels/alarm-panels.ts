import { itemKey, type CellValue } from '../../contract/cells.ts';
import { ALARM_KEPT_MS, type AlarmCell, type AlarmHandsCell } from '../../contract/duty-cells.ts';
import { readOpenAlarms } from '../../db/queries/alarm-lists.ts';
import type { AlarmRecord } from '../../db/queries/alarm-rows.ts';
import type { Panel } from '../panel-follower.ts';

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** Alarms that are open or ended a short while ago: what they are, for every screen, and whose they are, for desks. */
const alarmPanel: Panel = {
  name: 'alarm',
  kinds: ['alarm', 'alarm-hands'],
  topics: ['alarm'],
  // Those that ended a while ago leave by the clock.
  everyMs: 10_000,
  urgent: true,
  read: async (realm, now) => {
    const alarms = await readOpenAlarms(realm, now - ALARM_KEPT_MS);
    return alarms.flatMap((alarm): [string, CellValue][] => [
      [itemKey('alarm', alarm.port, alarm.route, alarm.id), alarmCell(alarm)],
      [itemKey('alarm-hands', alarm.port, alarm.route, alarm.id), handsCell(alarm)],
    ]);
  },
};
export const alarmPanels: readonly Panel[] = [alarmPanel];

function alarmCell(alarm: AlarmRecord): AlarmCell {
  return {
    id: alarm.id,
    rule: alarm.rule,
    title: alarm.title,
    action: alarm.action,
    priority: alarm.priority,
    subject: alarm.subject,
    figure: alarm.figure,
    raisedValue: alarm.raisedValue,
    value: alarm.value,
    limit: alarm.limit,
    unit: alarm.unit,
    instant: iso(alarm.instant),
    state: alarm.state,
    raisedAt: new Date(alarm.raisedAt).toISOString(),
    endedAt: iso(alarm.endedAt),
    owned: alarm.owner !== null,
    escalations: alarm.escalations,
  };
}

function handsCell({ acknowledged, id, owner, shelf }: AlarmRecord): AlarmHandsCell {
  return {
    id,
    ownerId: owner?.id ?? null,
    ownerName: owner?.name ?? null,
    acknowledgedBy: acknowledged?.by.name ?? null,
    acknowledgedAt: iso(acknowledged?.at ?? null),
    shelvedUntil: iso(shelf?.until ?? null),
    shelvedBy: shelf?.by.name ?? null,
    shelvedReason: shelf?.reason ?? null,
  };
}
