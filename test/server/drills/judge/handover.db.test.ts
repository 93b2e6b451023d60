import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Account } from '../../../../server/access/principal.ts';
import { parseScope } from '../../../../server/contract/scope.ts';
import { signHandover } from '../../../../server/duty/handover.ts';
import { changeTask, createTask } from '../../../../server/duty/tasks.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import { signedIn } from '../../../support/people.ts';
import { addAlarm, ARRIVAL, at, drillRealm, SEIZURE, T0, VERDICT, type DrillRealm } from './drill.ts';

const MINUTE_MS = 60_000;
const CHECK = { is: 'handover-equals-log' } as const;
const SIGNED = 20;

onOneEngine('a handover in a drill', (engine) => {
  let database: TestDatabase;
  let drill: DrillRealm;
  let kim: Account;
  const sql = (text: string) => database.db.query(text);

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    drill = await drillRealm(database, 'drill_1');
    const person = await signedIn(database.db, ['duty-manager'], { name: 'Kim' });
    kim = { kind: 'account', ...person, name: 'Kim', roles: ['duty-manager'], scopes: ['headquarters'] };
    await addAlarm(drill, { port: 'ICN-EXP' }, [
      [1, 'raised'],
      [2, 'acknowledged', 'Kim'],
      [9, 'ended'],
    ]);
    await addAlarm(drill, { rule: 'feed-silent', subject: 'icn-airside' }, [[3, 'raised']]);
    const task = { kind: 'other', title: 'Look', subject: null, port: null, route: null, alarmId: null };
    const made = await createTask(drill.realm, kim, { ...task, now: at(4), deadline: at(60), remark: null });
    await changeTask(drill.realm, made, { do: 'accept' }, { account: kim, now: T0 + 5 * MINUTE_MS });
    await drill.show(6);
    await drill.add('arrival', { ...ARRIVAL, time: at(6) });
    await drill.add('verdict', { ...VERDICT, time: at(6), subject: 'x', result: 'suspect' });
    await drill.add('seizure', { ...SEIZURE, time: at(6) });
  });
  afterAll(async () => await database.drop());

  it('passes where it says what the log says, and only then', async () => {
    expect(await drill.passes(CHECK)).toBe(false);
    const scope = parseScope('headquarters')!;
    const [from, to, now] = [T0, T0 + SIGNED * MINUTE_MS, T0 + (SIGNED + 0.5) * MINUTE_MS];
    await drill.show(SIGNED + 0.5);
    await signHandover(drill.realm, kim, { describe: drill.describe, scope, from, to, now }, null);
    expect(await drill.passes(CHECK)).toBe(true);
    // Known later, or while the clock stood at the instant of signing: it could not say so.
    await drill.add('arrival', { ...ARRIVAL, time: at(7), recorded_at: at(25) });
    await drill.add('arrival', { ...ARRIVAL, time: at(8), recorded_at: at(SIGNED + 0.5) });
    await drill.add('seizure', { ...SEIZURE, case_no: 'C-9', time: at(8), recorded_at: at(SIGNED + 0.5) });
    expect(await drill.passes(CHECK)).toBe(true);
    const wrong: [what: string, insert: string, undo: string][] = [
      [
        'an alarm that it leaves out',
        `INSERT INTO drill_1.alarm_event (alarm, at, event) SELECT max(id), '${at(10)}', 'escalated' FROM drill_1.alarm`,
        `DELETE FROM drill_1.alarm_event WHERE event = 'escalated'`,
      ],
      [
        'a task that it leaves out',
        `INSERT INTO drill_1.task_event (task, at, what, by_account, remark) SELECT id, '${at(11)}', 'remarked', ${kim.id}, 'so'
         FROM drill_1.task`,
        `DELETE FROM drill_1.task_event WHERE what = 'remarked'`,
      ],
      [
        'an arrival that it does not count',
        `INSERT INTO drill_1.arrival (time, recorded_at, source, id, port, route, conveyance, origin, units, risk)
         VALUES ('${at(12)}', '${at(12)}', '//x', 'x', 'CJU', 'traveller', 'KE9', 'JP', 3, 'normal')`,
        `DELETE FROM drill_1.arrival WHERE id = 'x'`,
      ],
      [
        'a case that it does not name',
        `INSERT INTO drill_1.seizure (time, recorded_at, source, id, case_no, port, route, category, status)
         VALUES ('${at(12)}', '${at(12)}', '//x', 'x', 'C-2', 'CJU', 'traveller', 'other', 'confirmed')`,
        `DELETE FROM drill_1.seizure WHERE id = 'x'`,
      ],
    ];
    for (const [what, insert, undo] of wrong) {
      await sql(insert);
      expect([what, await drill.passes(CHECK)]).toEqual([what, false]);
      for (const log of ['alarm', 'task'])
        await sql(`ALTER TABLE drill_1.${log}_event DISABLE TRIGGER ${log}_event_only_grows`);
      await sql(undo);
      expect([what, await drill.passes(CHECK)]).toEqual([what, true]);
    }
    await sql(`ALTER TABLE drill_1.handover DISABLE TRIGGER handover_stands`);
    await sql(`UPDATE drill_1.handover SET report = jsonb_set(report, '{note}', '"another"')`);
    expect(await drill.passes(CHECK)).toBe(false);
  });
});
