import type { AlarmEventName } from '../../contract/alarm-rest.ts';
import type { Queryable } from '../database.ts';
import {
  ALARM_COLUMNS,
  alarmOf,
  type AlarmPlace,
  type AlarmRecord,
  type AlarmRow,
  type AlarmStanding,
  type Person,
} from './alarm-rows.ts';

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** The alarm, held until the transaction ends: of two deeds at once the second sees what the first did. */
export async function lockAlarm(tx: Queryable, schema: string, id: number): Promise<AlarmRecord | null> {
  const [row] = await tx.query<AlarmRow>(
    `SELECT ${ALARM_COLUMNS} FROM ${schema}.alarm a JOIN ${schema}.alarm_rule r ON r.name = a.rule
     WHERE a.id = $1 FOR UPDATE OF a`,
    [id],
  );
  return row === undefined ? null : alarmOf(row);
}

export async function saveAlarm(
  tx: Queryable,
  schema: string,
  id: number,
  { acknowledged, owner, shelf, ...standing }: AlarmStanding,
): Promise<void> {
  await tx.query(
    `UPDATE ${schema}.alarm SET state = $2, holds = $3, value = $4, limit_value = $5, raised_at = $6, ended_at = $7,
       owner = $8, owner_name = $9, acknowledged_at = $10, acknowledged_by = $11, acknowledged_name = $12,
       shelved_until = $13, shelved_by = $14, shelved_name = $15, shelved_reason = $16, escalations = $17, escalate_at = $18,
       raised_value = $19, valued_at = $20, instant = $21
     WHERE id = $1`,
    [
      id,
      standing.state,
      standing.holds,
      standing.value,
      standing.limit,
      iso(standing.raisedAt),
      iso(standing.endedAt),
      owner?.id ?? null,
      owner?.name ?? null,
      iso(acknowledged?.at ?? null),
      acknowledged?.by.id ?? null,
      acknowledged?.by.name ?? null,
      iso(shelf?.until ?? null),
      shelf?.by.id ?? null,
      shelf?.by.name ?? null,
      shelf?.reason ?? null,
      standing.escalations,
      iso(standing.escalateAt),
      standing.raisedValue,
      iso(standing.valuedAt),
      iso(standing.instant),
    ],
  );
}

/** What the figure of an alarm is now. Instants are milliseconds since the Unix epoch. */
export interface AlarmValue {
  alarmId: number;
  value: number | null;
  limit: number | null;
  instant: number | null;
}

/** Writes the figures of alarms that hold. */
export async function saveAlarmValues(
  tx: Queryable,
  schema: string,
  values: readonly AlarmValue[],
  at: number,
): Promise<void> {
  if (values.length === 0) return;
  await tx.query(
    `UPDATE ${schema}.alarm a SET value = v.value, limit_value = v.limit_value, instant = v.instant, valued_at = $5
     FROM unnest($1::bigint[], $2::float8[], $3::float8[], $4::timestamptz[]) AS v(id, value, limit_value, instant)
     WHERE a.id = v.id AND a.holds`,
    [
      values.map(({ alarmId }) => alarmId),
      values.map(({ value }) => value),
      values.map(({ limit }) => limit),
      values.map(({ instant }) => iso(instant)),
      iso(at),
    ],
  );
}

/** @returns its number; `null` where one is open already, whoever raised it */
export async function insertAlarm(
  tx: Queryable,
  schema: string,
  { port, route, rule, subject }: AlarmPlace,
  raised: {
    at: number;
    value: number | null;
    limit: number | null;
    instant?: number | null;
    escalateAt: number | null;
  },
): Promise<number | null> {
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO ${schema}.alarm (rule, port, route, subject, raised_value, value, valued_at, instant, limit_value, state,
                                  holds, first_raised_at, raised_at, escalate_at)
     VALUES ($1, $2, $3, $4, $5, $5, $7, $9, $6, 'unacknowledged', true, $7, $7, $8)
     ON CONFLICT (rule, port, route, subject) WHERE state <> 'ended' DO NOTHING RETURNING id`,
    [
      rule,
      port,
      route,
      subject,
      raised.value,
      raised.limit,
      iso(raised.at),
      iso(raised.escalateAt),
      iso(raised.instant ?? null),
    ],
  );
  return row?.id ?? null;
}

export interface AlarmEvent {
  alarmId: number;
  at: number;
  event: AlarmEventName;
  by: Person | null;
  to?: Person | null;
  until?: number | null;
  value?: number | null;
  remark?: string | null;
}

/** @returns its number: later ones are greater */
export async function appendAlarmEvent(
  tx: Queryable,
  schema: string,
  { alarmId, at, by, event, remark = null, to = null, until = null, value = null }: AlarmEvent,
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO ${schema}.alarm_event (alarm, at, event, account, name, to_account, to_name, until, value, remark)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
    [
      alarmId,
      iso(at),
      event,
      by?.id ?? null,
      by?.name ?? null,
      to?.id ?? null,
      to?.name ?? null,
      iso(until),
      value,
      remark,
    ],
  );
  return row?.id ?? 0;
}
