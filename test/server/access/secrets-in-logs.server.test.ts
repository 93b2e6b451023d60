import { expect, it } from 'vitest';
import { offerSetupLink } from '../../../server/access/setup-link.ts';
import { onOneEngine, openTestDatabase } from '../../support/engines.ts';
import { passThroughProvider, startOidcProvider } from '../../support/oidc.ts';
import { startTestServer } from '../../support/server.ts';
import { Visitor } from '../../support/visitor.ts';

onOneEngine('the log', (engine) => {
  it('holds no password, link, cookie, code or token, whatever goes wrong', async () => {
    const database = await openTestDatabase(engine);
    const provider = await startOidcProvider({ lee: { name: '이 반장', preferred_username: 'lee' } });
    const lines: string[] = [];
    const server = await startTestServer(database.db, {
      env: { GUESTS: 'off', LOG_LEVEL: 'debug', ...provider.env },
      http: { logTo: { write: (line) => lines.push(line) } },
    });
    try {
      provider.open(server.url);
      const link = (await offerSetupLink(database.db)) ?? '';
      const secrets = [link, 'first-password', 'wrong-password', 'second-password', 'third-password'];
      const visitor = new Visitor(server.url);
      const setup = { link, login: 'first', name: 'First', password: 'first-password' };
      expect((await visitor.ask('POST', '/api/v1/setup', setup)).status).toBe(204);
      secrets.push(visitor.session ?? 'none');
      expect((await new Visitor(server.url).signIn('first', 'wrong-password')).status).toBe(403);
      const change = { present: 'first-password', password: 'second-password' };
      expect((await visitor.ask('POST', '/api/v1/me/password', change)).status).toBe(204);
      // Broken, and of the wrong type.
      const headers = { origin: server.url, 'content-type': 'application/json' };
      for (const [type, body] of [
        ['application/json', '{"login":"first","password":"second-password'],
        ['application/json', '{"login":"first","password":["second-password"]}'],
        ['text/plain', 'second-password'],
      ] as const) {
        const sent = { method: 'POST', headers: { ...headers, 'content-type': type }, body };
        const { status } = await fetch(`${server.url}/api/v1/session`, sent);
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
      }

      const guest = new Visitor(server.url);
      const start = await guest.ask('GET', '/api/v1/oidc/start');
      const flow = guest.cookies.get('gwanje-oidc') ?? 'none';
      const callback = await passThroughProvider(start.headers.get('location') ?? '', 'lee');
      secrets.push(
        flow,
        callback.searchParams.get('code') ?? 'none',
        callback.searchParams.get('state') ?? 'none',
      );
      secrets.push(provider.env['OIDC_CLIENT_SECRET'] ?? 'none');
      const again = new Visitor(server.url);
      for (const [name, value] of guest.cookies) again.cookies.set(name, value);
      await guest.ask('GET', callback.pathname + callback.search);
      secrets.push(guest.session ?? 'none');
      await again.ask('GET', callback.pathname + callback.search);

      // A fault of our own, in the middle of it.
      await database.db.query('ALTER TABLE gwanje.session RENAME COLUMN agent TO agent_of_before');
      expect((await new Visitor(server.url).signIn('first', 'second-password')).status).toBe(500);
      const fresh = { login: 'other', name: 'Other', roles: [], scopes: [], password: 'third-password' };
      await visitor.ask('POST', '/api/v1/accounts', fresh);

      const log = lines.join('');
      // It does hold what went wrong.
      expect(log).toContain('request failed');
      expect(log).toContain('sign-in with OpenID Connect: SignInRefused');
      for (const secret of secrets) {
        expect(secret.length).toBeGreaterThan(10);
        expect(log.includes(secret), secret).toBe(false);
      }
      expect(log).not.toMatch(/gw[jsxup]_|argon2id/);
    } finally {
      await server.close();
      await provider.close();
      await database.drop();
    }
  });
});
