import type { AlarmState, Priority } from '../../../server/contract/duty-cells.ts';
import type { Database, Queryable } from '../../../server/db/database.ts';

interface Raised {
  rule?: string;
  title?: string;
  priority?: Priority;
  port?: string | null;
  route?: string | null;
  subject?: string | null;
  value?: number | null;
  limit?: number | null;
  state?: AlarmState;
  /** How long ago it was raised, in seconds. */
  ago?: number;
  shelvedReason?: string;
  /** Its figure is seconds. */
  timed?: boolean;
}

const ACTIONS = {
  critical: [
    '모든 화물을 세관원이 직접 판독하고 장비팀을 부를 것',
    'Send everything to officers and call the equipment team',
  ],
  high: ['판독석을 더 열고 대기 물품을 다시 배정할 것', 'Open another seat and share out what waits'],
  low: ['당직 중에 담당 부서에 알릴 것', 'Tell the unit during the shift'],
} as const;

const PLAIN = { cells: 'queue', value: 'depth' };
const TIMED = { ...PLAIN, value: 'oldest', as: 'age' };

/** Nobody judges the board of this test: its alarms are what the test says. To be called before the server starts. */
export async function holdJudgement(db: Database): Promise<void> {
  await db.query(
    `INSERT INTO live.alarm_lease (holder, until) VALUES ('test', now() + interval '1 day')
     ON CONFLICT (one) DO UPDATE SET holder = excluded.holder, until = excluded.until`,
  );
}

/** Alarms straight in the database, as rules would have raised them; their numbers. */
export async function raiseAlarms(db: Queryable, ...alarms: Raised[]): Promise<number[]> {
  const ids: number[] = [];
  for (const alarm of alarms) {
    const { priority = 'high', rule = `test-${priority}`, state = 'unacknowledged', ago = 60 } = alarm;
    const { limit = 10, port = 'ICN-T2', route = 'traveller', subject = null, value = 42 } = alarm;
    const [ko, en] = ACTIONS[priority];
    await db.query(
      `INSERT INTO live.alarm_rule (name, title_ko, title_en, action_ko, action_en, priority, kind, watch, enabled)
       VALUES ($1, $2, $3, $4, $5, $6, 'threshold', $7::jsonb, false) ON CONFLICT DO NOTHING`,
      [
        rule,
        alarm.title ?? `${rule} 경보`,
        alarm.title ?? `Alarm of ${rule}`,
        ko,
        en,
        priority,
        JSON.stringify(alarm.timed ? TIMED : PLAIN),
      ],
    );
    const holds = state !== 'returned' && state !== 'ended';
    const [row] = await db.query<{ id: number }>(
      `INSERT INTO live.alarm (rule, port, route, subject, raised_value, value, valued_at, limit_value, state, holds, first_raised_at,
                               raised_at, ended_at, shelved_until, shelved_name, shelved_reason)
       SELECT $1, $2, $3, $4, $5, $5, raised, $6, $7, $8, raised, raised,
              CASE WHEN $7 = 'ended' THEN now() - interval '30 s' END,
              CASE WHEN $7 = 'shelved' THEN now() + interval '30 min' END,
              CASE WHEN $7 = 'shelved' THEN '박당직' END, $10
       FROM (SELECT now() - make_interval(secs => $9) AS raised) AS at RETURNING id`,
      [rule, port, route, subject, value, limit, state, holds, ago, alarm.shelvedReason ?? null],
    );
    if (row === undefined) throw new Error('no alarm was raised');
    ids.push(row.id);
  }
  return ids;
}
