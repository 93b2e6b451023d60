import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { pairedScreen, signedIn } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

onOneEngine('who one is', (engine) => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { env: { GUESTS: 'off' } });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const me = async (headers: Record<string, string> = {}): Promise<unknown> => {
    const response = await fetch(`${server.url}/api/v1/me`, { headers });
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    return await response.json();
  };

  it('is nobody without showing anything, and whoever comes first is told that nobody administers', async () => {
    const nobody = { account: null, rights: [], sessionEndsAt: null, oidc: false, needsSetup: true };
    expect(await me()).toEqual(nobody);
    expect(await me({ cookie: 'gwanje=gwx_forgotten' })).toEqual(nobody);
  });

  it('is the account of the session, with its rights', async () => {
    const person = await signedIn(database.db, ['duty-manager', 'auditor'], {
      scopes: ['route:mail'],
      login: 'kim',
      name: '김 주무관',
    });
    expect(await me({ cookie: person.cookie })).toEqual({
      account: {
        id: person.id,
        login: 'kim',
        name: '김 주무관',
        roles: ['duty-manager', 'auditor'],
        scopes: ['route:mail'],
        hasPassword: false,
      },
      rights: ['read', 'look', 'act', 'screens', 'self', 'audit'],
      sessionEndsAt: expect.any(String),
      oidc: false,
      needsSetup: true,
    });
  });

  it('is a screen, which may read', async () => {
    const { key } = await pairedScreen(database.db);
    expect(await me({ authorization: `Bearer ${key}` })).toMatchObject({ account: null, rights: ['read'] });
  });

  it('needs no set-up once somebody administers, unless that account is disabled', async () => {
    const { id } = await signedIn(database.db, ['administrator']);
    expect(await me()).toMatchObject({ needsSetup: false });
    await database.db.query('UPDATE gwanje.account SET disabled_at = now() WHERE id = $1', [id]);
    expect(await me()).toMatchObject({ needsSetup: true });
  });
});
