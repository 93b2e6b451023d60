import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { AlarmWatch } from '../../../server/alarms/alarm-watch.ts';
import { doDeed } from '../../../server/alarms/do-deed.ts';
import type { BoardView } from '../../../server/alarms/evaluate.ts';
import type { Deed } from '../../../server/alarms/life-cycle.ts';
import { realmDatabase, type Database } from '../../../server/db/database.ts';
import { readOpenAlarms } from '../../../server/db/queries/alarm-lists.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { act, anyDeed, newModel, PEOPLE, stateOf, type Model } from './model.ts';

const START = Date.parse('2026-11-21T18:00:00Z');
type Person = (typeof PEOPLE)[number];

onOneEngine('the watch over alarms', (engine) => {
  let database: TestDatabase;
  /** Two servers: pools of their own where the engine allows, else the one engine twice. */
  let servers: Database[];
  let now = START;
  let flagged: number | null = 0;
  let confirmed = true;
  const failures: unknown[] = [];

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const url = database.env['DATABASE_URL'];
    const second =
      url === undefined
        ? database.db
        : openPgDatabase({ url, poolSize: 3, random: Math.random, onIdleError: () => undefined });
    servers = [database.db, second];
  });
  afterAll(async () => {
    if (servers[1] !== database.db) await servers[1]?.close();
    await database.drop();
  });
  beforeEach(async () => {
    now = START;
    confirmed = true;
    failures.length = 0;
    await sql('ALTER TABLE live.alarm_event DISABLE TRIGGER alarm_event_only_grows');
    await sql(
      'TRUNCATE live.alarm, live.alarm_event, live.alarm_pending, live.alarm_lease, live.alarm_rule CASCADE',
    );
    await sql('ALTER TABLE live.alarm_event ENABLE TRIGGER alarm_event_only_grows');
    await rule({});
  });

  const sql = <R extends object>(text: string) => database.db.query<R>(text);
  const rule = (change: {
    forSeconds?: number;
    clearSeconds?: number;
    escalate?: number | null;
    watch?: object;
  }) =>
    database.db.query(
      `INSERT INTO live.alarm_rule (name, title_ko, title_en, action_ko, action_en, priority, kind, watch, limit_value,
         clear_limit, for_seconds, clear_seconds, escalate_seconds)
       VALUES ('queue', '대기', 'Queue', '증원할 것.', 'Staff up.', 'high', 'threshold', $1::jsonb, 10, 8, $2, $3, $4)
       ON CONFLICT (name) DO UPDATE SET watch = excluded.watch, for_seconds = excluded.for_seconds,
         clear_seconds = excluded.clear_seconds, escalate_seconds = excluded.escalate_seconds`,
      [
        JSON.stringify(change.watch ?? { cells: 'queue', value: 'flagged' }),
        change.forSeconds ?? 0,
        change.clearSeconds ?? 0,
        change.escalate === undefined ? 60 : change.escalate,
      ],
    );

  const board = (): BoardView | null => {
    const cell = { flagged: flagged ?? 0, again: 0, oldestSince: null, p95Since: null };
    return {
      cells: new Map(flagged === null ? [] : [['queue|ICN-EXP|express', cell]]),
      confirmed: () => confirmed,
    };
  };
  const watch = (holder: string, server = 0, view: () => BoardView | null = board) =>
    new AlarmWatch({
      realm: realmDatabase(servers[server] ?? database.db, 'live'),
      holder,
      board: view,
      now: () => now,
      failed: (what, error) => failures.push([what, error]),
    });
  const expire = () => sql(`UPDATE live.alarm_lease SET until = clock_timestamp() - interval '1 second'`);
  const states = async () =>
    (await sql<{ state: string }>('SELECT state FROM live.alarm ORDER BY id')).map(({ state }) => state);
  const log = async () =>
    (await sql<{ event: string }>('SELECT event FROM live.alarm_event ORDER BY id')).map(
      ({ event }) => event,
    );
  const open = () => readOpenAlarms(realmDatabase(database.db, 'live'));
  const by = async (server: number, id: number, deed: Extract<Deed, { by: Person }>) =>
    await doDeed(realmDatabase(servers[server] ?? database.db, 'live'), id, deed, {
      now: () => now,
      actor: `account:${deed.by.id}`,
      remark: null,
      mayTouch: () => true,
    });

  it('is held by one server at a time, and by another when it is silent', async () => {
    flagged = 11;
    const [a, b] = [watch('a'), watch('b', 1)];
    expect([await a.look(), await b.look(), await a.look()]).toEqual([true, false, true]);
    expect(await states()).toEqual(['unacknowledged']);
    await expire();
    expect([await b.look(), await a.look()]).toEqual([true, false]);
    expect(await states()).toEqual(['unacknowledged']);
    await b.stop();
    expect(await a.look()).toBe(true);
    expect(await log()).toEqual(['raised']);
  });

  it('writes nothing for a server that lost it between looking and writing', async () => {
    flagged = 11;
    const slow = watch('slow', 0, () => board());
    const real = database.db.transaction.bind(database.db);
    const stolen: Database = {
      ...database.db,
      query: database.db.query.bind(database.db),
      transaction: async (work) => {
        await sql(`UPDATE live.alarm_lease SET holder = 'quick', until = now() + interval '1 minute'`);
        return await real(work);
      },
    };
    const late = new AlarmWatch({
      realm: realmDatabase(stolen, 'live'),
      holder: 'slow',
      board,
      now: () => now,
      failed: () => undefined,
    });
    expect(await late.look()).toBe(false);
    expect(await states()).toEqual([]);
    expect(await slow.look()).toBe(false);
  });

  it('raises and clears after the delays, which go on over restarts and take-overs', async () => {
    await rule({ forSeconds: 30, clearSeconds: 20, escalate: null });
    flagged = 11;
    await watch('a').look();
    now += 29_000;
    await expire();
    await watch('b', 1).look();
    expect(await states()).toEqual([]);
    now += 1_000;
    await expire();
    await watch('c').look();
    expect(await states()).toEqual(['unacknowledged']);
    // Within the dead band nothing changes.
    flagged = 9;
    now += 60_000;
    const c = watch('c');
    await c.look();
    flagged = 8;
    await c.look();
    now += 19_999;
    await c.look();
    expect(await states()).toEqual(['unacknowledged']);
    now += 1;
    await c.look();
    expect(await states()).toEqual(['returned']);
    // What did not last is forgotten, and waits the whole time again.
    flagged = 11;
    await c.look();
    flagged = 0;
    now += 5_000;
    await c.look();
    flagged = 11;
    now += 26_000;
    await c.look();
    expect(await states()).toEqual(['returned']);
    expect(await sql('SELECT rule FROM live.alarm_pending')).toHaveLength(1);
  });

  it('neither raises nor clears by what is not confirmed; the clock goes on', async () => {
    await rule({ escalate: 60 });
    flagged = 11;
    confirmed = false;
    const a = watch('a');
    await a.look();
    expect(await states()).toEqual([]);
    confirmed = true;
    await a.look();
    confirmed = false;
    flagged = null;
    await a.look();
    expect(await states()).toEqual(['unacknowledged']);
    // No board at all, as after a start without figures.
    now += 61_000;
    await expire();
    await watch('b', 1, () => null).look();
    expect(await log()).toEqual(['raised', 'escalated']);
    confirmed = true;
    await expire();
    await watch('c').look();
    expect(await states()).toEqual(['returned']);
  });

  it('skips a rule that cannot be read, says so once, and goes on with the others', async () => {
    await sql(`INSERT INTO live.alarm_rule (name, title_ko, title_en, action_ko, action_en, priority, kind, watch)
               VALUES ('bad', '가', 'a', '나', 'b', 'low', 'match', '{"cells": "nonsense"}')`);
    flagged = 11;
    const a = watch('a');
    await a.look();
    await a.look();
    expect(failures).toEqual([['alarm rule bad is skipped', expect.any(Error)]]);
    expect(await states()).toEqual(['unacknowledged']);
  });

  it('lets one of two have it who take it at once, on two servers', async () => {
    flagged = 11;
    for (let round = 0; round < 25; round++) {
      flagged = 11;
      await watch('a').look();
      const [alarm] = await open();
      if (alarm === undefined) throw new Error('nothing was raised');
      const [kim, lee] = PEOPLE as [Person, Person];
      const answers = await Promise.all([
        by(0, alarm.id, { do: 'take', by: kim }),
        by(1, alarm.id, { do: 'take', by: lee }),
        by(1, alarm.id, { do: 'acknowledge', by: lee }),
        by(0, alarm.id, { do: 'acknowledge', by: kim }),
      ]);
      const [after] = await open();
      const takers = answers.slice(0, 2).filter((answer) => answer !== null && !('denied' in answer));
      expect(takers).toHaveLength(1);
      const loser = answers.slice(0, 2).find((answer) => answer !== null && 'denied' in answer);
      expect(loser).toMatchObject({ owner: after?.owner });
      const events = await sql<{ event: string }>(
        `SELECT event FROM live.alarm_event WHERE alarm = ${alarm.id} ORDER BY id`,
      );
      expect(events.map(({ event }) => event).sort()).toEqual(['acknowledged', 'raised', 'taken']);
      flagged = 0;
      await watch('a').look();
      expect(await open()).toEqual([]);
    }
  });

  it('is as the model says with two servers at once, restarts, take-overs and a clock that moves', async () => {
    const runs = engine === 'native' ? 150 : 100;
    const command = fc.oneof(
      {
        weight: 5,
        arbitrary: fc.record({
          what: fc.constant('deeds' as const),
          deeds: fc.array(anyDeed, { minLength: 1, maxLength: 3 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ what: fc.constant('board' as const), flagged: fc.constantFrom(0, 9, 11) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          what: fc.constant('clock' as const),
          ms: fc.constantFrom(-5_000, 0, 30_000, 61_000, 2_000_000),
        }),
      },
      { weight: 1, arbitrary: fc.record({ what: fc.constant('take-over' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 14 }), async (commands) => {
        await sql(
          `UPDATE live.alarm SET state = 'ended', holds = false, ended_at = now(), shelved_until = NULL WHERE state <> 'ended'`,
        );
        await sql('TRUNCATE live.alarm_pending');
        now = START;
        flagged = 11;
        let turn = 0;
        const looks = async () => {
          // Two servers look at once; one of them holds the lease.
          const both = await Promise.all([watch('a').look(), watch('b', 1).look()]);
          expect(both.filter(Boolean).length).toBe(1);
        };
        await looks();
        let model: Model = newModel('high', 60_000, now);
        for (const each of commands) {
          if (each.what === 'take-over') {
            await expire();
          } else if (each.what === 'clock') {
            now += each.ms;
          } else if (each.what === 'board') {
            flagged = each.flagged;
          } else {
            const [alarm] = await open();
            const personal = each.deeds.filter((deed) => 'by' in deed);
            if (alarm === undefined || personal.length === 0) continue;
            const answers = await Promise.all(personal.map((deed) => by(turn++ % 2, alarm.id, deed)));
            const after = await sql<{ event: string; id: number }>(
              `SELECT event, id FROM live.alarm_event WHERE alarm = ${alarm.id} ORDER BY id`,
            );
            const [stands] = await sql<{ state: string; owner: number | null }>(
              `SELECT state, owner FROM live.alarm WHERE id = ${alarm.id}`,
            );
            // Some order of the deeds explains every answer and how the alarm stands then.
            const order = permutations(personal.map((_, place) => place)).find((order) => {
              const trial = structuredClone(model);
              const said = order.map((place) => {
                const deed = personal[place] as Deed;
                const events = act(trial, deed, now);
                const answer = answers[place];
                const wasDenied = answer === null || answer === undefined || 'denied' in answer;
                return (events === false) === wasDenied ? events || [] : null;
              });
              if (said.includes(null)) return false;
              const expected = said.flat() as string[];
              const tail = after.slice(after.length - expected.length).map(({ event }) => event);
              if (JSON.stringify(tail) !== JSON.stringify(expected)) return false;
              if (stateOf(trial) !== stands?.state || trial.owner !== stands.owner) return false;
              model = trial;
              return true;
            });
            expect(order, 'no order of the deeds explains what came of them').toBeDefined();
          }
          await looks();
          const dueFirst = !model.open ? 'gone' : 'there';
          const holds = flagged === 11 || (flagged === 9 && model.holds);
          act(model, holds ? { do: 'hold', value: 11, limit: 10 } : { do: 'calm' }, now);
          act(model, { do: 'clock' }, now);
          // What has ended and holds again is another alarm.
          if (dueFirst === 'gone' && flagged === 11) model = newModel('high', 60_000, now);
          const found = await open();
          expect(found.map(({ state }) => state)).toEqual(model.open ? [stateOf(model)] : []);
          expect(found.map(({ owner }) => owner?.id ?? null)).toEqual(model.open ? [model.owner] : []);
          expect(found.map(({ escalations }) => escalations)).toEqual(model.open ? [model.passedOn] : []);
        }
      }),
      { numRuns: runs },
    );
    expect(failures).toEqual([]);
  }, 300_000);
});

function permutations<T>(list: readonly T[]): T[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((first, place) =>
    permutations([...list.slice(0, place), ...list.slice(place + 1)]).map((rest) => [first, ...rest]),
  );
}
