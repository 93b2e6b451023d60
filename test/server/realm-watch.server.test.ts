import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { signedIn, type Person } from '../support/people.ts';
import { eventually } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { client } from './duty/client.ts';
import { cellsOf, tellMinutes, unitsOf } from './replay/minutes.ts';

const MINUTE = 60_000;
const MINUTES = 20;

// The embedded database is held by one process and heard by one server.
describe.skipIf(inject('native') === null)('a replay and the servers that only show it (native)', () => {
  const now = Date.now();
  const iso = (ago: number) => new Date(now - ago * MINUTE).toISOString();
  let database: TestDatabase;
  let one: TestServer;
  let other: TestServer;
  let person: Person;
  let by: ReturnType<typeof client>;
  let realm: string;
  let id: number;

  beforeAll(async () => {
    database = await openTestDatabase('native');
    await tellMinutes(database.db, 'live', now);
    one = await startTestServer(database.db);
    person = await signedIn(database.db, ['duty-manager']);
    by = client(one.url, person);
    const made = await by.post('/api/v1/replays', { from: iso(MINUTES + 5), to: iso(5), paused: true });
    ({ id, realm } = made.body as { id: number; realm: string });
    other = await startTestServer(database.db);
  }, 120_000);
  afterAll(async () => {
    await other.close();
    await one.close();
    await database.drop();
  });

  const shown = (server: TestServer) => cellsOf(server.realms.get(realm));

  /** Until both show the same, and so many units. @returns the sums that the other one showed meanwhile */
  async function same(wanted: number): Promise<Set<number>> {
    const seen = new Set<number>();
    const watch = setInterval(() => {
      const sum = unitsOf(shown(other));
      if (sum !== null) seen.add(sum);
    }, 2);
    await eventually(() => {
      expect(unitsOf(shown(one))).toBe(wanted);
      expect(shown(other)).toEqual(shown(one));
    }, 30_000);
    clearInterval(watch);
    return seen;
  }
  const seek = (ago: number) => by.post(`/api/v1/replays/${id}/orders`, { to: iso(ago) });

  it(
    'show it when all of it is there, sought forth and back, and never a mixture of two times',
    { timeout: 120_000, meta: { slow: 'a replay is made and sought' } },
    async () => {
      expect([...(await same(6))]).toEqual([6]);
      await seek(5);
      for (const sum of await same(26)) expect([6, 26]).toContain(sum);
      const before = other.realms.get(realm)?.board.epoch;
      await seek(15);
      for (const sum of await same(16)) expect([26, 16]).toContain(sum);
      expect(other.realms.get(realm)?.board.epoch).not.toBe(before);
    },
  );

  it('do nothing in it that is due by the clock, and are ready whatever becomes of it', async () => {
    const ready = async () => (await other.get('/readyz')).body as { ready: boolean; realms: object[] };
    expect(await ready()).toMatchObject({ ready: true, realms: [{ realm: 'live' }] });
    const announced = async (schema: string) =>
      await database.db.query(`SELECT id FROM ${schema}.announced_arrival`);
    const announce = (schema: string, id: string) =>
      database.db.query(
        `INSERT INTO ${schema}.announced_arrival (time, source, id, port, route, conveyance, origin, units, risk)
         VALUES ($1, 'test', $2, 'ICN-T1', 'traveller', 'KE2', 'TH', 1, 'normal')`,
        [iso(20), id],
      );
    await announce(realm, 'due');
    // Twice: both servers have looked when the second has landed where nobody drives a realm.
    for (const id of ['first', 'second']) {
      await announce('live', id);
      await eventually(async () => expect(await announced('live')).toEqual([]));
    }
    expect(await announced(realm)).toEqual([{ id: 'due' }]);
  }, 30_000);

  it('leave no trace of one that is removed', async () => {
    const answer = await fetch(`${one.url}/api/v1/replays/${id}`, {
      method: 'DELETE',
      headers: { cookie: person.cookie, origin: one.url },
    });
    expect(answer.status).toBe(204);
    await eventually(() => expect(other.realms.has(realm)).toBe(false), 10_000);
    expect(await database.db.query(`SELECT FROM pg_namespace WHERE nspname = '${realm}'`)).toEqual([]);
  }, 30_000);
});
