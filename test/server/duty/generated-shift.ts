import type { Account } from '../../../server/access/principal.ts';
import { applyDeed } from '../../../server/alarms/do-deed.ts';
import type { Deed } from '../../../server/alarms/life-cycle.ts';
import { realmDatabase, type Database } from '../../../server/db/database.ts';
import { appendAlarmEvent, insertAlarm, lockAlarm } from '../../../server/db/queries/alarm-writes.ts';
import { changeTask, createTask } from '../../../server/duty/tasks.ts';
import type { TaskDeed } from '../../../server/duty/task-transition.ts';
import { pick, randomOf } from '../../../simulator/random.ts';
import type { Person } from '../../support/people.ts';
import { arrivalRow, correctionRow, insertRows, seizureRow, verdictRow } from '../../support/rows.ts';

const HOUR = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();
const PLACES = [
  ['ICN-T1', 'traveller'],
  ['ICN-MAIL', 'mail'],
  ['PUS', null],
  [null, null],
] as const;

/** What people and feeds did before, in and after the shift's hours, in the order of time. */
export async function generateShift(
  db: Database,
  people: readonly (Person | undefined)[],
  [FROM, NOW]: readonly [number, number],
): Promise<void> {
  const realm = realmDatabase(db, 'live');
  const lee = people[1];
  const random = randomOf('a shift');
  const accounts = people.map((person, i): Account => {
    const { id = 0, sessionId = 0 } = person ?? {};
    const name = i === 0 ? 'Kim' : 'Lee';
    return { kind: 'account', id, sessionId, name, roles: ['duty-manager'], scopes: ['headquarters'] };
  });
  for (const priority of ['critical', 'high', 'low']) {
    await db.query(
      `INSERT INTO live.alarm_rule (name, title_ko, title_en, action_ko, action_en, priority, kind, watch)
       VALUES ($1, '경보', 'Alarm', '조치', 'Do it', $2, 'match', '{}')`,
      [`test-${priority}`, priority],
    );
  }
  const alarms: number[] = [];
  const tasks: number[] = [];
  for (let at = FROM - 4 * HOUR; at < NOW + HOUR; at += 90_000 + Math.floor(random() * 180_000)) {
    const by = pick(accounts, random());
    const choice = random();
    const [port, route] = pick(PLACES, random());
    if (choice < 0.15) {
      const rule = `test-${pick(['critical', 'high', 'low'], random())}`;
      await db.transaction(async (tx) => {
        const raised = { at, value: 1, limit: 1, escalateAt: null };
        const id = await insertAlarm(tx, 'live', { rule, port, route, subject: `s${at}` }, raised);
        await appendAlarmEvent(tx, 'live', { alarmId: id!, at, event: 'raised', by: null });
        alarms.push(id!);
      });
    } else if (choice < 0.3) {
      const task = { kind: 'other', title: `t${at}`, subject: null, port, route, alarmId: null };
      tasks.push(
        await createTask(realm, by, { ...task, now: iso(at), deadline: iso(at + HOUR), remark: null }),
      );
    } else if (choice < 0.65 && alarms.length > 0) {
      const person = { id: by.id, name: by.name };
      const other = { id: lee?.id ?? 0, name: 'Lee' };
      const deed = pick<Deed>(
        [
          { do: 'acknowledge', by: person },
          { do: 'take', by: person },
          { do: 'assign', by: person, to: other },
          { do: 'calm' },
          { do: 'calm' },
        ],
        random(),
      );
      const id = pick(alarms.slice(-10), random());
      await db.transaction(async (tx) => {
        const alarm = await lockAlarm(tx, 'live', id);
        if (alarm !== null) await applyDeed(tx, 'live', alarm, deed, at);
      });
    } else if (tasks.length > 0) {
      const deed = pick<TaskDeed>(
        [
          { do: 'accept' },
          { do: 'accept' },
          { do: 'assign', to: pick(accounts, random()).id },
          { do: 'remark', remark: 'seen' },
          { do: 'finish', remark: null },
          { do: 'cancel', remark: 'no need' },
        ],
        random(),
      );
      await changeTask(realm, pick(tasks.slice(-10), random()), deed, { account: by, now: at });
    }
  }
  const seized = Array.from({ length: 30 }, (_, i) => {
    const time = FROM - 6 * HOUR + random() * 19 * HOUR;
    return seizureRow({
      time: iso(time),
      recorded_at: iso(time + random() * 8 * HOUR),
      case_no: `C-${i}`,
      grams: i,
    });
  });
  await insertRows(db, 'seizure', seized);
  await insertRows(
    db,
    'correction',
    seized.slice(0, 12).map((row, i) =>
      correctionRow(row, 'seizure', {
        recorded_at: iso(FROM - HOUR + (i + 0.5) * HOUR),
        ...(i === 5 ? { retracted: true } : { changes: { grams: 500 + i } }),
      }),
    ),
  );
  for (const [days, n] of [
    [0, 40],
    [1, 25],
  ] as const) {
    const time = () => iso(FROM - days * 24 * HOUR + random() * 12 * HOUR);
    await insertRows(
      db,
      'arrival',
      Array.from({ length: n }, () => arrivalRow({ time: time() })),
    );
    await insertRows(
      db,
      'verdict',
      Array.from({ length: n }, (_, i) =>
        verdictRow({ time: time(), subject: `v${days}-${i}`, result: i % 3 === 0 ? 'suspect' : 'clear' }),
      ),
    );
  }
}
