import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  ClaimAnswer,
  PairingOffer,
  ScreenList,
  ScreenSettings,
} from '../../../server/contract/screens-rest.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { pairedScreen, signedIn, type Person } from '../../support/people.ts';
import { eventually, TestScreen } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const SETTINGS = {
  name: '인천 T1 상황실',
  scope: 'port:ICN-T1',
  views: ['overview', 'screening'],
  dwellSeconds: 30,
  inches: 75,
  metres: 4.5,
  language: 'ko',
};

onOneEngine('screens', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let manager: Person;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { env: { GUESTS: 'off' } });
    manager = await signedIn(database.db, ['duty-manager']);
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200), 30_000);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  async function ask<T>(
    method: string,
    path: string,
    { body, by, key }: { body?: unknown; by?: Person; key?: string } = {},
  ): Promise<{ status: number; body: T & { errors?: unknown } }> {
    const headers: Record<string, string> = { origin: server.url };
    if (body !== undefined) headers['content-type'] = 'application/json';
    if (by) headers['cookie'] = by.cookie;
    if (key !== undefined) headers['authorization'] = `Bearer ${key}`;
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: (text === '' ? null : JSON.parse(text)) as T & { errors?: unknown },
    };
  }
  const offer = async () => (await ask<PairingOffer>('POST', '/pairings')).body;
  const claim = (secret: string) => ask<ClaimAnswer>('POST', '/pairings/claim', { body: { secret } });
  const confirm = (code: string, by = manager, more: object = {}) =>
    ask<ScreenSettings>('POST', '/screens', { body: { code, ...SETTINGS, ...more }, by });
  const listed = async (by = manager) => (await ask<ScreenList>('GET', '/screens', { by })).body.screens;
  const deeds = async (id: number) =>
    (
      await database.db.query<{ action: string; actor: string }>(
        'SELECT action, actor FROM gwanje.audit WHERE object = $1 ORDER BY seq',
        [`screen:${id}`],
      )
    ).map(({ action, actor }) => `${actor} ${action}`);

  describe('are paired', () => {
    it('by a code that a manager confirms, and get their key with the secret that only they have', async () => {
      const { code, expiresAt, secret } = await offer();
      expect(code).toMatch(/^[34679ACDEFGHJKMNPRTVWXY]{8}$/);
      expect(Math.abs(Date.parse(expiresAt) - Date.now() - 300_000)).toBeLessThan(5_000);
      expect(await claim(secret)).toMatchObject({ status: 200, body: { confirmed: false } });

      const confirmed = await confirm(`${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `);
      expect(confirmed).toMatchObject({ status: 201, body: { ...SETTINGS, realm: 'live' } });
      const { body } = await claim(secret);
      expect(body).toEqual({ confirmed: true, key: expect.stringMatching(/^gws_/), screen: confirmed.body });
      const key = body.key ?? '';
      expect(await ask('GET', '/screen', { key })).toEqual({ status: 200, body: confirmed.body });
      expect((await ask('GET', '/board?scope=port:ICN-T1', { key })).status).toBe(200);
      expect((await ask('GET', '/board', { key })).status).toBe(403);
      expect((await ask('GET', '/screens', { key })).status).toBe(403);
      expect((await ask('POST', '/screens', { key, body: { code: 'X', ...SETTINGS } })).status).toBe(403);
      expect(await deeds(confirmed.body.id)).toEqual([`account:${manager.id} screen.paired`]);
    });

    it('with one key, however many claims come at once or after a lost answer', async () => {
      const { code, secret } = await offer();
      await confirm(code);
      const claims = await Promise.all(Array.from({ length: 5 }, () => claim(secret)));
      expect(new Set(claims.map(({ body }) => body.key)).size).toBe(1);
      await database.db.query(
        `UPDATE gwanje.pairing SET used_at = now() - interval '61 seconds' WHERE used_at IS NOT NULL`,
      );
      expect((await claim(secret)).status).toBe(410);
    });

    it('by one manager, when two confirm at once', async () => {
      const { code } = await offer();
      const answers = await Promise.all([confirm(code), confirm(code), confirm(code)]);
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 422, 422]);
    });

    it('by no code that is used, over or made up, all three answered alike', async () => {
      const [used, over] = [await offer(), await offer()];
      await confirm(used.code);
      await database.db.query(`UPDATE gwanje.pairing SET expires_at = now() WHERE screen IS NULL`);
      const answers = [await confirm(used.code), await confirm(over.code), await confirm('HHHH-HHHH')];
      expect(answers[0]?.status).toBe(422);
      expect(answers[0]?.body.errors).toEqual([{ path: '/body/code', reason: expect.any(String) }]);
      expect(answers[1]).toEqual(answers[0]);
      expect(answers[2]).toEqual(answers[0]);
      expect((await claim(over.secret)).status).toBe(410);
      expect((await claim(`gwp_${'x'.repeat(43)}`)).status).toBe(410);
      expect((await claim('gwx_of-another-kind')).status).toBe(400);
    });

    it('within the scopes of the manager, and by nobody without the right', async () => {
      const mail = await signedIn(database.db, ['duty-manager'], { scopes: ['route:mail'] });
      const viewer = await signedIn(database.db, ['viewer']);
      const { code } = await offer();
      expect((await confirm(code, mail)).status).toBe(403);
      expect((await confirm(code, viewer)).status).toBe(403);
      expect((await ask('POST', '/screens', { body: { code, ...SETTINGS } })).status).toBe(401);
      expect((await confirm(code, mail, { scope: 'port:ICN-T1/route:mail' })).status).toBe(201);
    });

    it.each([
      ['/body/scope', { scope: 'port:ATLANTIS' }],
      ['/body/realm', { realm: 'no_such_realm' }],
      ['/body/name', { name: 'a\u0000b' }],
      ['/body/views', { views: [] }],
      ['/body/views/0', { views: ['<script>'] }],
      ['/body/dwellSeconds', { dwellSeconds: 4 }],
      ['/body/inches', { inches: 1e9 }],
      ['/body/language', { language: 'fr' }],
    ])('never with settings that are wrong: %s', async (path, wrong) => {
      const { code } = await offer();
      const answer = await confirm(code, manager, wrong);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body.errors).toEqual(expect.arrayContaining([expect.objectContaining({ path })]));
      expect((await confirm(code)).status).toBe(201);
    });

    it('without leaving code, secret or key in the database', async () => {
      const { code, secret } = await offer();
      await confirm(code);
      const { key = '' } = (await claim(secret)).body;
      const rows = await database.db.query(
        `SELECT to_jsonb(t) AS row FROM gwanje.pairing t UNION ALL SELECT to_jsonb(t) FROM gwanje.screen t
         UNION ALL SELECT to_jsonb(t) FROM gwanje.audit t`,
      );
      const kept = JSON.stringify(rows);
      for (const each of [code, secret, key, secret.slice(4), key.slice(4)]) expect(kept).not.toContain(each);
    });
  });

  describe('once paired', () => {
    it('are changed, and the change is theirs', async () => {
      const { id, key } = await pairedScreen(database.db, { scope: 'route:mail' });
      const mail = await signedIn(database.db, ['duty-manager'], { scopes: ['route:mail'] });
      const change = (body: object, by = mail) => ask('PATCH', `/screens/${id}`, { body, by });
      expect(await change({ name: '우편 상황실', dwellSeconds: 45, language: 'en' })).toMatchObject({
        status: 200,
      });
      expect((await ask('GET', '/screen', { key })).body).toMatchObject({
        name: '우편 상황실',
        dwellSeconds: 45,
        language: 'en',
        scope: 'route:mail',
      });
      expect((await change({ scope: 'headquarters' })).status).toBe(403);
      expect((await change({ scope: 'headquarters' }, manager)).status).toBe(200);
      expect((await change({ name: 'mine again' })).status).toBe(403);
      expect((await change({ keyHash: 'x' }, manager)).status).toBe(400);
      expect(await deeds(id)).toEqual([
        `account:${mail.id} screen.changed`,
        `account:${manager.id} screen.changed`,
      ]);
    });

    it('are revoked for ever, by whoever may', async () => {
      const { id, key } = await pairedScreen(database.db, { scope: 'route:cargo' });
      const mail = await signedIn(database.db, ['duty-manager'], { scopes: ['route:mail'] });
      expect((await ask('DELETE', `/screens/${id}`, { by: mail })).status).toBe(403);
      expect((await ask('GET', '/screen', { key })).status).toBe(200);
      expect((await ask('DELETE', `/screens/${id}`, { by: manager })).status).toBe(204);
      expect((await ask('GET', '/screen', { key })).status).toBe(401);
      expect((await ask('DELETE', `/screens/${id}`, { by: manager })).status).toBe(404);
      expect((await ask('PATCH', `/screens/${id}`, { body: { name: 'x' }, by: manager })).status).toBe(404);
      expect((await listed()).some((each) => each.id === id)).toBe(false);
      expect(await deeds(id)).toEqual([`account:${manager.id} screen.revoked`]);
    });

    it('are listed with what they said of themselves, to whose scopes they belong', async () => {
      const { id, key } = await pairedScreen(database.db, { scope: 'route:mail', name: 'reports' });
      const cargo = await signedIn(database.db, ['duty-manager'], { scopes: ['route:cargo'] });
      const silent = (await listed()).find((each) => each.id === id);
      expect(silent).toMatchObject({ silentMs: null, connectedHere: false, behind: null, build: null });
      const wall = new TestScreen(server.url, { screenKey: key, scope: 'route:mail' });
      const report = (heapBytes: unknown) =>
        wall.socket.emit('report', {
          lagMs: 240.4,
          driftMs: 3e11,
          heapBytes: heapBytes as number,
          build: '/assets/index-a.js',
        });
      await eventually(() => expect(wall.state.version).toBeGreaterThan(0));
      await new Promise((resolve) => setTimeout(resolve, 700));
      report(80_000_000);
      report('no number');
      await eventually(async () => {
        const row = (await listed()).find((each) => each.id === id);
        expect(row).toMatchObject({
          name: 'reports',
          connectedHere: true,
          lagMs: 240,
          driftMs: 2_147_483_647,
          heapBytes: 80_000_000,
          build: '/assets/index-a.js',
        });
        expect(row?.silentMs).toBeLessThan(10_000);
        expect(row?.paintedVersion).toBeGreaterThan(0);
        expect(row?.behind).toBeLessThan(100);
      }, 15_000);
      expect((await listed(cargo)).some((each) => each.id === id)).toBe(false);
      wall.close();
      await eventually(async () =>
        expect((await listed()).find((each) => each.id === id)).toMatchObject({
          connectedHere: false,
          behind: null,
        }),
      );
    });
  });
});
