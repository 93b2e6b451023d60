import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CellValue } from '../../../../server/contract/cells.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../../support/engines.ts';
import { addAlarm, ARRIVAL, at, drillRealm, logged, SEIZURE, T0, VERDICT, type DrillRealm } from './drill.ts';

const MINUTE_MS = 60_000;

onOneEngine('verdicts on a drill', (engine) => {
  let database: TestDatabase;
  let drill: DrillRealm;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    drill = await drillRealm(database, 'drill_1');
    await addAlarm(drill, { port: 'ICN-EXP' }, [
      [1, 'raised'],
      [1.5, 'acknowledged', 'Kim'],
      [1.5, 'taken', 'Kim'],
      [9, 'ended'],
    ]);
    await addAlarm(drill, { rule: 'feed-silent', subject: 'icn-airside' }, [[3, 'raised']]);
    await drill.add('arrival', { ...ARRIVAL, time: at(10) });
    await drill.add('arrival', { ...ARRIVAL, time: at(11), id: 'wrong', conveyance: 'KE1' });
    await drill.add('correction', {
      time: at(12),
      target_type: 'arrival',
      target_source: '//test',
      target_id: 'wrong',
      retracted: true,
    });
    const [person] = await database.db.query<{ id: number }>(
      `INSERT INTO gwanje.account (login, name) VALUES ('kim', 'Kim') RETURNING id`,
    );
    const by = person?.id ?? 0;
    const task = await drill.add('task', {
      ...{
        kind: 'team-to-gate',
        title: 'Gate 31',
        subject: 'TG658',
        state: 'accepted',
        owner: by,
        created_by: by,
      },
      ...{ created_at: at(4), deadline: at(40), accepted_at: at(9) },
    });
    await drill.add('task_event', { task, at: at(4), what: 'created', by_account: by });
    await drill.add('task_event', { task, at: at(9), what: 'accepted', by_account: by, owner: by });
  });
  afterAll(async () => await database.drop());

  it('alarms: raised so soon after an inject or a time, not raised, acted on', async () => {
    const { passes } = drill;
    const log = [logged(0.9, 'inject', { id: 'outage' })];
    const raised = { is: 'alarm-raised', alarm: 'ai-down', port: 'ICN-EXP' } as const;
    expect(await passes({ ...raised, inject: 'outage', within: '6s' }, { log })).toBe(true);
    expect(await passes({ ...raised, inject: 'outage', within: '5s' }, { log })).toBe(false);
    expect(await passes({ ...raised, inject: 'other', within: '10m' }, { log })).toBe(false);
    expect(await passes({ ...raised, after: 'T2', within: '10m' })).toBe(false);
    expect(await passes({ ...raised, port: 'CJU', after: 'T0', within: '10m' })).toBe(false);
    expect(await passes({ is: 'no-alarm', alarms: ['mail-leak'] })).toBe(true);
    expect(await passes({ is: 'no-alarm', alarms: ['ai-down'] })).toBe(false);
    expect(await passes({ is: 'no-alarm', alarms: ['ai-down'], port: 'CJU' })).toBe(true);
    expect(await passes({ is: 'no-alarm' })).toBe(false);
    const acted = { is: 'alarm-acted', alarm: 'ai-down', within: '30s' } as const;
    expect(await passes({ ...acted, deed: 'taken', atLeast: 1 })).toBe(true);
    expect(await passes({ ...acted, deed: 'taken', atLeast: 2 })).toBe(false);
    expect(await passes({ ...acted, deed: 'ended' })).toBe(false);
    expect(await passes({ ...acted, deed: 'ended', within: '8m' })).toBe(true);
    expect(await passes({ ...acted, alarm: 'feed-silent', deed: 'acknowledged' })).toBe(false);
    expect(await passes({ ...acted, alarm: 'mail-leak', deed: 'acknowledged' })).toBe(false);
  });

  it('says nothing of what may still turn out otherwise, until the drill is over', async () => {
    const { passes } = drill;
    const early = { shows: T0 + 2 * MINUTE_MS };
    const raised = { is: 'alarm-raised', alarm: 'mail-leak', after: 'T1' } as const;
    expect(await passes({ ...raised, within: '5m' }, early)).toBe(null);
    expect(await passes({ ...raised, within: '30s' }, early)).toBe(false);
    expect(await passes({ is: 'no-alarm', alarms: ['mail-leak'] }, early)).toBe(null);
    expect(await passes({ is: 'no-alarm', alarms: ['ai-down'] }, early)).toBe(false);
    expect(await passes({ is: 'counts-equal-rows' }, early)).toBe(null);
    // Ended before its time, it is judged as it stands.
    const ended = { ...early, log: [logged(2, 'lag', { p95Ms: 5 })] };
    expect(await passes({ is: 'no-alarm', alarms: ['mail-leak'] }, ended)).toBe(true);
    expect(await passes({ ...raised, within: '5m' }, ended)).toBe(false);
  });

  it('tasks: by a time, or before something happened', async () => {
    const { passes } = drill;
    const acted = { is: 'task-acted', kind: 'team-to-gate', subject: 'TG658' } as const;
    const landed = (conveyance: string) => ({ stream: 'arrival', where: { conveyance } }) as const;
    expect(await passes({ ...acted, state: 'accepted', before: landed('TG658') })).toBe(true);
    expect(await passes({ ...acted, state: 'done', before: landed('TG658') })).toBe(false);
    // It never landed, since that was retracted: nothing can be said.
    expect(await passes({ ...acted, state: 'accepted', before: landed('KE1') })).toBe(false);
    expect(await passes({ ...acted, state: 'accepted', by: 'T9' })).toBe(true);
    expect(await passes({ ...acted, state: 'accepted', by: 'T8.9' })).toBe(false);
    expect(await passes({ ...acted, state: 'created', by: 'T4' })).toBe(true);
    expect(await passes({ ...acted, kind: 'other', state: 'created' })).toBe(false);
  });

  it('rows as they stand now, and their order', async () => {
    const { passes } = drill;
    const arrivals = (where: Record<string, string | number | null>) =>
      ({ is: 'rows', stream: 'arrival', where }) as const;
    expect(await passes({ ...arrivals({ conveyance: 'TG658', units: 12 }), equals: 1 })).toBe(true);
    expect(await passes({ ...arrivals({ conveyance: 'TG658', units: 13 }), equals: 1 })).toBe(false);
    expect(await passes({ ...arrivals({ conveyance: 'KE1' }), equals: 0 })).toBe(true);
    expect(await passes({ ...arrivals({ time: 'T10', scheduled_at: null }), atLeast: 1 })).toBe(true);
    expect(await passes({ ...arrivals({ time: 'T11' }), atLeast: 1 })).toBe(false);
    // What cannot be judged has not passed, and costs no other criterion.
    expect(await passes({ ...arrivals({ nothing: 1 }), equals: 0 })).toBe(false);
    const station = { stream: 'station', where: {} } as const;
    const arrival = { stream: 'arrival', where: {} } as const;
    type Row = typeof station | typeof arrival;
    const order = (first: Row, second: Row) => ({ is: 'order', first, second }) as const;
    expect(await passes(order(arrival, station))).toBe(false);
    await drill.add('station', {
      station: 'G',
      port: 'ICN-T1',
      route: 'traveller',
      kind: 'gate-team',
      state: 'up',
      time: at(12),
    });
    expect(await passes(order(arrival, station))).toBe(true);
    expect(await passes(order(station, arrival))).toBe(false);
  });

  it('figures: at the end, at a time, since a time', async () => {
    const { passes } = drill;
    const cells = new Map<string, unknown>([
      ['queue|ICN-T1|traveller', { again: 4 }],
      ['queue|ICN-T2|traveller', { again: 3 }],
      [
        'leaks|all',
        {
          rows: [
            { subject: 'A', reread: 6 },
            { subject: 'B', reread: 1 },
          ],
        },
      ],
    ]) as Map<string, CellValue>;
    const again = { is: 'figure', cells: 'queue', value: 'again' } as const;
    expect(await passes({ ...again, equals: 7 }, { cells })).toBe(true);
    expect(await passes({ ...again, port: 'ICN-T1', equals: 4 }, { cells })).toBe(true);
    expect(await passes({ ...again, port: 'ICN-T1', atMost: 3 }, { cells })).toBe(false);
    expect(await passes({ ...again, port: 'CJU', atMost: 3 }, { cells })).toBe(false);
    const reread = { is: 'figure', cells: 'leaks', rows: 'rows', value: 'reread' } as const;
    expect(await passes({ ...reread, where: { subject: 'A' }, equals: 6 }, { cells })).toBe(true);
    expect(await passes({ ...reread, value: '#', equals: 2 }, { cells })).toBe(true);
    const log = [
      logged(5, 'figure', { criterion: 'c0', when: 'since', value: 2 }),
      logged(5, 'figure', { criterion: 'c0', when: 'at', value: 9 }),
    ];
    expect(await passes({ ...again, since: 'T5', equals: 5 }, { cells, log })).toBe(true);
    expect(await passes({ ...again, at: 'T5', equals: 9 }, { cells, log })).toBe(true);
    expect(await passes({ ...again, at: 'T5', equals: 9 }, { cells })).toBe(false);
    expect(await passes({ ...again, since: 'T5', atLeast: 0 }, { cells })).toBe(false);
  });

  it('screens, lag, words', async () => {
    const { passes } = drill;
    const screen = (bannerMs: number | null, fresh: number[]) => ({
      log: [logged(5, 'screen', { screen: 's', bannerMs, presentMs: 9_000, shows: [1, 2], fresh })],
    });
    const banner = { is: 'screen-banner', withinMs: 5_000 } as const;
    expect(await passes(banner, screen(5_000, [1, 2]))).toBe(true);
    expect(await passes(banner, screen(5_001, [1, 2]))).toBe(false);
    expect(await passes(banner, screen(null, [1, 2]))).toBe(false);
    expect(await passes(banner)).toBe(false);
    expect(await passes({ is: 'screen-equal' }, screen(1, [1, 2]))).toBe(true);
    expect(await passes({ is: 'screen-equal' }, screen(1, [1, 3]))).toBe(false);
    expect(await passes({ is: 'screen-equal' })).toBe(false);
    const lag = { is: 'board-lag', p95Ms: 2_000 } as const;
    const measured = (p95Ms: number) => ({
      log: [logged(30, 'lag', { p50Ms: 1, p95Ms, maxMs: p95Ms, steps: 9 })],
    });
    expect(await passes(lag, measured(2_000))).toBe(true);
    expect(await passes(lag, measured(2_001))).toBe(false);
    expect(await passes(lag)).toBe(false);
    const unseen = { is: 'words-unseen', words: ['HARUAL'] } as const;
    const watched = logged(0, 'figure', { criterion: 'c0', when: 'watched', value: 4 });
    expect(await passes({ ...unseen, words: ['HARUAL'] }, { log: [watched] })).toBe(true);
    // Nobody looked.
    expect(await passes({ ...unseen, words: ['HARUAL'] })).toBe(false);
    const word = logged(3, 'word-seen', { criterion: 'c0', word: 'HARUAL', key: 'task|-|-|1' });
    const seen = { log: [watched, word] };
    expect(await passes({ ...unseen, words: ['HARUAL'] }, seen)).toBe(false);
  });

  it('refusals, and what was told late', async () => {
    const { add, passes } = drill;
    const refused = { is: 'refusals-explained', atLeast: 1 } as const;
    expect(await passes(refused)).toBe(false);
    await add('rejection', { feed: 'f', event_id: 'x', path: '/data', reason: 'is wrong' });
    expect(await passes(refused)).toBe(true);
    expect(
      await passes(refused, { log: [logged(9, 'told', { accepted: 1, duplicate: 0, rejected: 2 })] }),
    ).toBe(false);
    const recorded = { is: 'correction-recorded', subject: 'C-1' } as const;
    expect(await passes(recorded)).toBe(false);
    await add('seizure', { ...SEIZURE, case_no: 'C-2', time: at(0) });
    expect(await passes({ ...recorded, subject: 'C-2' })).toBe(false);
    await add('seizure', { ...SEIZURE, time: '2026-08-03T01:20:00Z', id: 'late' });
    expect(await passes(recorded)).toBe(true);
    await add('rejection', { feed: 'f', event_id: 'y', path: '', reason: ' ' });
    expect(await passes(refused)).toBe(false);
  });
});

onOneEngine('verdicts on what was told', (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(async () => await database.drop());

  it('readings under seven seconds wait, and none of seven', async () => {
    const drill = await drillRealm(database, 'drill_2');
    const again = { is: 'short-readings-again' } as const;
    await drill.add('verdict', { ...VERDICT, time: at(1), subject: 'seven', scan_ms: 7_000 });
    expect(await drill.passes(again)).toBe(false);
    await drill.add('verdict', { ...VERDICT, time: at(1), subject: 'short', scan_ms: 6_999 });
    await drill.add('verdict', { ...VERDICT, time: at(1), subject: 'reread', scan_ms: 10 });
    await drill.add('verdict', {
      ...VERDICT,
      time: at(2),
      subject: 'reread',
      judged_by: 'officer',
      scan_ms: 7_000,
    });
    expect(await drill.passes(again)).toBe(true);
    await database.db.query(
      `UPDATE drill_2.item SET waits = NULL, waits_since = NULL WHERE subject = 'short'`,
    );
    expect(await drill.passes(again)).toBe(false);
    await database.db.query(`UPDATE drill_2.item SET waits = 'again' WHERE subject IN ('short', 'reread')`);
    expect(await drill.passes(again)).toBe(false);
  });

  it(
    'while the AI is down nothing is cleared by none, and what waited is read once each',
    { meta: { slow: 'a drill is judged after each of a dozen steps' } },
    async () => {
      const drill = await drillRealm(database, 'drill_3');
      const outage = { id: 'out', do: 'ai-outage', at: 'T0', for: '10m', ports: ['ICN-EXP'] } as const;
      const of = {
        timeline: [{ ...outage, ports: ['ICN-EXP'] }],
        log: [logged(0, 'inject', { id: 'out', do: 'ai-outage' })],
      };
      const alone = { is: 'nothing-cleared-alone', from: 'T0', to: 'T10' } as const;
      const drained = { is: 'drained-once', from: 'T0', to: 'T10', ports: ['ICN-EXP'] } as const;
      expect(await drill.passes(alone, of)).toBe(false);
      await drill.add('arrival', { ...ARRIVAL, port: 'ICN-EXP', route: 'express', units: 2, time: at(1) });
      await drill.add('verdict', {
        ...VERDICT,
        port: 'ICN-T1',
        route: 'traveller',
        time: at(3),
        subject: 'elsewhere',
      });
      await drill.add('verdict', { ...VERDICT, judged_by: 'officer', time: at(3), subject: 'one' });
      expect(await drill.passes(alone, of)).toBe(true);
      expect(await drill.passes({ ...drained, ports: ['ICN-EXP'] }, of)).toBe(false);
      await drill.add('verdict', { ...VERDICT, time: at(10), subject: 'two' });
      expect(await drill.passes(alone, of)).toBe(true);
      expect(await drill.passes({ ...drained, ports: ['ICN-EXP'] }, of)).toBe(true);
      await drill.add('verdict', { ...VERDICT, time: at(11), subject: 'two' });
      expect(await drill.passes({ ...drained, ports: ['ICN-EXP'] }, of)).toBe(false);
      await drill.add('verdict', { ...VERDICT, time: at(5), subject: 'released', scan_ms: 0 });
      expect(await drill.passes(alone, of)).toBe(false);
    },
  );

  it(
    'an outage of the AI that was ordered by hand counts as one of the timeline, once it has happened',
    { meta: { slow: 'a drill is judged after each of a dozen steps' } },
    async () => {
      const drill = await drillRealm(database, 'drill_6');
      const inject = { id: 'by-hand', do: 'ai-outage', at: 'T0', for: '10m', ports: ['ICN-EXP'] } as const;
      const ordered = logged(0, 'ordered', { by: 'Kim', inject: { ...inject, ports: ['ICN-EXP'] } });
      const happened = logged(0, 'inject', { id: 'by-hand', do: 'ai-outage', byHand: true, ordered: 1 });
      const alone = { is: 'nothing-cleared-alone', from: 'T0', to: 'T10' } as const;
      const passes = async (...log: (typeof ordered)[]) => await drill.passes(alone, { log });
      await drill.add('arrival', { ...ARRIVAL, port: 'ICN-EXP', route: 'express', time: at(1) });
      await drill.add('verdict', { ...VERDICT, judged_by: 'officer', time: at(3), subject: 'one' });
      expect([await passes(), await passes(ordered), await passes(ordered, happened)]).toEqual([
        false,
        false,
        true,
      ]);
      // The AI was down at that place alone.
      await drill.add('verdict', { ...VERDICT, port: 'ICN-T1', route: 'mail', time: at(4), subject: 'two' });
      expect(await passes(ordered, happened)).toBe(true);
      await drill.add('verdict', { ...VERDICT, time: at(5), subject: 'three' });
      expect(await passes(ordered, happened)).toBe(false);
    },
  );

  it('counts are those of the rows, corrections among them', async () => {
    const drill = await drillRealm(database, 'drill_4');
    await database.db.query(`UPDATE drill_4.horizon SET kept_from = $1 WHERE what = 'minute'`, [
      at(-60 * 24 * 30),
    ]);
    const equal = { is: 'counts-equal-rows' } as const;
    expect(await drill.passes(equal)).toBe(false);
    await drill.add('arrival', { ...ARRIVAL, time: at(1), id: 'a' });
    // Yesterday by KST, though not by UTC.
    await drill.add('arrival', { ...ARRIVAL, time: '2026-11-09T14:59:00Z', id: 'b' });
    await drill.add('verdict', { ...VERDICT, time: at(1), subject: 'x', result: 'suspect', id: 'v' });
    await drill.add('seizure', { ...SEIZURE, time: at(2), id: 's1' });
    await drill.add('seizure', { ...SEIZURE, time: at(3), id: 's2', grams: 310.5, status: 'confirmed' });
    const correct = async (type: string, id: string, changes: object, retracted: boolean | null = null) =>
      drill.add('correction', {
        time: at(4),
        target_type: type,
        target_source: '//test',
        target_id: id,
        changes: JSON.stringify(changes),
        retracted,
      });
    await correct('arrival', 'a', { units: 13, port: 'ICN-T2' });
    await correct('verdict', 'v', {}, true);
    const today = (units: number, grams: number) => {
      const none = {
        arrivals: 0,
        units: 0,
        highRiskUnits: 0,
        primary: 0,
        flagged: 0,
        secondary: 0,
        upheld: 0,
        cases: 0,
        grams: 0,
      };
      const day = '2026-11-10';
      const cells = new Map<string, CellValue>([
        ['today|ICN-T2|traveller', { day, ...none, arrivals: 1, units, highRiskUnits: units }],
        ['today|KRPUS|cargo', { day, ...none, cases: 1, grams }],
        // Of another day: counts as nothing.
        ['today|ICN-T1|traveller', { day: '2026-11-09', ...none, arrivals: 1, units: 12 }],
      ]);
      return { cells };
    };
    expect(await drill.passes(equal, today(13, 310.5))).toBe(true);
    expect(await drill.passes(equal, today(12, 310.5))).toBe(false);
    expect(await drill.passes(equal, today(13, 310))).toBe(false);
    for (const level of ['minute', 'hour', 'day']) {
      await database.db.query(`UPDATE drill_4.count_${level} SET units = units + 1 WHERE port = 'ICN-T2'`);
      expect([level, await drill.passes(equal, today(13, 310.5))]).toEqual([level, false]);
      await database.db.query(`UPDATE drill_4.count_${level} SET units = units - 1 WHERE port = 'ICN-T2'`);
    }
    expect(await drill.passes(equal, today(13, 310.5))).toBe(true);
  });

  it('nothing of it is in the live realm', async () => {
    const drill = await drillRealm(database, 'drill_5');
    await database.db.query(`UPDATE live.horizon SET kept_from = $1 WHERE what = 'minute'`, [
      at(-60 * 24 * 30),
    ]);
    const untouched = { is: 'live-untouched' } as const;
    expect(await drill.passes(untouched)).toBe(false);
    const row = { ...ARRIVAL, time: at(1), id: 'leak' };
    await drill.add('arrival', row);
    await drill.add('arrival', { ...row, source: '//live' }, 'live');
    expect(await drill.passes(untouched)).toBe(true);
    await database.db.query(`UPDATE live.count_minute SET units = units + 12 WHERE bucket = $1`, [at(1)]);
    expect(await drill.passes(untouched)).toBe(false);
    await database.db.query(`UPDATE live.count_minute SET units = units - 12 WHERE bucket = $1`, [at(1)]);
    expect(await drill.passes(untouched)).toBe(true);
    await database.db.query(
      `INSERT INTO gwanje.feed_token (hash, realm, feed, made_by) VALUES ('\\x01', 'live', 'f', 'drill:5')`,
    );
    expect(await drill.passes(untouched)).toBe(false);
    await database.db.query(`DELETE FROM gwanje.feed_token WHERE made_by = 'drill:5'`);
    await drill.add('arrival', row, 'live');
    expect(await drill.passes(untouched)).toBe(false);
  });
});
