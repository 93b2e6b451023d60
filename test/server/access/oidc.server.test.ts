import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { passThroughProvider, startOidcProvider, type OidcProvider } from '../../support/oidc.ts';
import { signedIn } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { Visitor } from '../../support/visitor.ts';

onOneEngine('signing in with OpenID Connect', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let provider: OidcProvider;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    provider = await startOidcProvider({
      kim: { name: '김 주무관', preferred_username: 'Kim@customs.example' },
      chief: { name: 'Not the chief', preferred_username: 'chief' },
      odd: { name: '\u202e\u0000 <b>odd</b>\u0007', preferred_username: '../관리자' },
    });
    server = await startTestServer(database.db, { env: { GUESTS: 'off', ...provider.env } });
  });
  afterAll(async () => {
    await server.close();
    await provider.close();
    await database.drop();
  });

  const start = async (visitor: Visitor) => {
    const { headers, status } = await visitor.ask('GET', '/api/v1/oidc/start');
    expect(status).toBe(303);
    return headers.get('location') ?? '';
  };
  const comeBack = async (visitor: Visitor, callback: URL) => {
    expect(callback.pathname).toBe('/api/v1/oidc/callback');
    const { headers, status } = await visitor.ask('GET', callback.pathname + callback.search);
    expect(status).toBe(303);
    return headers.get('location');
  };
  const enter = async (login: string, visitor = new Visitor(server.url)) => {
    const to = await comeBack(visitor, await passThroughProvider(await start(visitor), login));
    return { visitor, to };
  };
  const me = async (visitor: Visitor) => (await visitor.ask('GET', '/api/v1/me')).body;

  it('says that the provider is away, and works once it is there: the board was up all the time', async () => {
    const visitor = new Visitor(server.url);
    expect((await visitor.ask('GET', '/healthz')).status).toBe(200);
    expect(await start(visitor)).toBe('/sign-in?refused=away');
    provider.open(server.url);
    expect(await start(visitor)).toMatch(/^http:\/\/localhost:\d+\/auth\?/);
  });

  it('sends the browser with state, nonce and PKCE, kept where no script reads them', async () => {
    const visitor = new Visitor(server.url);
    const to = new URL(await start(visitor));
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      response_type: 'code',
      redirect_uri: `${server.url}/api/v1/oidc/callback`,
      code_challenge_method: 'S256',
      state: expect.stringMatching(/.{40,}/) as unknown,
      nonce: expect.stringMatching(/.{40,}/) as unknown,
      code_challenge: expect.stringMatching(/.{40,}/) as unknown,
    });
    expect(visitor.lastCookies[0]).toMatch(
      /^gwanje-oidc=[\w-]+; Max-Age=600; Path=\/api\/v1\/oidc; HttpOnly; SameSite=Lax$/,
    );
    const again = new URL(await start(visitor));
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(again.searchParams.get(name)).not.toBe(to.searchParams.get(name));
  });

  it('makes an account of somebody new, who may do nothing until an administrator says so', async () => {
    const { to, visitor } = await enter('kim');
    expect(to).toBe('/desk');
    expect(await me(visitor)).toMatchObject({
      account: { login: 'kim@customs.example', name: '김 주무관', roles: [], scopes: [] },
      rights: [],
      oidc: true,
    });
    for (const path of ['/api/v1/board', '/api/v1/accounts', '/api/v1/sessions', '/api/v1/feeds'])
      expect((await visitor.ask('GET', path)).status, path).toBe(403);
    expect(visitor.cookies.has('gwanje-oidc')).toBe(false);
  });

  it('knows them again, whatever they are called by then, and gives what the administrator gave', async () => {
    const [row] = await database.db.query<{ id: number }>(
      `UPDATE gwanje.account SET roles = '{viewer}', scopes = '{headquarters}', login = 'renamed'
       WHERE login = 'kim@customs.example' RETURNING id`,
    );
    const { visitor } = await enter('kim');
    expect(await me(visitor)).toMatchObject({
      account: { id: row?.id, login: 'renamed', roles: ['viewer'] },
    });
    expect((await visitor.ask('GET', '/api/v1/board')).status).not.toBe(403);
    const accounts = await database.db.query('SELECT 1 FROM gwanje.account');
    expect(accounts).toHaveLength(1);
  });

  it('never opens an account by its name: a namesake gets another login', async () => {
    const chief = await signedIn(database.db, ['administrator'], { login: 'chief', name: 'The chief' });
    const { visitor } = await enter('chief');
    const { account } = await me(visitor);
    expect(account).toMatchObject({ login: 'chief-2', name: 'Not the chief', roles: [] });
    expect(account.id).not.toBe(chief.id);
  });

  it('takes no control characters and no paths from the provider', async () => {
    const { account } = await me((await enter('odd')).visitor);
    expect(account).toMatchObject({ login: 'person', name: '<b>odd</b>' });
  });

  it('comes back to where in the desk one wanted to go, and never elsewhere', async () => {
    const visitor = new Visitor(server.url);
    const { headers } = await visitor.ask('GET', '/api/v1/oidc/start?return=%2Fdesk%2Froutes%3Fday%3D1');
    const callback = await passThroughProvider(headers.get('location') ?? '', 'kim');
    expect(await comeBack(visitor, callback)).toBe('/desk/routes?day=1');
    for (const to of ['https://evil.example', '//evil.example', '/desk.evil', '/desk/\r\nx: y', '/wall'])
      expect(
        (await visitor.ask('GET', `/api/v1/oidc/start?return=${encodeURIComponent(to)}`)).status,
        to,
      ).toBe(400);
  });

  it('is refused to a disabled account', async () => {
    await database.db.query("UPDATE gwanje.account SET disabled_at = now() WHERE login = 'chief-2'");
    const { to, visitor } = await enter('chief');
    expect(to).toBe('/sign-in?refused=disabled');
    expect(visitor.session).toBeUndefined();
  });

  describe('is refused', () => {
    const refused = '/sign-in?refused=oidc';

    it('with a state that is not the one the browser was sent with', async () => {
      const visitor = new Visitor(server.url);
      const callback = await passThroughProvider(await start(visitor), 'kim');
      callback.searchParams.set('state', 'x'.repeat(43));
      expect(await comeBack(visitor, callback)).toBe(refused);
      expect(visitor.session).toBeUndefined();
    });

    it('in another browser than the one that was sent', async () => {
      const [sent, other] = [new Visitor(server.url), new Visitor(server.url)];
      const callback = await passThroughProvider(await start(sent), 'kim');
      expect(await comeBack(other, callback)).toBe(refused);
      await start(other);
      expect(await comeBack(other, callback)).toBe(refused);
      expect(other.session).toBeUndefined();
    });

    it('a second time with the same answer, even with the cookies of the first', async () => {
      const visitor = new Visitor(server.url);
      const callback = await passThroughProvider(await start(visitor), 'kim');
      const replay = new Visitor(server.url);
      for (const [name, value] of visitor.cookies) replay.cookies.set(name, value);
      expect(await comeBack(visitor, callback)).toBe('/desk');
      expect(await comeBack(visitor, callback)).toBe(refused);
      expect(await comeBack(replay, callback)).toBe(refused);
      expect(replay.session).toBeUndefined();
    });

    it('with codes, errors and cookies that were made up', async () => {
      for (const query of ['?code=made-up', '?error=access_denied', '', '?code=a&code=b&state=c']) {
        const visitor = new Visitor(server.url);
        const { searchParams } = new URL(await start(visitor));
        const state = query.includes('state') || query === '' ? '' : `&state=${searchParams.get('state')}`;
        const { headers } = await visitor.ask('GET', `/api/v1/oidc/callback${query}${state}`);
        expect(headers.get('location'), query).toBe(refused);
      }
      for (const cookie of ['x', Buffer.from('{"state":1}').toString('base64url'), '%00']) {
        const visitor = new Visitor(server.url);
        visitor.cookies.set('gwanje-oidc', cookie);
        const { headers } = await visitor.ask('GET', '/api/v1/oidc/callback?code=x&state=y');
        expect(headers.get('location'), cookie).toBe(refused);
      }
    });
  });
});
