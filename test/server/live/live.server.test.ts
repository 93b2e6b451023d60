import { connect } from 'node:net';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { RealmCell, TodayCell } from '../../../server/contract/cells.ts';
import { BOARD_NAMESPACE } from '../../../server/contract/socket.ts';
import { CONTRACT_VERSION } from '../../../server/contract/version.ts';
import { LIVE_REALM } from '../../../server/server.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrivalRow, insertRows, type RowOf } from '../../support/rows.ts';
import { eventually, TestScreen } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const DRILL: RealmCell = { name: 'drill_live', kind: 'drill', ko: '훈련', en: 'drill', simulated: true };

onOneEngine('screens over Socket.IO', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  const screens: TestScreen[] = [];

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const realms = engine === 'native' ? [LIVE_REALM, DRILL] : [LIVE_REALM];
    server = await startTestServer(database.db, { realms, env: { ALLOWED_ORIGINS: 'https://desk.example' } });
    await server.token('gate');
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200));
    await insert(
      { port: 'ICN-T1', units: 10 },
      { port: 'ICN-T2', units: 20 },
      { port: 'PUS', route: 'cargo', units: 30 },
    );
  });
  afterEach(() => {
    for (const screen of screens.splice(0)) screen.close();
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const insert = (...rows: RowOf[]) =>
    insertRows(
      database.db,
      'arrival',
      rows.map((row) => arrivalRow(row)),
    );
  function screen(
    ...given: ConstructorParameters<typeof TestScreen> extends [string, ...infer Rest] ? Rest : never
  ): TestScreen {
    const made = new TestScreen(server.url, ...given);
    screens.push(made);
    return made;
  }
  const units = (of: TestScreen, pair: string) =>
    (of.state.cells.get(`today|${pair}`) as TodayCell | undefined)?.units;
  const shows = (of: TestScreen, pair: string, expected: number) =>
    eventually(() => expect(units(of, pair)).toBe(expected));
  const board = () => server.realms.get('live')?.board.state().cells;

  it('get the whole state first, and each change a moment later', async () => {
    const wall = screen();
    await shows(wall, 'ICN-T1|traveller', 10);
    await shows(wall, 'PUS|cargo', 30);
    expect(wall.messages[0]?.message.epoch).toBe(server.realms.get('live')?.board.epoch);
    await insert({ port: 'ICN-T1', units: 5 });
    await shows(wall, 'ICN-T1|traveller', 15);
    await eventually(() => expect(wall.state.cells).toEqual(board()));
    // Only what changed came with the change.
    const change = wall.messages.findLast(({ message }) => 'today|ICN-T1|traveller' in message.cells);
    expect(change?.message.cells).not.toHaveProperty(['today|PUS|cargo']);
  });

  it('get only the cells of their scope, and always those that every scope shows', async () => {
    const terminal = screen({ scope: 'port:ICN-T2' });
    const cargo = screen({ scope: 'route:cargo' });
    await shows(terminal, 'ICN-T2|traveller', 20);
    await shows(cargo, 'PUS|cargo', 30);
    await insert(
      { port: 'ICN-T2', units: 1 },
      { port: 'PUS', route: 'cargo', units: 1 },
      { port: 'ICN-T1', units: 1 },
    );
    await shows(terminal, 'ICN-T2|traveller', 21);
    await shows(cargo, 'PUS|cargo', 31);
    for (const [each, belongs] of [
      [terminal, /\|ICN-T2\|/],
      [cargo, /\|cargo(\||$)/],
    ] as const) {
      const keys = each.messages.flatMap(({ message }) => Object.keys(message.cells));
      expect(
        keys.filter((key) => !belongs.test(key) && !/^(feed|realm|site|fault)\||\|all$/.test(key)),
      ).toEqual([]);
      await eventually(() =>
        expect([...each.state.cells.keys()]).toEqual(
          expect.arrayContaining(['realm|this', 'feed|sql', 'feed|gate']),
        ),
      );
    }
  });

  it('hear something every second, also when nothing happens, so that silence means a fault', async () => {
    const wall = screen();
    await eventually(() => expect(wall.messages.length).toBeGreaterThanOrEqual(4), 8_000);
    const gaps = wall.messages.slice(1).map(({ at }, index) => at - (wall.messages[index]?.at ?? at));
    // A second, and what a busy machine adds.
    expect(Math.max(...gaps)).toBeLessThan(2_500);
    const last = wall.messages.at(-1)?.message;
    expect(Math.abs((last?.serverTime ?? 0) - Date.now())).toBeLessThan(5_000);
    expect((last?.serverTime ?? 0) - (last?.confirmedAt ?? 0)).toBeLessThan(5_000);
  });

  it('get only what changed when they come back with the version they had', async () => {
    const wall = screen();
    await shows(wall, 'ICN-T2|traveller', 21);
    await eventually(() => expect(wall.state.cells).toEqual(board()));
    wall.socket.disconnect();
    const before = wall.messages.length;
    await insert({ port: 'ICN-T2', units: 2 });
    wall.socket.connect();
    await shows(wall, 'ICN-T2|traveller', 23);
    const caughtUp = wall.messages[before]?.message.cells ?? {};
    expect(Object.keys(caughtUp)).not.toContain('today|PUS|cargo');
    expect(Object.keys(caughtUp)).not.toContain('realm|this');
    await eventually(() => expect(wall.state.cells).toEqual(board()));
  });

  it.each([
    ['of another run of the server', { epoch: 'another run', version: 3 }],
    ['of a version that this run has not reached', { version: 1_000_000 }],
  ])('get everything when their state is %s', async (_what, handshake) => {
    const epoch = server.realms.get('live')?.board.epoch ?? '';
    const wall = screen({ epoch, ...handshake });
    await eventually(() => expect(wall.messages.length).toBeGreaterThan(0));
    expect(wall.messages[0]?.message.epoch).toBe(epoch);
    expect(Object.keys(wall.messages[0]?.message.cells ?? {})).toEqual(
      expect.arrayContaining(['realm|this', 'today|PUS|cargo']),
    );
  });

  it('that stop saying what they painted get nothing more, and one current state when they speak again', async () => {
    const stalled = screen({}, { acknowledges: false });
    await shows(stalled, 'ICN-T1|traveller', 16);
    await eventually(
      async () =>
        expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/^gwanje_screens_behind 1$/m),
      8_000,
    );
    const painted = stalled.state.version;
    const heard = stalled.messages.length;
    const watching = screen();
    for (let n = 0; n < 5; n++) await insert({ port: 'ICN-T1', units: 1 });
    await shows(watching, 'ICN-T1|traveller', 21);
    expect(stalled.messages.length).toBe(heard);
    stalled.socket.emit('painted', painted);
    await shows(stalled, 'ICN-T1|traveller', 21);
    expect(
      stalled.messages.slice(heard).filter(({ message }) => 'today|ICN-T1|traveller' in message.cells),
    ).toHaveLength(1);
    await eventually(() => expect(stalled.state.cells).toEqual(board()));
  });

  it('get the whole state when they come back, whatever version they name: it may be one of another epoch', async () => {
    const stalled = screen({}, { acknowledges: false });
    await eventually(() => expect(stalled.state.cells.size).toBeGreaterThan(0));
    await eventually(
      async () =>
        expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/^gwanje_screens_behind 1$/m),
      8_000,
    );
    for (let n = 0; n < 3; n++) {
      await insert({ port: 'TAE', units: 1 });
      await eventually(() => expect(board()?.get('today|TAE|traveller')).toMatchObject({ units: n + 1 }));
    }
    stalled.socket.emit('painted', stalled.state.version + 3);
    await eventually(() => expect(stalled.state.cells).toEqual(board()));
  });

  it('may say nonsense about what they painted, and nothing comes of it', async () => {
    const odd = screen();
    await shows(odd, 'ICN-T1|traveller', 21);
    for (const painted of [null, -1, 1.5, NaN, 1e12, 'x', {}, [], '__proto__', undefined])
      odd.socket.emit('painted', painted as never);
    (odd.socket as unknown as { emit(event: string, ...args: unknown[]): void }).emit(
      'no such event',
      1,
      2,
      3,
    );
    await insert({ port: 'ICN-T1', units: 1 });
    await shows(odd, 'ICN-T1|traveller', 22);
    expect(odd.socket.connected).toBe(true);
  });

  it('that come eighty at once all get the same', async () => {
    const crowd = Array.from({ length: 80 }, () => screen());
    await eventually(() => expect(crowd.every(({ state }) => state.cells.size > 0)).toBe(true), 20_000);
    await insert({ port: 'ICN-T1', units: 1 });
    await shows(crowd[0] as TestScreen, 'ICN-T1|traveller', 23);
    await eventually(() => {
      const now = board();
      for (const each of crowd) expect(each.state.cells).toEqual(now);
    }, 20_000);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toMatch(/^gwanje_screens 8\d$/m);
    expect(Number(/^gwanje_socket_sent_bytes_total (\d+)/m.exec(metrics)?.[1])).toBeGreaterThan(40_000);
  });

  it.each([
    ['contract-version', { contractVersion: CONTRACT_VERSION + 1 }],
    ['bad-scope', { scope: 'port:ATLANTIS' }],
    ['unknown-realm', { realm: 'no_such_realm' }],
    ['bad-handshake', { version: -5 }],
    ['bad-handshake', { epoch: 7 as never }],
  ])('are refused with a reason that a program can read: %s', async (code, handshake) => {
    const refused = screen(handshake);
    await eventually(() => expect(refused.refusal).toMatchObject({ code, reason: expect.any(String) }));
    expect([refused.socket.connected, refused.messages]).toEqual([false, []]);
  });

  it('find no other namespace', async () => {
    const socket = io(`${server.url}/`, { transports: ['websocket'], forceNew: true, reconnection: false });
    let cells = 0;
    socket.onAny(() => cells++);
    const wall = screen();
    await eventually(() => expect(wall.messages.length).toBeGreaterThan(2));
    expect(cells).toBe(0);
    socket.close();
  });

  it('cannot come by polling', async () => {
    const socket = io(server.url + BOARD_NAMESPACE, {
      transports: ['polling'],
      forceNew: true,
      reconnection: false,
    });
    await expect(
      new Promise((resolve, reject) =>
        socket.on('connect', () => resolve('connected')).on('connect_error', reject),
      ),
    ).rejects.toThrow('xhr poll error');
    socket.close();
    const response = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`);
    expect(response.status).toBe(400);
  });

  it.each([
    ['no origin, as programs', undefined, true],
    ["the board's own origin", 'own', true],
    ['an origin that was allowed', 'https://desk.example', true],
    ['a foreign origin', 'https://evil.example', false],
    ['an opaque origin', 'null', false],
  ])('connect from %s or not', async (_what, origin, welcome) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      ...(origin !== undefined && { origin: origin === 'own' ? server.url : origin }),
    });
    const opened = await new Promise((resolve) =>
      socket.on('open', () => resolve(true)).on('error', () => resolve(false)),
    );
    socket.terminate();
    expect(opened).toBe(welcome);
  });

  it('send no more than a screen has to say: a long message ends the connection', async () => {
    const loud = screen();
    await eventually(() => expect(loud.socket.connected).toBe(true));
    let ended = 0;
    loud.socket.on('disconnect', () => ended++);
    loud.socket.emit('painted', 'x'.repeat(100_000) as never);
    await eventually(() => expect(ended).toBeGreaterThan(0));
    // It comes back by itself, and everybody else never noticed.
    await eventually(() => expect(loud.socket.connected).toBe(true));
  });

  it.skipIf(engine === 'embedded')(
    'of one realm see nothing of another (native: a second realm takes the embedded engine long)',
    async () => {
      const drill = screen({ realm: DRILL.name });
      const wall = screen();
      await insertRows(database.db, 'arrival', [arrivalRow({ port: 'CJU', units: 77 })], DRILL.name);
      await shows(drill, 'CJU|traveller', 77);
      expect(drill.state.cells.get('realm|this')).toEqual(DRILL);
      await eventually(() => expect(wall.messages.length).toBeGreaterThan(2));
      expect(wall.state.cells.get('realm|this')).toEqual(LIVE_REALM);
      expect(units(wall, 'CJU|traveller')).toBeUndefined();
      expect(units(drill, 'ICN-T1|traveller')).toBeUndefined();
    },
  );
});

onOneEngine('a server that stops', (engine) => {
  it('does so within seconds, whoever is connected, and lets screens know', async () => {
    const database = await openTestDatabase(engine);
    const server = await startTestServer(database.db);
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200));
    const wall = new TestScreen(server.url);
    await eventually(() => expect(wall.messages.length).toBeGreaterThan(0));
    const { hostname, port } = new URL(server.url);
    // A connection that never says anything, as load balancers keep ready.
    const silent = connect(Number(port), hostname);
    await new Promise((resolve) => silent.on('connect', resolve));
    const began = Date.now();
    await server.close();
    expect(Date.now() - began).toBeLessThan(5_000);
    await eventually(() => expect(wall.socket.connected).toBe(false));
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow('fetch failed');
    silent.destroy();
    wall.close();
    await database.drop();
  });

  it('cuts off a screen that has been silent for half a minute', async () => {
    const database = await openTestDatabase(engine);
    let ahead = 0;
    const server = await startTestServer(database.db, { now: () => Date.now() + ahead, beatMs: 20 });
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200));
    const wall = new TestScreen(server.url, {}, { acknowledges: false });
    const ends: string[] = [];
    wall.socket.on('disconnect', (reason) => ends.push(reason));
    await eventually(() => expect(wall.messages.length).toBeGreaterThan(0));
    // Not at a stroke: a server that finds its clock far ahead has stood still itself, and blames nobody.
    const began = ahead;
    const hurry = setInterval(() => (ahead += 300), 20);
    await eventually(() => expect(ends.length).toBeGreaterThan(0), 20_000);
    clearInterval(hurry);
    expect(ahead - began).toBeGreaterThan(20_000);
    wall.close();
    await server.close();
    await database.drop();
  });
});
