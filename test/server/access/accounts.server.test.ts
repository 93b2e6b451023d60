import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountEntry } from '../../../server/contract/access-rest.ts';
import type { Role } from '../../../server/contract/roles.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn } from '../../support/people.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';
import { Visitor } from '../../support/visitor.ts';

const PASSWORD = 'correct horse battery';

onOneEngine('accounts', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let administrator: Visitor;
  let ownId: number;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { env: { GUESTS: 'off' } });
    const { id, session } = await signedIn(database.db, ['administrator'], { login: 'chief' });
    ownId = id;
    administrator = new Visitor(server.url, { session });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const account = (login: string, more: object = {}) => ({
    login,
    name: `${login}의 이름`,
    roles: ['viewer'],
    scopes: ['route:mail'],
    password: PASSWORD,
    ...more,
  });
  const create = (login: string, more: object = {}) =>
    administrator.ask('POST', '/api/v1/accounts', account(login, more));
  const change = (id: number, body: object) => administrator.ask('PATCH', `/api/v1/accounts/${id}`, body);
  const made = async (login: string, more: object = {}) => {
    const { body, status } = await create(login, more);
    expect(status).toBe(201);
    return body as AccountEntry;
  };
  const entered = async (login: string) => {
    const visitor = new Visitor(server.url);
    expect((await visitor.signIn(login, PASSWORD)).status).toBe(204);
    return visitor;
  };
  const rights = async (visitor: Visitor) => (await visitor.ask('GET', '/api/v1/me')).body.rights as string[];
  const lastDeed = async (id: number) => {
    const [row] = await database.db.query<{ actor: string; action: string; detail: object }>(
      'SELECT actor, action, detail FROM gwanje.audit WHERE object = $1 ORDER BY seq DESC LIMIT 1',
      [`account:${id}`],
    );
    return row;
  };

  it('are made by an administrator, listed, and sign in', async () => {
    const entry = await made('kim', { roles: ['duty-manager', 'auditor'] });
    expect(entry).toMatchObject({
      login: 'kim',
      name: 'kim의 이름',
      roles: ['duty-manager', 'auditor'],
      scopes: ['route:mail'],
      hasPassword: true,
      subject: null,
      disabledAt: null,
      sessions: 0,
      seenAt: null,
    });
    const visitor = await entered('kim');
    expect(await rights(visitor)).toContain('audit');
    const { accounts } = (await administrator.ask('GET', '/api/v1/accounts')).body;
    expect(accounts.map(({ login }: AccountEntry) => login)).toEqual(['chief', 'kim']);
    expect(accounts[1]).toMatchObject({ sessions: 1, seenAt: expect.any(String) as unknown });
    expect(JSON.stringify(accounts)).not.toContain('argon2');
    expect(await lastDeed(entry.id)).toEqual({
      actor: `account:${ownId}`,
      action: 'account.created',
      detail: { roles: ['duty-manager', 'auditor'], scopes: ['route:mail'], password: true, oidc: false },
    });
  });

  it('are not made twice under one login', async () => {
    await made('twice');
    expect(await create('twice')).toMatchObject({
      status: 409,
      body: { errors: [{ path: '/body/login', reason: 'is taken' }] },
    });
  });

  it.each([
    ['a login with capitals', { login: 'Kim' }, 400],
    ['a login with markup', { login: '<b>x</b>' }, 400],
    ['a login that is too long', { login: 'x'.repeat(64) }, 400],
    ['a name with control characters', { name: 'a\u0000b' }, 400],
    ['a name that is empty', { name: '' }, 400],
    ['a role that does not exist', { roles: ['root'] }, 400],
    ['a role twice', { roles: ['viewer', 'viewer'] }, 400],
    ['a scope that names no place', { scopes: ['port:ATLANTIS'] }, 422],
    ['a short password', { password: 'eleven char' }, 400],
    ['no way to sign in', { password: undefined }, 422],
    ['a provider that is not set', { subject: 'somebody' }, 422],
    ['fields of its own', { disabled_at: null, id: 1 }, 400],
  ])('are refused with %s', async (_what, more, expected) => {
    const { body, status } = await create('refused', more);
    expect([status, body.status]).toEqual([expected, expected]);
    expect(body.errors.length).toBeGreaterThan(0);
    const rows = await database.db.query("SELECT 1 FROM gwanje.account WHERE login = 'refused'");
    expect(rows).toHaveLength(0);
  });

  it('change at once for those who are signed in: roles, scopes, name', async () => {
    const { id } = await made('changing');
    const visitor = await entered('changing');
    expect(await rights(visitor)).not.toContain('act');
    const { body } = await change(id, { roles: ['duty-manager'], scopes: ['house:incheon-airport'] });
    expect(body).toMatchObject({
      roles: ['duty-manager'],
      scopes: ['house:incheon-airport'],
      name: 'changing의 이름',
    });
    expect(await rights(visitor)).toContain('act');
    expect(await lastDeed(id)).toMatchObject({
      actor: `account:${ownId}`,
      action: 'account.changed',
      detail: { roles: ['duty-manager'], changed: ['roles', 'scopes'] },
    });
    await change(id, { roles: [] });
    expect(await rights(visitor)).toEqual([]);
  });

  it('change within two seconds on another server too', async () => {
    const { id } = await made('elsewhere');
    const other = await startTestServer(database.db, { env: { GUESTS: 'off' } });
    try {
      const visitor = await entered('elsewhere');
      const there = new Visitor(other.url, { session: visitor.session ?? '' });
      expect(await rights(there)).toContain('look');
      await change(id, { disabled: true });
      await eventually(async () => expect(await rights(there)).toEqual([]), 2_000);
    } finally {
      await other.close();
    }
  });

  it('are disabled and enabled: the sessions of before do not come back', async () => {
    const { id } = await made('pausing');
    const visitor = await entered('pausing');
    expect((await change(id, { disabled: true })).body).toMatchObject({
      disabledAt: expect.any(String) as unknown,
      sessions: 0,
    });
    expect(await rights(visitor)).toEqual([]);
    expect((await new Visitor(server.url).signIn('pausing', PASSWORD)).status).toBe(403);
    expect((await change(id, { disabled: false })).body).toMatchObject({ disabledAt: null });
    expect(await rights(visitor)).toEqual([]);
    await entered('pausing');
  });

  it('get another password from an administrator, which ends their sessions', async () => {
    const { id } = await made('forgetful');
    const visitor = await entered('forgetful');
    expect((await change(id, { password: 'a wholly new one' })).status).toBe(200);
    expect(await rights(visitor)).toEqual([]);
    expect((await new Visitor(server.url).signIn('forgetful', PASSWORD)).status).toBe(403);
    expect((await new Visitor(server.url).signIn('forgetful', 'a wholly new one')).status).toBe(204);
    expect(JSON.stringify(await lastDeed(id))).not.toContain('wholly');
  });

  it('lose their sessions when an administrator ends them', async () => {
    const { id } = await made('many-desks');
    const [one, two] = [await entered('many-desks'), await entered('many-desks')];
    expect((await administrator.ask('DELETE', `/api/v1/accounts/${id}/sessions`)).body).toEqual({ ended: 2 });
    expect([await rights(one), await rights(two)]).toEqual([[], []]);
    expect((await administrator.ask('DELETE', '/api/v1/accounts/987654/sessions')).status).toBe(404);
  });

  it('that do not exist cannot be changed', async () => {
    expect((await change(987_654, { name: 'x' })).status).toBe(404);
    for (const id of ['0', '-1', 'x', '1e99', '99999999999999999999'])
      expect((await administrator.ask('PATCH', `/api/v1/accounts/${id}`, { name: 'x' })).status, id).toBe(
        400,
      );
  });

  describe('of administrators', () => {
    it('are never all disabled or demoted, whoever asks for it', async () => {
      for (const body of [{ disabled: true }, { roles: ['viewer'] }, { roles: [] }]) {
        const refused = await change(ownId, body);
        expect(refused).toMatchObject({
          status: 409,
          body: { detail: expect.stringContaining('last') as unknown },
        });
      }
      expect(await rights(administrator)).toContain('accounts');
    });

    it('remain one, when two disable each other at once', async () => {
      const { id } = await made('deputy', { roles: ['administrator'] });
      const deputy = await entered('deputy');
      const answers = await Promise.all([
        change(id, { disabled: true }),
        deputy.ask('PATCH', `/api/v1/accounts/${ownId}`, { disabled: true }),
      ]);
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
      const [row] = await database.db.query<{ open: number }>(
        `SELECT count(*)::int AS open FROM gwanje.account
         WHERE 'administrator' = ANY (roles) AND disabled_at IS NULL`,
      );
      expect(row?.open).toBeGreaterThanOrEqual(1);
      await database.db.query('UPDATE gwanje.account SET disabled_at = NULL WHERE id = $1', [ownId]);
    });
  });

  it.each(['viewer', 'duty-manager', 'drill-director', 'auditor'] satisfies Role[])(
    'are not for a %s',
    async (role) => {
      const { session } = await signedIn(database.db, [role]);
      const visitor = new Visitor(server.url, { session });
      for (const [method, path, body] of [
        ['GET', '/api/v1/accounts', undefined],
        ['POST', '/api/v1/accounts', account('sneaky')],
        ['PATCH', `/api/v1/accounts/${ownId}`, { disabled: true }],
        ['DELETE', `/api/v1/accounts/${ownId}/sessions`, undefined],
      ] as const)
        expect((await visitor.ask(method, path, body)).status, path).toBe(403);
    },
  );

  it('cost so many requests a minute and no more, by session; feeds and health are never counted', async () => {
    const { session } = await signedIn(database.db, ['viewer']);
    const visitor = new Visitor(server.url, { session });
    const statuses = new Set<number>();
    for (let round = 0; round < 13; round++) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => visitor.ask('GET', '/api/v1/me', undefined)),
      );
      for (const { status } of answers) statuses.add(status);
    }
    expect([...statuses].sort((a, b) => a - b)).toEqual([200, 429]);
    const refused = await visitor.ask('GET', '/api/v1/sessions');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await visitor.ask('GET', '/healthz')).status).toBe(200);
    expect((await administrator.ask('GET', '/api/v1/me')).status).toBe(200);
  });
});

onOneEngine('a database that is away', (engine) => {
  it.runIf(engine === 'native')('answers 503 and signs nobody out', async () => {
    const database = await openTestDatabase(engine);
    const proxy = await startTcpProxy(database.env['DATABASE_URL'] ?? '');
    const db = openPgDatabase({
      url: proxy.url,
      poolSize: 4,
      random: Math.random,
      onIdleError: () => undefined,
    });
    const server = await startTestServer(db, { env: { GUESTS: 'off' } });
    try {
      const { session } = await signedIn(database.db, ['viewer'], { login: 'steady' });
      const visitor = new Visitor(server.url, { session });
      expect((await visitor.ask('GET', '/api/v1/sessions')).status).toBe(200);
      proxy.cut();
      await eventually(async () => {
        for (const [method, path] of [
          ['GET', '/api/v1/sessions'],
          ['GET', '/api/v1/me'],
          ['DELETE', '/api/v1/session'],
        ] as const) {
          const { headers, status } = await visitor.ask(method, path);
          expect([path, status, headers.get('retry-after')]).toEqual([path, 503, '1']);
          expect(visitor.lastCookies).toEqual([]);
        }
      }, 10_000);
      const guest = new Visitor(server.url);
      for (let i = 0; i < 7; i++) expect((await guest.signIn('steady', PASSWORD)).status).toBe(503);
      proxy.mend();
      await eventually(
        async () => expect((await visitor.ask('GET', '/api/v1/sessions')).status).toBe(200),
        10_000,
      );
      // Nobody guessed wrong meanwhile.
      expect((await guest.signIn('steady', PASSWORD)).status).toBe(403);
    } finally {
      await server.close();
      await db.close();
      await proxy.close();
      await database.drop();
    }
  });
});
