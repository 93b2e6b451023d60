import { afterAll, beforeAll, expect, it } from 'vitest';
import { alarmItem } from '../../../server/alarms/alarm-item.ts';
import type { AiCell } from '../../../server/contract/screening-cells.ts';
import { readOpenAlarms } from '../../../server/db/queries/alarm-lists.ts';
import { createMetrics } from '../../../server/metrics.ts';
import { openRealm, type RunningRealm } from '../../../server/realm.ts';
import { LIVE_REALM } from '../../../server/server.ts';
import { MIGRATIONS, onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { correctionRow, insertRows, seizureRow, stationRow } from '../../support/rows.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A server's board and alarms, looked at when the test says so; its clock is moved by hand. */
class Server {
  static async open(database: TestDatabase, from = Date.now()): Promise<Server> {
    const server = new Server();
    server.now = from;
    const failed = (_: string, error: unknown) => void server.failures.push(error);
    server.realm = await openRealm(LIVE_REALM, {
      ...{
        db: database.db,
        migrationsFolder: MIGRATIONS,
        metrics: createMetrics(),
        tickMs: 50,
        stepped: true,
      },
      ...{
        now: () => server.now,
        elapsed: () => server.now,
        newEpoch: () => `run ${from}`,
        failed,
        alarmsFailed: failed,
      },
    });
    return server;
  }
  now = 0;
  realm!: RunningRealm;
  readonly failures: unknown[] = [];

  /** Time passes, with a look every so often. */
  async passes(ms: number, every = 20 * SECOND): Promise<void> {
    for (let left = ms; left > 0; left -= every) {
      this.now += Math.min(left, every);
      await this.realm.settle();
    }
  }
  /** It stands still: nothing is looked at meanwhile. */
  async stalls(ms: number): Promise<void> {
    this.now += ms;
    await this.realm.settle();
  }
  async alarms(rule: string) {
    const all = await readOpenAlarms(this.realm.database);
    return all.filter((alarm) => alarm.rule === rule);
  }
  async states(rule: string): Promise<string[]> {
    return (await this.alarms(rule)).map(({ state, subject }) => `${subject} ${state}`).sort();
  }
}

onOneEngine('alarms of a board that draws less than there is', (engine) => {
  let database: TestDatabase;
  let server: Server;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await Server.open(database);
    await server.realm.settle();
  });
  afterAll(async () => {
    await server.realm.stop();
    await database.drop();
    expect(server.failures).toEqual([]);
  });
  const at = (msAgo: number) => new Date(server.now - msAgo).toISOString();
  const seize = async (...rows: object[]) =>
    await insertRows(
      database.db,
      'seizure',
      rows.map((own, n) => seizureRow({ time: at(n * SECOND), grams: null, ...own })),
    );

  it(
    'are one for each of five firearms of one batch, a sixth, and none of them ends by another',
    { meta: { slow: 'some twenty looks at a whole board' } },
    async () => {
      const firearm = (n: number) =>
        seizureRow({ case_no: `F-${n}`, category: 'firearm', time: at(n * SECOND) });
      const [taken, ...others] = [1, 2, 3, 4, 5].map(firearm);
      await seize(...[taken, ...others].map((row) => row ?? {}));
      await server.realm.settle();
      const five = [1, 2, 3, 4, 5].map((n) => `F-${n} unacknowledged`);
      expect(await server.states('firearm-seized')).toEqual(five);
      const alarms = await server.alarms('firearm-seized');
      expect(new Set(alarms.map(({ priority }) => priority))).toEqual(new Set(['critical']));
      await seize(firearm(0));
      // Longer than the delay after which an alarm clears.
      await server.passes(3 * MINUTE);
      expect(await server.states('firearm-seized')).toEqual(['F-0 unacknowledged', ...five]);
      await insertRows(database.db, 'correction', [
        correctionRow(taken ?? {}, 'seizure', { retracted: true }),
      ]);
      await server.passes(3 * MINUTE);
      const without = five.filter((each) => !each.startsWith('F-1 '));
      expect(await server.states('firearm-seized')).toEqual([
        'F-0 unacknowledged',
        'F-1 returned',
        ...without,
      ]);
    },
  );

  it('say what their figure is now, and what it was when they were raised, in its unit', async () => {
    const major = (n: number) => ({ case_no: `M-${n}`, port: 'KRPUS', route: 'cargo', grams: 9_000 });
    await seize(...[1, 2, 3, 4, 5].map(major));
    await server.realm.settle();
    await seize(...[6, 7, 8].map(major));
    await server.passes(10 * SECOND, 5 * SECOND);
    const many = (await server.alarms('major-cases-many')).find(({ port }) => port === 'KRPUS');
    expect(many).toMatchObject({ raisedValue: 5, value: 8, limit: 4, unit: 'cases', instant: null });
    await server.passes(62 * MINUTE, 10 * MINUTE);
    const waits = (await server.alarms('major-case-waiting')).find(({ subject }) => subject === 'M-1');
    if (waits === undefined) throw new Error('nothing was raised');
    expect(waits).toMatchObject({ limit: 3_600, unit: 'age', raisedValue: expect.closeTo(3_610, -2) });
    // A span of time goes on by the clock: nothing is written for it.
    expect(waits.valuedAt).toBe(waits.raisedAt);
    const shown = alarmItem(waits, server.now + 27 * MINUTE);
    expect(shown).toMatchObject({ raisedValue: waits.raisedValue, limit: 3_600, unit: 'age' });
    expect((shown.value ?? 0) - (waits.raisedValue ?? 0)).toBeCloseTo(
      (server.now + 27 * MINUTE - waits.raisedAt) / SECOND,
      3,
    );
  });
});

onOneEngine('silence', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());

  const cadence = 60;
  const hear = async (feed: string, when: number) => {
    const { db } = database;
    await db.query(
      `INSERT INTO live.feed (name, cadence_seconds) VALUES ($1, ${cadence}) ON CONFLICT DO NOTHING`,
      [feed],
    );
    await db.query('INSERT INTO live.heartbeat (feed) VALUES ($1)', [feed]);
    await db.query('UPDATE live.feed_day SET last_heard_at = $2 WHERE feed = $1', [
      feed,
      new Date(when).toISOString(),
    ]);
  };
  const beat = async (when: number) =>
    await insertRows(database.db, 'station', [
      stationRow({ station: 'ai-1', kind: 'ai', time: new Date(when).toISOString() }),
    ]);
  const aiState = ({ realm }: Server) =>
    (realm.board.state().cells.get('ai|ICN-EXP|express') as AiCell).state;

  it(
    'of feeds and of the AI is judged by a server that has listened for as long itself, after its start and after a stall',
    { meta: { slow: 'some seventy looks at a whole board' } },
    async () => {
      const started = Date.now();
      await hear('mute', started - 30 * MINUTE);
      await hear('fine', started - 30 * MINUTE);
      await beat(started - 30 * MINUTE);
      const server = await Server.open(database, started);
      await server.realm.settle();
      await server.passes(10 * SECOND, 2 * SECOND);
      expect(aiState(server)).toBe('unknown');
      expect(await server.alarms('ai-down')).toEqual([]);
      await server.passes(6 * SECOND, 2 * SECOND);
      expect(aiState(server)).toBe('down');
      expect(await server.alarms('ai-down')).toHaveLength(1);

      await hear('fine', server.now);
      await server.passes(100 * SECOND);
      expect(await server.states('feed-silent')).toEqual([]);
      await hear('fine', server.now);
      await server.passes(40 * SECOND, 10 * SECOND);
      expect(await server.states('feed-silent')).toEqual(['mute unacknowledged']);
      const [mute] = await server.alarms('feed-silent');
      // How long it has been silent, not how long anybody has listened.
      expect(mute).toMatchObject({ limit: 120, unit: 'age', instant: started - 30 * MINUTE });
      expect(mute?.raisedValue).toBeGreaterThan(30 * 60);

      // While it stood still nobody could speak; what is raised stays.
      for (let beats = 0; beats < 4; beats++) {
        await beat(server.now);
        await server.passes(4 * SECOND, 2 * SECOND);
      }
      expect(await server.states('ai-down')).toEqual(['null returned']);
      await server.stalls(10 * MINUTE);
      expect(aiState(server)).toBe('unknown');
      await server.passes(60 * SECOND, 10 * SECOND);
      expect(await server.states('feed-silent')).toEqual(['mute unacknowledged']);
      await server.passes(80 * SECOND, 10 * SECOND);
      expect(await server.states('feed-silent')).toEqual(['fine unacknowledged', 'mute unacknowledged']);
      expect(server.failures).toEqual([]);
      await server.realm.stop();

      // What another server has raised stays when this one starts, and ends when it is over.
      const next = await Server.open(database, server.now + 60 * MINUTE);
      await next.realm.settle();
      await next.passes(60 * SECOND);
      expect(await next.states('feed-silent')).toEqual(['fine unacknowledged', 'mute unacknowledged']);
      await hear('fine', next.now);
      await next.passes(30 * SECOND, 10 * SECOND);
      expect(await next.states('feed-silent')).toEqual(['fine returned', 'mute unacknowledged']);
      expect(next.failures).toEqual([]);
      await next.realm.stop();
    },
  );
});
