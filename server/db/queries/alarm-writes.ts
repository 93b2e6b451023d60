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
       shelved_until = $13, shelved_by = $14, shelved_name = $15, shelved_reason = $16, escalations = $17, escalate_at = $18
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
    ],
  );
}

/** @returns its number; `null` where one is open already, whoever raised it */
export async function insertAlarm(
  tx: Queryable,
  schema: string,
  { port, route, rule, subject }: AlarmPlace,
  raised: { at: number; value: number | null; limit: number | null; escalateAt: number | null },
): Promise<number | null> {
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO ${schema}.alarm (rule, port, route, subject, value, limit_value, state, holds, first_raised_at, raised_at,
                                  escalate_at)
     VALUES ($1, $2, $3, $4, $5, $6, 'unacknowledged', true, $7, $7, $8)
     ON CONFLICT (rule, port, route, subject) WHERE state <> 'ended' DO NOTHING RETURNING id`,
    [rule, port, route, subject, raised.value, raised.limit, iso(raised.at), iso(raised.escalateAt)],
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
