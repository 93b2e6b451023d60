import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DrillItem } from '../../../../server/contract/drill-rest.ts';
import { makeDrillReport } from '../../../../server/drills/report.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import {
  addAlarm,
  ARRIVAL,
  at,
  drillRealm,
  logged,
  scenarioOf,
  SEIZURE,
  T0,
  VERDICT,
  type DrillRealm,
} from './drill.ts';

const MINUTE_MS = 60_000;

onOneEngine('the report of a drill', (engine) => {
  let database: TestDatabase;
  let drill: DrillRealm;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    drill = await drillRealm(database, 'drill_1');
    await database.db.query(`UPDATE drill_1.horizon SET kept_from = $1 WHERE what = 'minute'`, [
      at(-60 * 24 * 30),
    ]);
    await database.db.query(
      `UPDATE drill_1.alarm_rule SET title_ko = 'AI', title_en = 'AI is down', priority = 'critical' WHERE name = 'ai-down'`,
    );
    const [person] = await database.db.query<{ id: number }>(
      `INSERT INTO gwanje.account (login, name) VALUES ('kim', 'Kim') RETURNING id`,
    );
    const by = person?.id ?? 0;
    await addAlarm(drill, { port: 'ICN-EXP', route: 'express' }, [
      [1, 'raised'],
      [1.5, 'acknowledged', 'Kim'],
      [1.5, 'taken', 'Kim'],
      [2.5, 'ended'],
    ]);
    await addAlarm(drill, { port: 'CJU', route: 'traveller' }, [[2, 'raised']]);
    const task = await drill.add('task', {
      ...{ kind: 'other', title: 'Look', created_by: by, created_at: at(2), deadline: at(40) },
    });
    await drill.add('task_event', { task, at: at(2), what: 'created', by_account: by });
    await drill.add('arrival', { ...ARRIVAL, time: at(1) });
    await drill.add('verdict', { ...VERDICT, result: 'suspect', subject: 'a', time: at(0.5) });
    await drill.add('verdict', {
      ...VERDICT,
      stage: 'secondary',
      judged_by: 'officer',
      subject: 'a',
      time: at(2.5),
    });
    await drill.add('seizure', { ...SEIZURE, time: at(1) });
  });
  afterAll(async () => await database.drop());

  it('says what happened in order, how fast it was, what was missed, and the figures of each minute', async () => {
    const scenario = scenarioOf(
      [{ is: 'alarm-raised', alarm: 'ai-down', port: 'ICN-EXP', inject: 'out', within: '30s' }],
      [{ id: 'out', do: 'ai-outage', at: 'T0.75', for: '1m', title: { ko: '중단', en: 'Outage' } }],
    );
    const log = [logged(0, 'started', { by: 'Lee' }), logged(0.75, 'inject', { id: 'out', do: 'ai-outage' })];
    const evidence = drill.evidence({ scenario, log, shows: T0 + 3 * MINUTE_MS });
    const item = { createdAt: at(0), endedAt: at(3) } as DrillItem;
    const alarm = (ko: string, en: string, rest: string) => ({
      ko: `${ko}: AI · ${rest}`,
      en: `${en}: AI is down · ${rest}`,
    });
    const express = 'ICN-EXP express';
    expect(await makeDrillReport(evidence, [], item, [])).toEqual({
      drill: item,
      scenario: { name: 'test', title: scenario.title, aim: scenario.aim },
      ranFrom: at(0),
      ranTo: at(3),
      participants: [],
      verdicts: [],
      passed: false,
      timeline: [
        { at: at(0), kind: 'director', what: { ko: '훈련 시작', en: 'The drill is started' }, who: 'Lee' },
        { at: at(0.75), kind: 'inject', what: { ko: '중단', en: 'Outage' }, who: null },
        { at: at(1), kind: 'alarm', what: alarm('경보 발생', 'Alarm', express), who: null },
        { at: at(1.5), kind: 'deed', what: alarm('경보 확인', 'Acknowledged', express), who: 'Kim' },
        { at: at(1.5), kind: 'deed', what: alarm('경보 인수', 'Taken', express), who: 'Kim' },
        { at: at(2), kind: 'alarm', what: alarm('경보 발생', 'Alarm', 'CJU traveller'), who: null },
        { at: at(2), kind: 'task', what: { ko: '업무 지정: Look', en: 'Task made: Look' }, who: 'Kim' },
        { at: at(2.5), kind: 'alarm', what: alarm('경보 종료', 'Ended', express), who: null },
      ],
      times: [
        {
          ...{ alarm: 'ai-down', title: { ko: 'AI', en: 'AI is down' }, priority: 'critical', subject: null },
          ...{
            raisedAt: at(1),
            detectSeconds: 15,
            acknowledgeSeconds: 30,
            assignSeconds: 30,
            resolveSeconds: 90,
          },
        },
        {
          ...{ alarm: 'ai-down', title: { ko: 'AI', en: 'AI is down' }, priority: 'critical', subject: null },
          ...{
            raisedAt: at(2),
            detectSeconds: null,
            acknowledgeSeconds: null,
            assignSeconds: null,
            resolveSeconds: null,
          },
        },
      ],
      missed: [
        {
          ko: '확인되지 않은 경보: AI · CJU traveller',
          en: 'Alarm not acknowledged: AI is down · CJU traveller',
        },
        { ko: '인수되지 않은 업무: Look', en: 'Task not accepted: Look' },
      ],
      charts: { minutes: [at(0), at(1), at(2)], units: [0, 12, 0], queue: [1, 1, 0], openAlarms: [0, 1, 1] },
    });
  });
});
