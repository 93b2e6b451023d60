import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { makeSetupLink, offerSetupLink } from '../../../server/access/setup-link.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { Visitor } from '../../support/visitor.ts';

const PASSWORD = 'correct horse battery';

onOneEngine('the first administrator', (engine) => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(async () => {
    await database.drop();
  });
  // Anew for each: what is counted by address is forgotten with the server.
  beforeEach(async () => {
    await database.db.query('DELETE FROM gwanje.setup_link');
    await database.db.query('DELETE FROM gwanje.account');
    server = await startTestServer(database.db, { env: { GUESTS: 'off' } });
  });
  afterEach(async () => {
    await server.close();
  });

  const use = (link: string | null, login = 'first', more: object = {}, visitor = new Visitor(server.url)) =>
    visitor.ask('POST', '/api/v1/setup', { link, login, name: '관리자', password: PASSWORD, ...more });
  const administrators = async () =>
    (
      await database.db.query<{ login: string }>(
        "SELECT login FROM gwanje.account WHERE 'administrator' = ANY (roles) ORDER BY login",
      )
    ).map(({ login }) => login);

  it('is made with the link that the start offers, and is signed in', async () => {
    const link = await offerSetupLink(database.db);
    expect(link).toMatch(/^gwu_[\w-]{43}$/);
    const visitor = new Visitor(server.url);
    expect((await use(link, 'first', {}, visitor)).status).toBe(204);
    expect((await visitor.ask('GET', '/api/v1/me')).body).toMatchObject({
      account: { login: 'first', name: '관리자', roles: ['administrator'], scopes: ['headquarters'] },
      needsSetup: false,
    });
    expect((await new Visitor(server.url).signIn('first', PASSWORD)).status).toBe(204);
    const log = await database.db.query<{ action: string }>(
      'SELECT action FROM gwanje.audit ORDER BY seq DESC LIMIT 4',
    );
    expect(log.map(({ action }) => action)).toEqual([
      'session.opened',
      'session.opened',
      'account.created',
      'setup-link.made',
    ]);
    expect(await offerSetupLink(database.db)).toBeNull();
  });

  it('is made by no link that is unknown, was used, or is over', async () => {
    const link = await offerSetupLink(database.db);
    expect((await use(`gwu_${'x'.repeat(43)}`)).status).toBe(403);
    await database.db.query("UPDATE gwanje.setup_link SET expires_at = now() - interval '1 second'");
    expect((await use(link)).status).toBe(403);
    await database.db.query("UPDATE gwanje.setup_link SET expires_at = now() + interval '1 hour'");
    expect((await use(link)).status).toBe(204);
    const again = await use(link, 'second');
    expect([again.status, again.body.detail]).toEqual([403, expect.stringContaining('unknown, was used')]);
    expect(await administrators()).toEqual(['first']);
  });

  it('needs a login and a password that are good: the link is not used up by a slip', async () => {
    const link = await offerSetupLink(database.db);
    expect((await use(link, 'first', { password: 'too short' })).status).toBe(400);
    expect((await use(link, 'First Person')).status).toBe(400);
    expect((await use(link, 'first', { name: '\u0007' })).status).toBe(400);
    expect((await use(null)).status).toBe(400);
    expect((await use(link)).status).toBe(204);
  });

  it('is one, when two use the link at once', async () => {
    const link = await offerSetupLink(database.db);
    const answers = await Promise.all([use(link, 'one'), use(link, 'two'), use(link, 'three')]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([204, 403, 403]);
    expect(await administrators()).toHaveLength(1);
  });

  it('is one, when two servers start at once and both links are used', async () => {
    const links = await Promise.all([offerSetupLink(database.db), offerSetupLink(database.db)]);
    expect(new Set(links).size).toBe(2);
    const answers = await Promise.all(links.map((link, index) => use(link, `person-${index}`)));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([204, 403]);
    expect(await administrators()).toHaveLength(1);
  });

  it('can be followed by another one with a link that a command makes, and by none that was offered before', async () => {
    const [link, before] = [await offerSetupLink(database.db), await offerSetupLink(database.db)];
    expect((await use(link)).status).toBe(204);
    expect((await use(before, 'late')).status).toBe(403);
    const recovery = await makeSetupLink(database.db, 'command');
    const taken = await use(recovery, 'first');
    expect([taken.status, taken.body.errors]).toEqual([409, [{ path: '/body/login', reason: 'is taken' }]]);
    expect((await use(recovery, 'second')).status).toBe(204);
    expect(await administrators()).toEqual(['first', 'second']);
  });

  it('is guessed at five times a minute from one address', async () => {
    for (let i = 0; i < 5; i++) expect((await use(`gwu_${'guess'.repeat(4)}${i}`)).status).toBe(403);
    const { body, headers, status } = await use(`gwu_${'guess'.repeat(4)}6`);
    expect([status, body.title]).toEqual([429, 'Too Many Requests']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('leaves no link in the database', async () => {
    const link = (await offerSetupLink(database.db)) ?? '';
    for (const table of ['setup_link', 'audit']) {
      const [row] = await database.db.query<{ text: string }>(
        `SELECT coalesce(string_agg(t::text, ' '), '') AS text FROM gwanje.${table} t`,
      );
      expect(row?.text).not.toContain(link.slice(4));
    }
  });
});
