import { expect, it } from 'vitest';
import { onOneEngine, openTestDatabase } from '../../support/engines.ts';
import { signedIn } from '../../support/people.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer } from '../../support/server.ts';
import { client } from '../duty/client.ts';
import { tellMinutes, unitsOf } from './minutes.ts';

const MINUTE = 60_000;

onOneEngine('replays over HTTP', (engine) => {
  it(
    'are made of what is past by who may read all of it, ordered, taken up by the next server, and removed',
    { timeout: 240_000, meta: { slow: 'two whole servers and a replay' } },
    async () => {
      const test = await openTestDatabase(engine);
      const { db } = test;
      let server = await startTestServer(db, { env: { GUESTS: 'off' } });
      const [manager, scoped, administrator] = [
        await signedIn(db, ['duty-manager']),
        await signedIn(db, ['viewer'], { scopes: ['route:mail'] }),
        await signedIn(db, ['administrator']),
      ];
      const now = Date.now();
      await tellMinutes(db, 'live', now);
      const iso = (ago: number) => new Date(now - ago * MINUTE).toISOString();
      let by = client(server.url, manager);
      const remove = (id: number) =>
        fetch(`${server.url}/api/v1/replays/${id}`, {
          method: 'DELETE',
          headers: { cookie: manager.cookie, origin: server.url },
        });

      const refused: [object, number][] = [
        [{ from: iso(1), to: iso(20) }, 422],
        [{ from: iso(5), to: iso(-5) }, 422],
        [{ from: iso(25 * 60), to: iso(5) }, 422],
        [{ from: iso(20), to: iso(5), speed: 61 }, 400],
        [{ from: iso(20), to: iso(5), realm: 'nothing' }, 404],
      ];
      for (const [body, status] of refused)
        expect([body, (await by.post('/api/v1/replays', body)).status]).toEqual([body, status]);
      expect(
        (await client(server.url, scoped).post('/api/v1/replays', { from: iso(20), to: iso(5) })).status,
      ).toBe(403);

      const made = await by.post('/api/v1/replays', { from: iso(20), to: iso(5), paused: true });
      expect([made.status, made.body.state, made.body.ofRealm, made.body.known]).toEqual([
        201,
        'preparing',
        'live',
        'then',
      ]);
      const { id, realm } = made.body as { id: number; realm: string };
      // A session may ask twenty times a second, however long a busy machine takes.
      const standing = async (state: string) => {
        const stateOf = async () => {
          const { body } = await by.get('/api/v1/replays');
          return body.replays?.find((each: { id: number }) => each.id === id)?.state;
        };
        await expect.poll(stateOf, { timeout: 60_000, interval: 200 }).toBe(state);
      };
      await standing('paused');
      const arrivals = async () => {
        const { body } = await by.get(`/api/v1/board?realm=${realm}`);
        return unitsOf(body.cells ?? null);
      };
      expect(await arrivals()).toBe(11);

      // Nothing can be done in it.
      const title = { kind: 'other', title: 'x', deadline: iso(-60) };
      expect((await by.post(`/api/v1/tasks?realm=${realm}`, title)).status).toBe(409);
      expect((await by.post(`/api/v1/alarms/1/acknowledge?realm=${realm}`)).status).toBe(409);
      expect(
        (
          await by.post(`/api/v1/handovers?realm=${realm}`, {
            from: iso(20),
            to: iso(5),
            scope: 'headquarters',
          })
        ).status,
      ).toBe(409);
      const admin = client(server.url, administrator);
      expect((await admin.post('/api/v1/feed-tokens', { feed: 'x', realm })).status).toBe(409);

      // Another run of the server finds it and lets it go on until it is to stand.
      await by.post(`/api/v1/replays/${id}/orders`, { paused: false, speed: 2 });
      await eventually(async () => {
        const { body } = await by.get('/api/v1/replays');
        expect(Date.parse(body.replays[0].shows)).toBeGreaterThan(Date.parse(made.body.from));
      }, 30_000);
      await server.close();
      server = await startTestServer(db, { env: { GUESTS: 'off' } });
      by = client(server.url, manager);
      await standing('playing');
      await by.post(`/api/v1/replays/${id}/orders`, { paused: true });
      await standing('paused');
      await expect.poll(arrivals).toBe(11);
      expect((await by.post(`/api/v1/replays/${id}/orders`, { to: iso(1) })).status).toBe(422);
      await by.post(`/api/v1/replays/${id}/orders`, { to: iso(5) });
      await standing('ended');
      expect(await arrivals()).toBe(26);

      // A few at once, and no more.
      const more: number[] = [];
      for (let n = 0; n < 3; n++) {
        const another = await by.post('/api/v1/replays', { from: iso(20), to: iso(5), paused: true });
        expect(another.status).toBe(201);
        more.push(another.body.id);
      }
      expect((await by.post('/api/v1/replays', { from: iso(20), to: iso(5) })).status).toBe(429);
      for (const each of [...more, id]) expect((await remove(each)).status).toBe(204);
      expect((await remove(id)).status).toBe(404);
      // A player that found its replay gone before it was asked to leave may still be dropping what was in it.
      await expect
        .poll(() => db.query(`SELECT nspname FROM pg_namespace WHERE nspname LIKE 'replay%'`), {
          timeout: 20_000,
        })
        .toEqual([]);
      await expect.poll(() => db.query(`SELECT name FROM gwanje.realm WHERE kind = 'replay'`)).toEqual([]);
      const audited = await db.query<{ action: string }>(
        `SELECT action FROM gwanje.audit WHERE object = $1 ORDER BY seq`,
        [`replay:${id}`],
      );
      expect(audited.map(({ action }) => action)).toEqual([
        'replay.made',
        'replay.ordered',
        'replay.ordered',
        'replay.ordered',
        'replay.removed',
      ]);
      await server.close();
      await test.drop();
    },
  );
});
