import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { MadeDrill } from '../../../server/contract/drill-rest.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { eventually, TestScreen } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { makeDrill, order, scenarioOf } from './commands.ts';

onOneEngine('what the driver of a drill may watch where guests may nothing', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let own: MadeDrill;
  let other: MadeDrill;
  const screens: TestScreen[] = [];

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { env: { GUESTS: 'off' } });
    own = await makeDrill(server, scenarioOf('own', 5));
    other = await makeDrill(server, scenarioOf('other', 5));
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200), 30_000);
  });
  afterEach(() => {
    for (const screen of screens.splice(0)) screen.close();
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const connect = ({ drill, token = '' }: MadeDrill, more: object = {}): TestScreen => {
    const made = new TestScreen(server.url, { realm: drill.realm, screenKey: token, ...more });
    screens.push(made);
    return made;
  };
  const refusedAs = async (screen: TestScreen, code: string) => {
    await eventually(() => expect(screen.refusal?.code).toBe(code), 10_000);
    expect(screen.messages).toEqual([]);
  };

  it('is the realm of its drill, and nothing else', async () => {
    const screen = connect(own);
    await eventually(() => expect(screen.state.cells.size).toBeGreaterThan(0));
    await refusedAs(connect(own, { realm: 'live' }), 'not-allowed');
    await refusedAs(connect(own, { realm: other.drill.realm }), 'not-allowed');
    await refusedAs(connect(own, { desk: true }), 'not-allowed');
    await refusedAs(connect({ ...own, token: 'gwd_unknown-to-this-server' }), 'revoked');
    await refusedAs(connect(own, { screenKey: undefined }), 'not-known');
  });

  it('is nothing over HTTP', async () => {
    const headers = { authorization: `Bearer ${own.token}` };
    for (const path of ['board', 'drills', 'alarms']) {
      const answer = await fetch(`${server.url}/api/v1/${path}?realm=${own.drill.realm}`, { headers });
      expect([path, answer.status]).toEqual([path, 401]);
    }
  });

  it('ends with the drill, also for who watches already', async () => {
    const [screen, elsewhere] = [connect(own), connect(other)];
    await eventually(() => expect(screen.state.cells.size).toBeGreaterThan(0));
    await eventually(() => expect(elsewhere.state.cells.size).toBeGreaterThan(0));
    expect((await order(server, own, { do: 'end' })).status).toBe(200);
    await eventually(() => expect(screen.refusal?.code).toBe('revoked'), 10_000);
    await refusedAs(connect(own), 'revoked');
    expect(elsewhere.socket.connected).toBe(true);
  });
});
