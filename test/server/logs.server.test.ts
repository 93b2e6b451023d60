import { afterAll, beforeAll, expect, it } from 'vitest';
import { newSecret } from '../../server/access/secrets.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { arrival } from '../support/events.ts';
import { pairedScreen, signedIn } from '../support/people.ts';
import { eventually, TestScreen } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

onOneEngine('a log', (engine) => {
  const lines: string[] = [];
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, {
      env: { GUESTS: 'off', LOG_LEVEL: 'debug', METRICS_TOKEN: 'metrics-token-never-said' },
      http: { logTo: { write: (line) => void lines.push(line) } },
    });
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200), 30_000);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it('of everything has no secret in it, right or wrong', async () => {
    const person = await signedIn(database.db, ['administrator', 'duty-manager'], { login: 'someone' });
    const screen = await pairedScreen(database.db);
    const token = await server.token();
    const wrong = {
      session: newSecret('gwx').secret,
      screen: newSecret('gws').secret,
      feed: newSecret('gwj').secret,
      link: newSecret('gwu').secret,
      password: 'correct horse battery staple',
      password2: 'another quite long password',
      markup: '<script>alert("in the log")</script>',
    };
    const json = { 'content-type': 'application/json', origin: server.url };
    const single = { 'content-type': 'application/cloudevents+json' };
    const cookie = (session: string) => ({ cookie: `gwanje=${session}` });
    const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
    const asked: [string, string, Record<string, string>, string?][] = [
      ['POST', '/api/v1/session', json, JSON.stringify({ login: 'someone', password: wrong.password })],
      ['POST', '/api/v1/session', json, JSON.stringify({ login: wrong.markup, password: wrong.password })],
      ['POST', '/api/v1/session', json, `{"login":"x","password":"${wrong.password}`],
      [
        'POST',
        '/api/v1/setup',
        json,
        JSON.stringify({ link: wrong.link, login: 'a', name: 'b', password: wrong.password2 }),
      ],
      [
        'POST',
        '/api/v1/accounts',
        { ...json, ...cookie(person.session) },
        JSON.stringify({
          login: 'new',
          name: 'New',
          roles: ['viewer'],
          scopes: ['headquarters'],
          password: wrong.password2,
        }),
      ],
      ['POST', '/api/v1/session', json, JSON.stringify({ login: 'new', password: wrong.password2 })],
      [
        'POST',
        '/api/v1/me/password',
        { ...json, ...cookie(person.session) },
        JSON.stringify({ present: wrong.password, password: wrong.password2 }),
      ],
      ['GET', `/api/v1/board?scope=${wrong.session}`, cookie(wrong.session)],
      ['GET', '/api/v1/board', cookie(person.session)],
      ['GET', '/api/v1/board', bearer(wrong.screen)],
      ['GET', '/api/v1/board', bearer(screen.key)],
      ['GET', '/metrics', bearer('metrics-token-never-said')],
      ['GET', `/nothing/${wrong.link}?token=${token}`, {}],
      ['GET', `/api/v1/oidc/callback?code=${wrong.link}&state=${wrong.feed}`, {}],
      ['GET', `/%E0%A4%A${wrong.link}`, cookie(person.session)],
      ['POST', '/api/v1/events', { ...single, ...bearer(wrong.feed) }, JSON.stringify(arrival())],
      [
        'POST',
        '/api/v1/events',
        { ...single, ...bearer(token) },
        JSON.stringify(arrival({ conveyance: wrong.markup })),
      ],
      [
        'POST',
        '/api/v1/events',
        { ...single, ...bearer(token) },
        JSON.stringify({ ...arrival(), [wrong.markup]: 1, type: wrong.markup }),
      ],
      [
        'POST',
        '/api/v1/feed-tokens',
        { ...json, ...cookie(person.session) },
        JSON.stringify({ feed: 'said' }),
      ],
      [
        'POST',
        '/control/feed-tokens',
        { ...json, ...bearer('test-control-key') },
        JSON.stringify({ feed: 'told' }),
      ],
      ['POST', '/control/feed-tokens', { ...json, ...bearer(wrong.password) }, '{}'],
    ];
    const given: string[] = [];
    const statuses = new Set<number>();
    for (const [method, path, headers, body] of asked) {
      const response = await fetch(server.url + path, {
        method,
        headers,
        ...(body !== undefined && { body }),
      });
      statuses.add(response.status);
      given.push(...((await response.text()).match(/gw[a-z]_[\w-]{8,}/g) ?? []));
      given.push(
        ...response.headers.getSetCookie().flatMap((each) => /=(gw[a-z]_[\w-]+)/.exec(each)?.[1] ?? []),
      );
    }
    for (const [key, session] of [
      [wrong.screen, undefined],
      [screen.key, undefined],
      [undefined, wrong.session],
      [undefined, person.session],
    ]) {
      const made = new TestScreen(
        server.url,
        key === undefined ? {} : { screenKey: key },
        session === undefined ? {} : cookie(session),
      );
      await eventually(() => made.refusal !== null || made.state.cells.size > 0);
      made.close();
    }
    // A fault of the database, whose detail has the row: everything is logged of it but that.
    server.app.log.error(
      {
        err: Object.assign(new Error('a constraint'), {
          code: '23514',
          detail: `Failing row contains (${wrong.password})`,
        }),
      },
      'request failed',
    );
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401]));
    expect(given.length).toBeGreaterThanOrEqual(2);
    expect(lines.length).toBeGreaterThan(0);
    const log = lines.join('');
    expect(log).toContain('23514');
    const secrets = [...Object.values(wrong), ...given, token, person.session, screen.key];
    for (const secret of [...secrets, 'metrics-token-never-said', 'test-control-key', 'in the log'])
      expect(log.includes(secret), secret.slice(0, 8)).toBe(false);
    expect(log).not.toMatch(/gw[a-z]_|gwanje=|argon2id|Bearer/);
  });
});
