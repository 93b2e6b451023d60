import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Handshake } from '../../../server/contract/socket.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { pairedScreen } from '../../support/people.ts';
import { eventually, TestScreen } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

/** What another server states holds for so long, in seconds, unless it states it again. */
const LEASE_SECONDS = 4;

onOneEngine('windows of one screen at two servers', (engine) => {
  let database: TestDatabase;
  let servers: readonly [TestServer, TestServer];
  const screens: TestScreen[] = [];

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    servers = [await startTestServer(database.db), await startTestServer(database.db)];
    for (const server of servers)
      await eventually(async () => expect((await server.get('/readyz')).status).toBe(200), 30_000);
  });
  afterEach(() => {
    for (const screen of screens.splice(0)) screen.close();
  });
  afterAll(async () => {
    for (const server of servers ?? []) await server.close();
    await database?.drop();
  });

  function connect(server: TestServer, handshake: Partial<Handshake>) {
    const made = new TestScreen(server.url, handshake);
    const ends: string[] = [];
    made.socket.on('disconnect', (reason) => ends.push(reason));
    screens.push(made);
    return Object.assign(made, { ends });
  }
  const watches = (of: TestScreen) =>
    eventually(() => {
      // Socket.IO's own client does not come again after a refusal.
      if (!of.socket.active) of.socket.connect();
      expect(of.socket.connected && of.state.cells.size > 0).toBe(true);
    }, 30_000);
  const isInUse = (of: TestScreen) => eventually(() => expect(of.refusal?.code).toBe('in-use'), 30_000);
  const holderOf = async (screen: number) => {
    const [row] = await database.db.query<{ window: string; seen: number }>(
      `SELECT window_id AS window, extract(epoch FROM seen_at)::float8 AS seen FROM gwanje.screen_window WHERE screen = $1`,
      [screen],
    );
    return row;
  };
  const held = (screen: number) => eventually(async () => expect(await holderOf(screen)).toBeDefined());

  it(
    'are one: the first stays, and the other is in use as long as the first is there, and then has it',
    { meta: { slow: 'longer than what a server states holds' } },
    async () => {
      const { id, key } = await pairedScreen(database.db);
      const left = connect(servers[0], { screenKey: key, window: 'left' });
      await watches(left);
      await held(id);
      const right = connect(servers[1], { screenKey: key, window: 'right' });
      await isInUse(right);
      await eventually(() => expect(right.socket.connected).toBe(false));
      const since = (await holderOf(id))?.seen ?? NaN;
      // It comes again and again, and is not shown a second time.
      const seen = right.messages.length;
      await eventually(async () => {
        if (!right.socket.active) right.socket.connect();
        expect((await holderOf(id))?.seen).toBeGreaterThan(since + LEASE_SECONDS + 1);
      }, 60_000);
      expect(right.messages).toHaveLength(seen);
      expect([left.ends, left.refusal, left.socket.connected]).toEqual([[], null, true]);
      left.close();
      await watches(right);
      await eventually(async () => expect((await holderOf(id))?.window).toBe('right'));
    },
  );

  it(
    'that come at the same moment are one as well',
    { meta: { slow: 'servers ask each other' } },
    async () => {
      const { id, key } = await pairedScreen(database.db);
      const both = servers.map((server, n) => connect(server, { screenKey: key, window: `window ${n}` }));
      await eventually(
        () => expect(both.filter(({ refusal }) => refusal?.code === 'in-use')).toHaveLength(1),
        30_000,
      );
      const stays = both.find(({ refusal }) => refusal === null);
      const { seen = NaN, window } = (await holderOf(id)) ?? {};
      await eventually(async () => expect((await holderOf(id))?.seen).toBeGreaterThan(seen + 3), 30_000);
      expect((await holderOf(id))?.window).toBe(window);
      expect([stays?.socket.connected, stays?.refusal, stays?.ends]).toEqual([true, null, []]);
    },
  );

  it('are no two when one moves: it is in use nowhere, also while its old connection is still there', async () => {
    const { id, key } = await pairedScreen(database.db);
    const before = connect(servers[0], { screenKey: key, window: 'left' });
    await watches(before);
    await held(id);
    const since = (await holderOf(id))?.seen ?? NaN;
    const after = connect(servers[1], { screenKey: key, window: 'left' });
    await watches(after);
    await eventually(async () => expect((await holderOf(id))?.seen).toBeGreaterThan(since + 3), 30_000);
    for (const { ends, refusal } of [before, after]) expect([ends, refusal]).toEqual([[], null]);
  });

  it(
    'whose server has died: the same window is let in at once, another one when that server is silent',
    { meta: { slow: 'a server is believed for four seconds' } },
    async () => {
      const [one, other] = [await pairedScreen(database.db), await pairedScreen(database.db)];
      for (const { id } of [one, other])
        await database.db.query(
          `INSERT INTO gwanje.screen_window (screen, window_id, server, seen_at) VALUES ($1, 'left', 'dead', now() + interval '1 hour')`,
          [id],
        );
      const right = connect(servers[0], { screenKey: other.key, window: 'right' });
      await isInUse(right);
      const left = connect(servers[0], { screenKey: one.key, window: 'left' });
      await watches(left);
      await database.db.query(`UPDATE gwanje.screen_window SET seen_at = now() WHERE screen = $1`, [
        other.id,
      ]);
      await watches(right);
      await eventually(async () => expect((await holderOf(other.id))?.window).toBe('right'), 30_000);
      expect([left.refusal, left.ends]).toEqual([null, []]);
    },
  );
});
