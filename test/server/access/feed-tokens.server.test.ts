import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FeedTokens } from '../../../server/access/feed-tokens.ts';
import { grantFeedToken } from '../../../server/control/feed-access.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival, correction } from '../../support/events.ts';
import { signedIn } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const TOKENS = '/api/v1/feed-tokens';

onOneEngine('feed tokens', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let administrator: { id: number; cookie: string };

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { env: { GUESTS: 'off' } });
    administrator = await signedIn(database.db, ['administrator'], { name: '관리자' });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  async function ask(method: string, path: string, body?: unknown, cookie = administrator.cookie) {
    const response = await fetch(server.url + path, {
      method,
      headers: {
        cookie,
        origin: server.url,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: text && JSON.parse(text) };
  }
  const list = async () => (await ask('GET', TOKENS)).body.tokens;
  const send = async (token: string, port: 'ICN-T1' | 'ICN-T2' = 'ICN-T2') =>
    (
      await server.post(
        '/api/v1/events',
        token,
        'application/cloudevents+json',
        JSON.stringify(arrival({ port })),
      )
    ).status;
  const audit = async () =>
    database.db.query<{ actor: string; action: string; object: string; detail: object }>(
      'SELECT actor, action, object, detail FROM gwanje.audit ORDER BY seq DESC LIMIT 1',
    );
  /** Known to nobody yet, so that the next look reads the database. */
  const fresh = () => new FeedTokens(database.db, Date.now);

  it('are made, shown once, listed without their secret, revoked at once, and each deed is in the log', async () => {
    const order = { feed: 'icn-xray', scopes: ['port:ICN-T2'], cadenceSeconds: 60 };
    const made = await ask('POST', TOKENS, order);
    expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store']);
    const { realm, token } = made.body;
    expect([realm, token]).toEqual(['live', expect.stringMatching(/^gwj_[\w-]{43}$/)]);

    const [row] = await list();
    const actor = `account:${administrator.id}`;
    expect(row).toEqual({
      id: expect.any(Number),
      feed: 'icn-xray',
      scopes: ['port:ICN-T2'],
      maySetRecordedTime: false,
      mayCorrectOtherFeeds: false,
      mayBringOldEvents: false,
      madeBy: { actor, name: '관리자' },
      madeAt: expect.stringMatching(/Z$/),
      lastUsedAt: null,
    });
    const rights = { maySetRecordedTime: false, mayCorrectOtherFeeds: false, mayBringOldEvents: false };
    const detail = { realm: 'live', feed: 'icn-xray', scopes: ['port:ICN-T2'], ...rights };
    const object = `feed-token:${row.id}`;
    expect(await audit()).toEqual([
      { actor, action: 'feed-token.created', object, detail: { ...detail, cadenceSeconds: 60 } },
    ]);

    expect([await send(token), await send(token, 'ICN-T1')]).toEqual([200, 422]);
    expect((await list())[0].lastUsedAt).toMatch(/Z$/);

    expect((await ask('DELETE', `${TOKENS}/${row.id}`)).status).toBe(204);
    expect(await send(token)).toBe(401);
    expect(await list()).toEqual([]);
    expect(await audit()).toEqual([
      { actor, action: 'feed-token.revoked', object, detail: { realm: 'live', feed: 'icn-xray' } },
    ]);
    expect((await ask('DELETE', `${TOKENS}/${row.id}`)).status).toBe(404);

    const [kept] = await database.db.query<{ text: string }>(
      `SELECT (SELECT string_agg(t::text, '') FROM gwanje.feed_token t) || (SELECT string_agg(a::text, '') FROM gwanje.audit a) AS text`,
    );
    expect(kept?.text).not.toContain(token.slice(4));
  });

  it.each([
    ['a place that is none', { feed: 'x', scopes: ['route:mail', 'port:XXX'] }, '/body/scopes/1'],
    ['a name that is none', { feed: '../x' }, '/body/feed'],
    ['a silence that is none', { feed: 'x', cadenceSeconds: 0 }, '/body/cadenceSeconds'],
    ['too many places', { feed: 'x', scopes: Array(65).fill('route:mail') }, '/body/scopes'],
  ])('are not made for %s, and it is said where that stands', async (_what, order, path) => {
    const { body, status } = await ask('POST', TOKENS, order);
    expect([status, body.errors[0]?.path]).toEqual([400, path]);
    expect(await list()).toEqual([]);
  });

  it('are for administrators only', async () => {
    for (const role of ['viewer', 'duty-manager', 'drill-director', 'auditor'] as const) {
      const { cookie } = await signedIn(database.db, [role]);
      for (const [method, path, body] of [
        ['GET', TOKENS],
        ['POST', TOKENS, { feed: 'sly' }],
        ['DELETE', `${TOKENS}/1`],
        ['POST', '/api/v1/feeds/sly/cadence', { cadenceSeconds: 5 }],
      ] as const) {
        expect((await ask(method, path, body, cookie)).status, `${role} ${method} ${path}`).toBe(403);
        expect((await ask(method, path, body, '')).status, `nobody ${method} ${path}`).toBe(401);
      }
    }
    expect(await list()).toEqual([]);
  });

  it('had a right when an event was held, without which its release is refused in words', async () => {
    const made = await ask('POST', TOKENS, { feed: 'held-hq', mayCorrectOtherFeeds: true });
    const { token } = made.body;
    const { id } = (await list()).find(({ feed }: { feed: string }) => feed === 'held-hq');
    const post = (event: object) =>
      server.post('/api/v1/events', token, 'application/cloudevents+json', JSON.stringify(event));
    const change = correction(arrival(), { feed: 'icn', changes: { units: 150_000 } });
    expect((await post(change)).body).toMatchObject({ events: [{ status: 'held' }] });
    const [held] = (await ask('GET', '/api/v1/held-events')).body.events;
    expect((await ask('DELETE', `${TOKENS}/${id}`)).status).toBe(204);
    const released = await ask('POST', `/api/v1/held-events/${held.id}/release`);
    expect(released).toMatchObject({
      status: 409,
      body: {
        detail: 'it cannot be released: it could not be sent now either',
        errors: [
          {
            path: '/data/feed',
            reason: 'is another feed: this token may not correct what other feeds sent',
          },
        ],
      },
    });
    expect((await ask('POST', `/api/v1/held-events/${held.id}/discard`)).status).toBe(204);
    expect((await ask('POST', `/api/v1/held-events/${held.id}/release`)).status).toBe(404);
  });

  it('say when they were last used, without writing that down more than once a minute', async () => {
    const token = await grantFeedToken(database.db, {
      realm: 'live',
      feed: 'steady',
      cadenceSeconds: null,
      maySetRecordedTime: false,
    });
    const used = async () => (await list())[0].lastUsedAt;
    const ago = (seconds: number) =>
      database.db.query(
        `UPDATE gwanje.feed_token SET last_used_at = date_trunc('second', now() - $1 * INTERVAL '1 second')
         WHERE feed = 'steady'`,
        [seconds],
      );
    await ago(50);
    const before = await used();
    await fresh().identify(`Bearer ${token}`);
    expect(await used()).toBe(before);
    await ago(70);
    await fresh().identify(`Bearer ${token}`);
    expect(Date.parse(await used())).toBeGreaterThan(Date.now() - 30_000);
    expect((await list())[0].madeBy).toEqual({ actor: 'system', name: null });
  });

  describe('speak', () => {
    const speaks = async (...scopes: string[]) => {
      const order = { realm: 'live', feed: 'some', cadenceSeconds: null, maySetRecordedTime: false };
      const token = await grantFeedToken(database.db, order);
      await database.db.query('UPDATE gwanje.feed_token SET scopes = $1::text[] WHERE feed = $2', [
        scopes,
        'some',
      ]);
      return (await fresh().identify(`Bearer ${token}`))?.speaksFor;
    };

    it('for everything where no place is named, or all of the country', async () => {
      expect(await speaks()).toBeNull();
      expect(await speaks('port:ICN-T1', 'headquarters')).toBeNull();
    });

    it('for nothing where the only place that is named exists no more', async () => {
      const speaksFor = await speaks('port:GONE');
      expect(speaksFor?.('ICN-T1', 'mail')).toBe(false);
      expect(speaksFor?.(null, null)).toBe(false);
    });
  });

  it("stand beside their feed's cadence, which may be changed where something was heard of the feed", async () => {
    const cadence = (feed: string, cadenceSeconds: number | null) =>
      ask('POST', `/api/v1/feeds/${feed}/cadence`, { cadenceSeconds });
    const feeds = async () =>
      Object.fromEntries(
        (await ask('GET', '/api/v1/feeds')).body.feeds.map((feed: any) => [feed.name, feed.cadenceSeconds]),
      );
    expect((await cadence('steady', 90)).status).toBe(200);
    expect(await audit()).toEqual([
      {
        actor: `account:${administrator.id}`,
        action: 'feed.cadence-set',
        object: 'feed:live:steady',
        detail: { cadenceSeconds: 90 },
      },
    ]);
    expect(await feeds()).toMatchObject({ steady: 90 });
    expect((await cadence('steady', null)).status).toBe(200);
    expect(await feeds()).toMatchObject({ steady: null });
    expect((await cadence('never-heard', 90)).status).toBe(404);
    expect(await feeds()).not.toHaveProperty('never-heard');
    expect((await cadence('steady', -1)).status).toBe(400);
  });
});
