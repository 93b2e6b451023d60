import { afterAll, beforeAll, expect, it } from 'vitest';
import { LIVE_REALM } from '../../../server/server.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';
import type { Database } from '../../../server/db/database.ts';
import type { AlarmCell } from '../../../server/contract/duty-cells.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn, type Person } from '../../support/people.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

onOneEngine('alarms of two whole servers on one database', (engine) => {
  let database: TestDatabase;
  let second: Database;
  let servers: TestServer[] = [];
  let manager: Person;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const url = database.env['DATABASE_URL'];
    second =
      url === undefined
        ? database.db
        : openPgDatabase({ url, poolSize: 4, random: Math.random, onIdleError: () => undefined });
    servers = await Promise.all([start(database.db), start(second)]);
    manager = await signedIn(database.db, ['duty-manager'], { name: '김하나' });
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    if (second !== database.db) await second.close();
    await database.drop();
  });

  const start = (db: Database) => startTestServer(db, { realms: [LIVE_REALM], env: { GUESTS: 'off' } });
  const cells = (server: TestServer | undefined) =>
    [...(server?.realms.get('live')?.board.state().cells ?? [])]
      .filter(([key]) => key.startsWith('alarm|ICN-EXP|express|'))
      .map(([, value]) => value as AlarmCell);
  const down = async (station: string, time = Date.now()) => {
    const event = {
      specversion: '1.0',
      id: `${station}-${time}`,
      source: '//test/stations',
      type: 'border.station.v1',
      time: new Date(time).toISOString(),
      data: { station, port: 'ICN-EXP', route: 'express', kind: 'x-ray', state: 'down', reason: 'belt' },
    };
    const server = servers[0] as TestServer;
    const token = await server.token('stations');
    const batch = 'application/cloudevents-batch+json';
    const answer = await server.post('/api/v1/events', token, batch, JSON.stringify([event]));
    expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
  };
  /** It is renewed with each look at the board, whoever looks. */
  const leaseUntil = async () =>
    Number(
      (
        await database.db.query<{ at: number }>(
          `SELECT (extract(epoch FROM until) * 1000)::float8 AS at FROM live.alarm_lease`,
        )
      )[0]?.at,
    );
  const events = async () =>
    (
      await database.db.query<{ event: string }>(
        `SELECT e.event FROM live.alarm_event e JOIN live.alarm a ON a.id = e.alarm
         WHERE a.rule = 'station-down' ORDER BY e.id`,
      )
    ).map(({ event }) => event);

  const slow = {
    timeout: 120_000,
    meta: { slow: 'three whole servers, and four seconds in which nothing may be cleared' },
  };
  it('are raised once, seen on both, kept over a restart, and are in one hand', slow, async () => {
    await database.db.query(
      `UPDATE live.alarm_rule SET for_seconds = 1, clear_seconds = 1 WHERE name = 'station-down'`,
    );
    await down('xr-1');
    for (const server of servers) {
      await eventually(() => cells(server).length === 1, 20_000);
      expect(cells(server)).toMatchObject([
        { rule: 'station-down', subject: 'xr-1', state: 'unacknowledged', owned: false, figure: 'stations' },
      ]);
    }

    // The one that watched ends; the other goes on and raises nothing twice.
    await servers[0]?.close();
    const restarted = await start(database.db);
    servers[0] = restarted;
    await eventually(() => cells(restarted).length === 1, 20_000);
    // Its board was empty at first: that is no reason to clear anything.
    await eventually(async () => expect(await leaseUntil()).toBeGreaterThan(0));
    const watchedUntil = await leaseUntil();
    await eventually(async () => expect(await leaseUntil()).toBeGreaterThan(watchedUntil + 4_000), 30_000);
    expect(await events()).toEqual(['raised']);
    expect(cells(restarted)).toMatchObject([{ subject: 'xr-1', state: 'unacknowledged' }]);

    const [alarm] = cells(restarted);
    const answers = await Promise.all(
      servers.map(async (server) => {
        const other = await signedIn(database.db, ['duty-manager']);
        return await fetch(`${server.url}/api/v1/alarms/${alarm?.id}/take`, {
          method: 'POST',
          headers: { cookie: other.cookie, origin: server.url, 'content-type': 'application/json' },
          body: '{}',
        });
      }),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    for (const server of servers) {
      await eventually(() => cells(server)[0]?.owned === true && cells(server)[0]?.state === 'acknowledged');
    }
    const wall = await fetch(`${restarted.url}/api/v1/alarms/${alarm?.id}`, {
      headers: { cookie: manager.cookie },
    });
    expect(((await wall.json()) as { log: unknown[] }).log).toHaveLength(3);
    expect(await events()).toEqual(['raised', 'acknowledged', 'taken']);
  });
});
