import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { itemKey, type RealmCell } from '../../../server/contract/cells.ts';
import type { AlarmHandsCell } from '../../../server/contract/duty-cells.ts';
import type { Handshake } from '../../../server/contract/socket.ts';
import { LIVE_REALM } from '../../../server/server.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { pairedScreen, signedIn } from '../../support/people.ts';
import { eventually, TestScreen } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const DRILL: RealmCell = { name: 'drill_door', kind: 'drill', ko: '훈련', en: 'drill', simulated: true };

onOneEngine('who may watch', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  const screens: TestScreen[] = [];

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, {
      realms: [LIVE_REALM, DRILL],
      env: { GUESTS: 'simulated' },
    });
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200), 30_000);
  });
  afterEach(() => {
    for (const screen of screens.splice(0)) screen.close();
  });
  afterAll(async () => {
    // The last test has taken its database away.
    await server.close().catch(() => undefined);
    await database.drop();
  });

  function connect(handshake: Partial<Handshake>, cookie?: string): TestScreen {
    const made = new TestScreen(server.url, handshake, cookie === undefined ? {} : { cookie });
    screens.push(made);
    return made;
  }
  const watches = (of: TestScreen) => eventually(() => expect(of.state.cells.size).toBeGreaterThan(0));
  const refused = async (of: TestScreen, code: string, withinMs?: number) => {
    await eventually(() => expect(of.refusal?.code).toBe(code), withinMs);
    of.socket.io.reconnection(false);
    expect(of.socket.connected).toBe(false);
  };
  /** Every screen hears something once a second; who may stay is asked every second and a half. */
  const beats = async (of: TestScreen, count: number) => {
    const { length } = of.messages;
    await eventually(() => expect(of.messages.length).toBeGreaterThanOrEqual(length + count));
  };
  const sql = (text: string, id: number) => database.db.query(text, [id]);

  it('is asked of guests by the realm', async () => {
    await watches(connect({ realm: DRILL.name }));
    const wall = connect({});
    await refused(wall, 'not-known');
    expect(wall.messages).toEqual([]);
    await refused(connect({ realm: DRILL.name, desk: true }), 'not-known');
  });

  it('is asked of accounts by their scopes, and desks are for those who may look', async () => {
    const manager = await signedIn(database.db, ['duty-manager'], { scopes: ['route:mail'] });
    await watches(connect({ scope: 'route:mail' }, manager.cookie));
    await watches(connect({ scope: 'port:ICN-T1/route:mail', desk: true }, `a=b; ${manager.cookie}; c=d`));
    await refused(connect({ scope: 'headquarters' }, manager.cookie), 'not-allowed');
    const nobody = await signedIn(database.db, []);
    await refused(connect({}, nobody.cookie), 'not-allowed');
    await refused(connect({ desk: true }, 'gwanje=gwx_wrong'), 'revoked');
  });

  it('is asked of screens by the scope and realm they were paired for', async () => {
    const { key } = await pairedScreen(database.db, { scope: 'port:ICN-T1' });
    await watches(connect({ scope: 'port:ICN-T1', screenKey: key }));
    await refused(connect({ scope: 'headquarters', screenKey: key }), 'not-allowed');
    await refused(connect({ scope: 'port:ICN-T1', realm: DRILL.name, screenKey: key }), 'not-allowed');
    await refused(connect({ scope: 'port:ICN-T1', desk: true, screenKey: key }), 'not-allowed');
    await refused(connect({ scope: 'port:ICN-T1', screenKey: 'gws_unknown-to-us' }), 'revoked');
  });

  it('ends within five seconds for a screen that is revoked, and for nobody else', async () => {
    const [one, other] = [await pairedScreen(database.db), await pairedScreen(database.db)];
    const [dark, bright] = [connect({ screenKey: one.key }), connect({ screenKey: other.key })];
    await watches(dark);
    await watches(bright);
    await sql('UPDATE gwanje.screen SET revoked_at = now() WHERE id = $1', one.id);
    await refused(dark, 'revoked', 4_000);
    await beats(bright, 2);
    expect([bright.refusal, bright.socket.connected]).toEqual([null, true]);
  });

  it.each([
    ['session is revoked', 'UPDATE gwanje.session SET revoked_at = now() WHERE account = $1', 'revoked'],
    ['account is disabled', 'UPDATE gwanje.account SET disabled_at = now() WHERE id = $1', 'revoked'],
    ['role is taken away', `UPDATE gwanje.account SET roles = '{}' WHERE id = $1`, 'not-allowed'],
    ['scope is made less', `UPDATE gwanje.account SET scopes = '{route:mail}' WHERE id = $1`, 'not-allowed'],
  ])('ends within five seconds when the %s', async (_what, change, code) => {
    const person = await signedIn(database.db, ['viewer']);
    const desk = connect({ desk: true }, person.cookie);
    await watches(desk);
    await sql(change, person.id);
    await refused(desk, code, 4_000);
  });

  it(
    'is told to a screen whose settings change, before it is refused what it no longer shows',
    { meta: { slow: 'a screen has five seconds to move' } },
    async () => {
      const { id, key } = await pairedScreen(database.db, { scope: 'port:ICN-T1', name: 'hall' });
      const wall = connect({ scope: 'port:ICN-T1', screenKey: key });
      await eventually(() =>
        expect(wall.settings).toMatchObject([{ id, name: 'hall', scope: 'port:ICN-T1' }]),
      );
      await sql('UPDATE gwanje.screen SET dwell_seconds = 45 WHERE id = $1', id);
      await eventually(() => expect(wall.settings.at(-1)).toMatchObject({ dwellSeconds: 45 }), 4_000);
      expect(wall.refusal).toBeNull();
      await sql(`UPDATE gwanje.screen SET scope = 'port:ICN-T2' WHERE id = $1`, id);
      await eventually(() => expect(wall.settings.at(-1)).toMatchObject({ scope: 'port:ICN-T2' }), 4_000);
      await refused(wall, 'not-allowed');
      expect(wall.settings).toHaveLength(3);
    },
  );

  it('is one window of a paired screen: another one is sent away as long as that is alive, and a reload is not', async () => {
    const { key } = await pairedScreen(database.db);
    const left = connect({ screenKey: key, window: 'left' });
    await watches(left);
    const right = connect({ screenKey: key, window: 'right' });
    await eventually(() => expect(right.refusal?.code).toBe('in-use'));
    await watches(connect({ screenKey: key, window: 'left' }));
    expect([left.socket.connected, right.socket.connected]).toEqual([true, false]);
    for (const screen of screens) if (screen !== right) screen.close();
    await eventually(() => {
      // Socket.IO's own client does not come again after a refusal.
      if (!right.socket.connected) right.socket.connect();
      expect(right.state.cells.size).toBeGreaterThan(0);
    });
  });

  it('watches in use of a session, which makes it longer, and never longer than a week', async () => {
    const [busy, old] = [await signedIn(database.db, ['viewer']), await signedIn(database.db, ['viewer'])];
    await sql(
      `UPDATE gwanje.session SET expires_at = now() + interval '1 hour' WHERE id = $1`,
      busy.sessionId,
    );
    await sql(
      `UPDATE gwanje.session SET expires_at = now() + interval '1 hour', created_at = now() - interval '6 days 20 hours'
       WHERE id = $1`,
      old.sessionId,
    );
    const desks = [connect({ desk: true }, busy.cookie), connect({ desk: true }, old.cookie)];
    for (const desk of desks) await watches(desk);
    // They ask for nothing from here on; a use is written down every five minutes.
    for (const { sessionId } of [busy, old])
      await sql(`UPDATE gwanje.session SET seen_at = now() - interval '6 minutes' WHERE id = $1`, sessionId);
    const left = async (id: number) => {
      const [row] = (await sql(
        `SELECT extract(epoch FROM expires_at - now())::float8 / 3600 AS hours FROM gwanje.session WHERE id = $1`,
        id,
      )) as { hours: number }[];
      return row?.hours ?? 0;
    };
    await eventually(async () => expect(await left(busy.sessionId)).toBeGreaterThan(11.9));
    await eventually(async () => expect(await left(old.sessionId)).toBeGreaterThan(3.9));
    expect(await left(old.sessionId)).toBeLessThan(4.1);
    const me = (await (
      await fetch(`${server.url}/api/v1/me`, { headers: { cookie: old.cookie } })
    ).json()) as { sessionEndsAt: string };
    expect(Date.parse(me.sessionEndsAt) - Date.now()).toBeLessThan(4.1 * 3_600_000);
    // It ends all the same when it is revoked.
    await sql('UPDATE gwanje.session SET revoked_at = now() WHERE id = $1', busy.sessionId);
    await refused(desks[0] as TestScreen, 'revoked', 4_000);
  });

  it('has names of staff on desks and never on walls, whatever the role', async () => {
    const person = await signedIn(database.db, ['duty-manager']);
    const [desk, wall] = [connect({ desk: true }, person.cookie), connect({}, person.cookie)];
    await watches(desk);
    await watches(wall);
    const board = server.realms.get('live')?.board;
    const hands = { id: 1, ownerName: 'Staff Member' } as unknown as AlarmHandsCell;
    board?.update([
      [itemKey('alarm-hands', 'ICN-T1', 'mail', 1), hands],
      ['feed|marker', { name: 'marker' } as never],
    ]);
    await eventually(() => expect(desk.state.cells.get('alarm-hands|ICN-T1|mail|1')).toEqual(hands));
    await eventually(() => expect(wall.state.cells.has('feed|marker')).toBe(true));
    const late = connect({}, person.cookie);
    await watches(late);
    expect(JSON.stringify([wall.messages, late.messages])).not.toContain('Staff Member');
    const { body } = await fetch(`${server.url}/api/v1/board`, { headers: { cookie: person.cookie } }).then(
      async (answer) => ({ body: await answer.text() }),
    );
    expect(body).toContain('marker');
    expect(body).not.toContain('Staff Member');
  });

  it('is not more than a screen, a person or an address needs at once', async () => {
    const { key } = await pairedScreen(database.db);
    const crowd = Array.from({ length: 8 }, () => connect({ screenKey: key }));
    await eventually(() => {
      expect(crowd.filter(({ socket }) => socket.connected)).toHaveLength(4);
      expect(crowd.filter(({ refusal }) => refusal?.code === 'too-many')).toHaveLength(4);
    });
    const waits = crowd.find(({ socket }) => !socket.connected);
    crowd.find(({ socket }) => socket.connected)?.close();
    await eventually(() => {
      if (waits?.socket.connected === false) waits.socket.connect();
      expect(waits?.socket.connected).toBe(true);
    });
  });

  it(
    'cannot be known while the database is away: newcomers wait, and nobody who is there is cut off',
    { meta: { slow: 'a database is away for seconds' } },
    async () => {
      const { key } = await pairedScreen(database.db);
      const person = await signedIn(database.db, ['viewer']);
      const [wall, desk] = [connect({ screenKey: key }), connect({ desk: true }, person.cookie)];
      await watches(wall);
      await watches(desk);
      await database.db.close();
      // Somebody who was known a moment ago is believed for a second.
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      await refused(connect({ screenKey: key }), 'not-ready');
      await refused(connect({}, person.cookie), 'not-ready');
      await beats(wall, 4);
      expect([wall.refusal, desk.refusal, wall.socket.connected, desk.socket.connected]).toEqual([
        null,
        null,
        true,
        true,
      ]);
    },
  );
});
