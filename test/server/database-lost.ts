import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import type { MadeDrill } from '../../server/contract/drill-rest.ts';
import { openPgDatabase } from '../../server/db/pg-database.ts';
import type { Database } from '../../server/db/database.ts';
import { randomOf, type Random } from '../../simulator/random.ts';
import type { Campaign } from '../support/campaign.ts';
import { expectExactCounts } from '../support/counts.ts';
import { openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { arrival } from '../support/events.ts';
import { signedIn } from '../support/people.ts';
import { eventually } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { Visitor } from '../support/visitor.ts';
import { makeDrill, scenarioOf, step } from './drills/commands.ts';

/** As they are promised. */
const WHOLE_MS = 15_000;
const ALARM_MS = 10_000;
const LONGEST_MS = 12_000;
const BATCH = 'application/cloudevents-batch+json';
const BATCH_EVENTS = 20;
const HOURS_8 = 480;
/** In turn: the first ones take seconds. */
const KINDS = ['killed', 'cut', 'swallowed', 'frozen'] as const;

/** What was acknowledged to those who are at work all the time. */
interface Acknowledged {
  arrivals: number;
  tasks: string[];
  steps: number;
}

/**
 * Connections of a board to its database are killed, cut, swallowed or frozen while feeds, people and a drill are at work.
 * The board lives, nothing that was acknowledged is lost or doubled, and in time it is whole again and raises alarms.
 */
export function databaseLost(): Campaign {
  let test: TestDatabase;
  let cable: TcpProxy;
  let db: Database;
  let server: TestServer;
  let drill: MadeDrill;
  const done: Acknowledged = { arrivals: 0, tasks: [], steps: 0 };
  const stop = new AbortController();
  let workers: Promise<unknown>;

  beforeAll(async () => {
    test = await openTestDatabase('native');
    cable = await startTcpProxy(test.env['DATABASE_URL'] ?? '');
    db = openPgDatabase({
      ...{ url: cable.url, poolSize: 8, random: Math.random },
      onIdleError: () => undefined,
    });
    server = await startTestServer(db);
    await test.db.query(`UPDATE live.alarm_rule SET for_seconds = 0 WHERE name = 'station-down'`);
    drill = await makeDrill(server, scenarioOf('lost', HOURS_8), { speed: 1 });
    const { session } = await signedIn(test.db, ['duty-manager']);
    const token = await server.token('lost');
    workers = Promise.all([
      atWork(stop.signal, feedOf(server, token, done)),
      atWork(stop.signal, personOf(new Visitor(server.url, { session }), done)),
      atWork(stop.signal, async () => {
        if ((await step(server, drill)).state === 'go') done.steps++;
      }),
    ]);
  });
  afterAll(async () => {
    stop.abort();
    cable.mend();
    await workers;
    await server.close();
    await db.close();
    await expectExactCounts(test.db);
    await cable.close();
    await test.drop();
  });

  const whole = async () => {
    const all = Array.from({ length: 8 }, () => [
      db.query('SELECT 1'),
      db.feeds.query('SELECT 1'),
      db.transaction((tx) => tx.query('SELECT 1')),
    ]);
    await Promise.all(all.flat());
  };

  return {
    name: 'database-lost',
    sample: 2,
    runs: 200,
    slow: 'a board comes to itself again',
    check: async (seed) => {
      const random = randomOf('database-lost', String(seed));
      const kind = KINDS[(seed - 1) % KINDS.length];
      const forMs = kind === 'cut' || kind === 'frozen' ? random() ** 2 * LONGEST_MS : 0;
      await sleep(random() * 1_000);
      const steps = done.steps;
      if (kind === 'killed') await killSome(test.db, cable, random);
      if (kind === 'cut') cable.cut();
      if (kind === 'swallowed') cable.swallow();
      if (kind === 'frozen') cable.hold();
      await sleep(forMs);
      cable.mend();

      const what = `${kind} for ${Math.round(forMs)} ms`;
      const from = performance.now();
      await within(`${what}: the pool is whole`, WHOLE_MS, whole);
      const wholeMs = performance.now() - from;
      const station = `xr-${seed}`;
      const raised = performance.now();
      const token = await server.token('stations');
      const body = stationEvent(station, 'down');
      await within(`${what}: an alarm is raised`, ALARM_MS, async () => {
        expect((await server.post('/api/v1/events', token, BATCH, body)).status).toBe(200);
        const open = `SELECT FROM live.alarm WHERE rule = 'station-down' AND subject = $1`;
        expect(await test.db.query(open, [station])).toHaveLength(1);
      });
      const alarmMs = performance.now() - raised;
      // Its place is free again: rules see as many stations as the cell has rows.
      await server.post('/api/v1/events', token, BATCH, stationEvent(station, 'up'));
      await within(`${what}: the drill goes on`, WHOLE_MS, () => expect(done.steps).toBeGreaterThan(steps));
      await expectNothingLost(test.db, done);
      console.log(
        `${seed} ${what}: whole after ${Math.round(wholeMs)} ms, alarm after ${Math.round(alarmMs)} ms`,
      );
    },
  };
}

function stationEvent(station: string, state: 'down' | 'up'): string {
  const of = { specversion: '1.0', source: '//test/stations', type: 'border.station.v1' };
  const data = { station, port: 'ICN-EXP', route: 'express', kind: 'x-ray', state };
  const time = new Date().toISOString();
  return JSON.stringify([{ ...of, id: `${station}-${state}`, time, data }]);
}

async function within(what: string, ms: number, check: () => unknown): Promise<void> {
  await eventually(check, ms).catch((error: unknown) => {
    throw new Error(`not in time: ${what} (${String(error)})`, { cause: error });
  });
}

/** Each session of the board with a chance of one half, and at least one. */
async function killSome(admin: Database, cable: TcpProxy, random: Random): Promise<void> {
  const chosen = cable.ports().filter((_port, index) => index === 0 || random() < 0.5);
  for (const port of chosen)
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE client_port = $1', [
      port,
    ]);
}

async function atWork(stop: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!stop.aborted) {
    // The board may be away: what is not acknowledged is not counted.
    await work().catch(() => undefined);
    await sleep(20);
  }
}

/** Sends a batch until it is acknowledged, then another one. */
function feedOf(server: TestServer, token: string, done: Acknowledged): () => Promise<void> {
  let batch: string | null = null;
  return async () => {
    batch ??= JSON.stringify(Array.from({ length: BATCH_EVENTS }, () => arrival({}, { source: 'lost' })));
    const { body, status } = await server.post('/api/v1/events', token, BATCH, batch);
    if (status !== 200) return;
    expect(body.accepted + body.duplicate).toBe(BATCH_EVENTS);
    batch = null;
    done.arrivals += BATCH_EVENTS;
  };
}

/** Makes a task; one that was not acknowledged may be there or not. */
function personOf(visitor: Visitor, done: Acknowledged): () => Promise<void> {
  let last = 0;
  return async () => {
    const title = `task ${++last}`;
    const { status } = await visitor.ask('POST', '/api/v1/tasks', { kind: 'other', title });
    if (status >= 200 && status < 300) done.tasks.push(title);
  };
}

async function expectNothingLost(admin: Database, done: Acknowledged): Promise<void> {
  const { arrivals, tasks } = { arrivals: done.arrivals, tasks: [...done.tasks] };
  const [row] = await admin.query<{ n: number; ids: number }>(
    `SELECT count(*)::int AS n, count(DISTINCT id)::int AS ids FROM live.arrival WHERE source = 'lost'`,
  );
  // One batch may be committed and not acknowledged, and one come meanwhile.
  expect(row?.n).toBe(row?.ids);
  expect(row?.n).toBeGreaterThanOrEqual(arrivals);
  expect(row?.n).toBeLessThanOrEqual(done.arrivals + 2 * BATCH_EVENTS);
  const made = await admin.query<{ title: string }>('SELECT title FROM live.task');
  const titles = new Set(made.map(({ title }) => title));
  expect(titles.size).toBe(made.length);
  for (const title of tasks) expect(titles).toContain(title);
}
