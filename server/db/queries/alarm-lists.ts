import type { AlarmLogEntry } from '../../contract/alarm-rest.ts';
import { arrayLiteral } from '../array-literal.ts';
import type { RealmDatabase } from '../database.ts';
import { ALARM_COLUMNS, alarmOf, personOf, type AlarmRecord, type AlarmRow } from './alarm-rows.ts';
import { utcText } from './utc-text.ts';

const from = (schema: string) => `${schema}.alarm a JOIN ${schema}.alarm_rule r ON r.name = a.rule`;

/** Open ones, and those that ended from then on (milliseconds since the Unix epoch). */
export async function readOpenAlarms(
  { db, schema }: RealmDatabase,
  endedFrom: number | null = null,
): Promise<AlarmRecord[]> {
  const rows = await db.query<AlarmRow>(
    `SELECT ${ALARM_COLUMNS} FROM ${from(schema)}
     WHERE a.state <> 'ended' OR (a.state = 'ended' AND a.ended_at >= $1::timestamptz) ORDER BY a.id`,
    [endedFrom === null ? null : new Date(endedFrom).toISOString()],
  );
  return rows.map(alarmOf);
}

/** Newest first. `period`: open at any time in it; `null`: open now. `places`: `[port, route]` with `-` for none; `null`: all. */
export async function listAlarms(
  { db, schema }: RealmDatabase,
  wanted: {
    period: { from: number; to: number } | null;
    places: readonly (readonly [string, string])[] | null;
    before: number | null;
    limit: number;
  },
): Promise<AlarmRecord[]> {
  const { before, limit, period, places } = wanted;
  const rows = await db.query<AlarmRow>(
    `SELECT ${ALARM_COLUMNS} FROM ${from(schema)}
     WHERE ${
       period === null
         ? "a.state <> 'ended'"
         : `a.first_raised_at < $5::timestamptz
            AND (a.state <> 'ended' OR (a.state = 'ended' AND a.ended_at >= $4::timestamptz))`
     }
       AND ($1::bigint IS NULL OR a.id < $1)
       AND ($2::text[] IS NULL OR coalesce(a.port, '-') || '|' || coalesce(a.route, '-') = ANY ($2::text[]))
     ORDER BY a.id DESC LIMIT $3`,
    [
      before,
      places === null
        ? null
        : arrayLiteral(
            places.map((place) => [place.join('|')]),
            0,
          ),
      limit,
      ...(period === null ? [] : [new Date(period.from).toISOString(), new Date(period.to).toISOString()]),
    ],
  );
  return rows.map(alarmOf);
}

export async function readAlarm({ db, schema }: RealmDatabase, id: number): Promise<AlarmRecord | null> {
  const [row] = await db.query<AlarmRow>(`SELECT ${ALARM_COLUMNS} FROM ${from(schema)} WHERE a.id = $1`, [
    id,
  ]);
  return row === undefined ? null : alarmOf(row);
}

/** What happened to an alarm, in order. */
export async function readAlarmLog({ db, schema }: RealmDatabase, id: number): Promise<AlarmLogEntry[]> {
  type Row = Omit<AlarmLogEntry, 'by' | 'to'> & {
    account: number | null;
    name: string | null;
    toAccount: number | null;
    toName: string | null;
  };
  const rows = await db.query<Row>(
    `SELECT id, alarm AS "alarmId", ${utcText('at')} AS at, event, account, name, to_account AS "toAccount",
            to_name AS "toName", ${utcText('until')} AS until, value, remark
     FROM ${schema}.alarm_event WHERE alarm = $1 ORDER BY id`,
    [id],
  );
  return rows.map(({ account, name, toAccount, toName, ...entry }) => ({
    ...entry,
    by: personOf(account, name),
    to: personOf(toAccount, toName),
  }));
}
