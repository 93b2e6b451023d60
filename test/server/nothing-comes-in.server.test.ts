import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { grantFeedToken } from '../../server/control/feed-access.ts';
import type { Database } from '../../server/db/database.ts';
import { openPgDatabase } from '../../server/db/pg-database.ts';
import { onEachEngine, onNative, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { arrival, station } from '../support/events.ts';
import { eventually } from '../support/screen.ts';
import { interchange, message } from './ingest/paxlst/fixtures.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

let server: TestServer;
let token: string;

async function send(...events: object[]): Promise<Response> {
  return await sendBy(token, ...events);
}

async function sendBy(own: string, ...events: object[]): Promise<Response> {
  return await fetch(`${server.url}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${own}`, 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(events),
  });
}

async function refused(own = token, event: object = arrival()): Promise<void> {
  const response = await sendBy(own, event);
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
}

async function readiness(): Promise<{ status: number; ready: boolean; reasons: string[] }> {
  const { body, status } = await server.get('/readyz');
  return { status, ready: body.ready, reasons: body.reasons };
}

const well = { status: 200, ready: true, reasons: [] };
const notice = (what: string) => server.realms.get('live')?.board.state().cells.get(`notice|${what}`);
/** A few seconds, on a busy machine. */
const SOON_MS = 20_000;
const soonReady = () => eventually(async () => expect(await readiness()).toEqual(well), SOON_MS);

async function saysWhy(reason: string, words: string): Promise<void> {
  await eventually(async () => {
    expect(await readiness()).toMatchObject({ status: 503, ready: false });
    expect((await readiness()).reasons).toContain(`nothing comes into realm live: ${words}`);
    expect(notice('intake')).toMatchObject({ what: 'intake', reason });
  }, SOON_MS);
}

async function isWellAgain(): Promise<void> {
  // By itself: nobody sends anything.
  await soonReady();
  await eventually(() => expect(notice('intake')).toBeUndefined());
  expect((await send(arrival())).status).toBe(200);
}

onEachEngine('a database that is full', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    token = await server.token();
    await soonReady();
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const slow = { meta: { slow: 'waits for looks at the database, some seconds apart' } };
  it('is said to feeds, to load balancers and on the board, until it takes events again', slow, async () => {
    // What PostgreSQL says when it cannot extend a file, said by a trigger.
    await database.db.query(`CREATE FUNCTION live.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`);
    await database.db.query(
      'CREATE TRIGGER full_disk BEFORE INSERT ON live.arrival FOR EACH ROW EXECUTE FUNCTION live.full_disk()',
    );
    await refused();
    await saysWhy('full', 'the disk of the database is full');
    await database.db.query('DROP TRIGGER full_disk ON live.arrival');
    const before = await database.db.query('SELECT count(*) FROM live.arrival');
    await soonReady();
    // What was tried meanwhile was taken back.
    expect(await database.db.query('SELECT count(*) FROM live.arrival')).toEqual(before);
    await isWellAgain();
  });
});

onNative('a database', () => {
  let database: TestDatabase;
  let proxy: TcpProxy;
  let db: Database;
  let other: Client;

  beforeAll(async () => {
    database = await openTestDatabase('native');
    const url = database.env['DATABASE_URL'] ?? '';
    proxy = await startTcpProxy(url);
    const options = { poolSize: 8, random: Math.random, onIdleError: () => undefined, answerMs: 1_500 };
    db = openPgDatabase({ url: proxy.url, ...options });
    server = await startTestServer(db);
    token = await server.token();
    other = new Client({ connectionString: url, options: '-c default_transaction_read_only=off' });
    await other.connect();
    await soonReady();
  });
  beforeEach(() => soonReady());
  // Nothing where a test has not failed.
  afterEach(() => other.query('ROLLBACK'));
  afterAll(async () => {
    await other.end();
    await server.close();
    await db.close();
    await proxy.close();
    await database.drop();
  });

  it('that becomes read-only is said to be, also where nobody sends anything', async () => {
    const [{ name }] = (await other.query('SELECT current_database() AS name')).rows;
    await other.query(`ALTER DATABASE "${name}" SET default_transaction_read_only = on`);
    const newSessions = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    await other.query(newSessions);
    await saysWhy('read-only', 'the database is read-only');
    await refused();
    // Sessions that found out end by themselves.
    await other.query(`ALTER DATABASE "${name}" RESET default_transaction_read_only`);
    await isWellAgain();
  });

  it('that waits for a lock is said to, until the lock is gone', async () => {
    await other.query('BEGIN');
    await other.query('LOCK TABLE live.arrival IN SHARE ROW EXCLUSIVE MODE');
    await refused();
    await saysWhy('waits', 'the database does not write in time, for load or a lock');
    await other.query('ROLLBACK');
    await isWellAgain();
  });

  it('that does not hold what is beyond a bound takes other events, and says that it waits', async () => {
    // Also of a feed that had something held before.
    expect(await (await send(arrival({ units: 200_000 }))).json()).toMatchObject({ held: 1 });
    await other.query('BEGIN');
    await other.query('LOCK TABLE live.held_event IN ACCESS EXCLUSIVE MODE');
    // More than there are connections.
    const extreme = Array.from({ length: 12 }, () => send(arrival({ units: 200_000 })));
    await eventually(async () => {
      const waiting = `SELECT FROM pg_locks WHERE relation = 'live.held_event'::regclass AND NOT granted`;
      expect((await other.query(waiting)).rowCount).toBeGreaterThan(0);
    }, SOON_MS);
    expect((await send(arrival())).status).toBe(200);
    await saysWhy('waits', 'the database does not write in time, for load or a lock');
    await other.query('ROLLBACK');
    for (const answer of await Promise.all(extreme)) expect([200, 503]).toContain(answer.status);
    await isWellAgain();
    expect(await (await send(arrival({ units: 200_000 }))).json()).toMatchObject({ held: 1 });
  });

  const path = '/api/v1/feeds/paxlst';
  const postList = (arrives: number) => {
    const at = (ms: number) => new Date(ms + 9 * 3_600_000).toISOString().replace(/\D/g, '').slice(2, 12);
    const transport = [
      'TDT+20+OZ202+++OZ',
      'LOC+125+LAX',
      `DTM+189:${at(arrives - 46_800_000)}:201`,
      'LOC+87+ICN',
      `DTM+232:${at(arrives)}:201`,
    ];
    return server.post(path, token, 'application/edifact', interchange(message({ transport })));
  };
  it.each([
    ['of a flight that has landed', 'landed_flight', -5_400_000],
    ['of a flight that is to come', 'announced_arrival', 5_400_000],
  ])(
    'that takes no list %s is said not to, until the lock is gone',
    { meta: { slow: 'waits for looks at the database, some seconds apart' } },
    async (_what, table, inMs) => {
      await other.query('BEGIN');
      await other.query(`LOCK TABLE live.${table} IN SHARE ROW EXCLUSIVE MODE`);
      expect((await postList(Date.now() + inMs)).status).toBe(503);
      await saysWhy('waits', 'the database does not write in time, for load or a lock');
      await other.query('ROLLBACK');
      await isWellAgain();
    },
  );

  const OLD = new Date(Date.now() - 3 * 86_400_000).toISOString();
  it.each([
    ['the bounds', 'plausible_bound', () => arrival()],
    ['how far back events are known', 'identity_horizon', () => arrival({}, { time: OLD })],
    ['what a token may not speak for', 'station_now', () => station()],
    ['what was corrected', 'correction_target', () => arrival()],
    ['what is refused', 'rejection', () => ({ ...arrival(), data: {} })],
  ])(
    'that waits for a lock where it is asked about %s is said to, until the lock is gone',
    { meta: { slow: 'waits for looks at the database, some seconds apart' } },
    async (_what, table, event) => {
      const feed = { realm: 'live', feed: table, cadenceSeconds: null, maySetRecordedTime: false };
      const scoped = await grantFeedToken(db, { ...feed, scopes: ['house:incheon-airport'] });
      await other.query('BEGIN');
      await other.query(`LOCK TABLE live.${table} IN ACCESS EXCLUSIVE MODE`);
      // What is believed for some seconds is asked again.
      await eventually(() => refused(scoped, event()), SOON_MS);
      await saysWhy('waits', 'the database does not write in time, for load or a lock');
      await other.query('ROLLBACK');
      await isWellAgain();
    },
  );

  const unanswered = { meta: { slow: 'waits until figures are too old' } };
  it(
    'whose packets vanish is not taken for live, and every panel is right when they are back',
    unanswered,
    async () => {
      const cells = () => server.realms.get('live')?.board.state().cells ?? new Map<string, unknown>();
      const marked = () => [...cells().keys()].filter((key) => key.startsWith('fault|'));
      proxy.hold();
      await eventually(async () => {
        expect((await readiness()).reasons).toContain('the figures of realm live are not current');
        expect(marked()).toContain('fault|ai');
      }, SOON_MS);
      await other.query(`INSERT INTO live.seizure (time, source, id, case_no, port, route, category, status, item)
      VALUES (now(), 'by hand', 'meanwhile', 'meanwhile', 'GMP', 'traveller', 'firearm', 'confirmed', 'pistol')`);
      proxy.mend();
      await eventually(() => {
        expect(marked()).toEqual([]);
        for (const key of ['latest|GMP|traveller', 'weapons|GMP|traveller'])
          expect(JSON.stringify(cells().get(key))).toContain('meanwhile');
      }, SOON_MS);
      await isWellAgain();
    },
  );

  it(
    'that cannot be reached is said to be away',
    { meta: { slow: 'waits for looks at the database, some seconds apart' } },
    async () => {
      proxy.cut();
      await refused();
      await eventually(async () => {
        const { reasons, status } = await readiness();
        expect(status).toBe(503);
        expect(reasons).toContain('the database does not answer');
      }, SOON_MS);
      proxy.mend();
      await isWellAgain();
    },
  );
});

onEachEngine("a server's clock", (engine) => {
  let database: TestDatabase;
  let ahead: number;
  const lines: string[] = [];
  const said = () => lines.filter((line) => line.includes("the server's clock"));
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const MINUTE = 60_000;

  beforeAll(async () => {
    ahead = -10 * MINUTE;
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, {
      clocks: { wall: () => Date.now() + ahead, elapsed: () => performance.now() },
      env: { LOG_LEVEL: 'warn' },
      http: { logTo: { write: (line) => lines.push(line) } },
    });
    token = await server.token();
    await eventually(async () => expect((await readiness()).status).toBe(200), SOON_MS);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const outcomes = async () => {
    const response = await send(arrival({}, { time: at(0) }), arrival({}, { time: at(6 * MINUTE) }));
    const { events } = (await response.json()) as { events: { status: string }[] };
    return events.map(({ status }) => status);
  };

  describe('that is ten minutes behind', () => {
    it('refuses no feed, and what is in the future is so by the clock of the database', async () => {
      expect(await outcomes()).toEqual(['accepted', 'rejected']);
    });

    it('is said to load balancers, who may go on, on the board and once in the log', async () => {
      const words = "the server's clock is 600 s behind the database's, which decides";
      expect(await readiness()).toEqual({ status: 200, ready: true, reasons: [words] });
      await eventually(() => expect(notice('clock')).toEqual({ what: 'clock', aheadSeconds: -600 }));
      expect(said()).toHaveLength(1);
    });

    it('does not make the board of another time', async () => {
      const { body } = await server.get('/api/v1/board');
      expect(Math.abs(body.serverTime - Date.now())).toBeLessThan(MINUTE);
      expect(Math.abs(body.serverTime - body.confirmedAt)).toBeLessThan(MINUTE);
    });
  });

  it('that is set forward and then right is said to be, and stops nothing', async () => {
    ahead = 60 * MINUTE;
    await eventually(() => expect(notice('clock')).toEqual({ what: 'clock', aheadSeconds: 3_600 }), SOON_MS);
    expect(await outcomes()).toEqual(['accepted', 'rejected']);
    ahead = 0;
    await eventually(() => expect(notice('clock')).toBeUndefined(), SOON_MS);
    expect(await readiness()).toEqual(well);
    expect(said().map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      "the server's clock differs from the database's, which decides",
      "the server's clock agrees with the database's again",
    ]);
  });
});
