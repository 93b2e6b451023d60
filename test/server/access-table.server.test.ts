import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Right } from '../../server/contract/roles.ts';
import { LIVE_REALM } from '../../server/server.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { signedIn } from '../support/people.ts';
import { eventually } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import {
  foreigners,
  knownVisitors,
  METRICS_TOKEN,
  strangers,
  wrongVisitors,
  type Shown,
} from '../support/visitors.ts';
import { KNOWN, MAY, OWN_SCREEN, ruleOf, type Known } from './access-rules.ts';

interface Route {
  method: string;
  url: string;
  access: Right;
}

/** What a question needs to be a good one, where whether one may ask it depends on what is asked. */
const QUERIES: Readonly<Record<string, string>> = {
  '/api/v1/totals': '?from=2026-01-01&to=2026-01-02',
  '/api/v1/series': '?from=2026-01-01&to=2026-01-02&step=day',
};
const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

// The table is of the routes, not of the database: one engine says it all.
onOneEngine('every route with everyone', (engine) => {
  let database: TestDatabase;
  /** Guests off, and guests of simulated realms: the second server's one realm is. */
  let server: TestServer;
  let open: TestServer;
  const routes: Route[] = [];
  let known: Map<string, Shown>;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, {
      env: { GUESTS: 'off', METRICS_TOKEN },
      http: { route: (route) => routes.push(route) },
    });
    open = await startTestServer(database.db, {
      env: { GUESTS: 'simulated' },
      realms: [{ ...LIVE_REALM, simulated: true }],
    });
    for (const each of [server, open])
      await eventually(async () => expect((await each.get('/readyz')).status).toBe(200), 30_000);
    known = await knownVisitors(database.db, server);
  });
  afterAll(async () => {
    await server.close();
    await open.close();
    await database.drop();
  });

  /** Status of the answer; the body is empty, so that nothing is done where it may be. */
  async function ask({ method, url }: Route, shown: Shown, origin?: string, at = server): Promise<number> {
    const path = url.replace(/:id\b/g, '999999999').replace(/:\w+/g, 'some-name').replace('*', 'some-file');
    const body = CHANGING.has(method) && method !== 'DELETE';
    const { host } = new URL(at.url);
    const { statusCode } = await at.app.inject({
      method: method as 'GET',
      url: path + (QUERIES[url] ?? ''),
      headers: {
        host,
        ...(origin !== undefined && { origin: origin === 'own' ? at.url : origin }),
        ...(body && {
          'content-type':
            url === '/api/v1/events' ? 'application/cloudevents-batch+json' : 'application/json',
        }),
        ...shown,
      },
      ...(body && { payload: url === '/api/v1/events' ? '[]' : '{}' }),
    });
    return statusCode;
  }
  /** What changes something may end the session it is asked with: each time another one. */
  async function fresh(who: string, { method }: Route): Promise<Shown> {
    const shown = known.get(who) ?? {};
    if (!CHANGING.has(method) || shown['cookie'] === undefined) return shown;
    const roles = who === 'nobody' ? [] : ([who] as never[]);
    return { cookie: (await signedIn(database.db, roles)).cookie };
  }
  /** What is not as it should be, so that all of it is seen at once. */
  async function wrongs(judge: (route: Route) => Promise<string | null>): Promise<string[]> {
    const found: string[] = [];
    for (const route of routes) {
      const wrong = await judge(route);
      if (wrong !== null) found.push(`${route.method} ${route.url}: ${wrong}`);
    }
    return found;
  }
  /** @returns what was answered where something else was due */
  async function wrong(
    route: Route,
    shown: Shown,
    due: number | 'passes',
    { origin = 'own', at = server }: { origin?: string | null; at?: TestServer } = {},
  ): Promise<string | null> {
    const got = await ask(route, shown, origin ?? undefined, at);
    const right = due === 'passes' ? got !== 401 && got !== 403 && got !== 500 : got === due;
    if (right || (route.url === OWN_SCREEN && got === 404)) return null;
    return `${due} was due and ${got} was answered`;
  }
  /** Feeds and commands show what is theirs; whoever else comes to their doors is a stranger there. */
  const isOwnMeans = ({ access }: Route) => access === 'feed' || access === 'drive' || access === 'control';
  const publicOr401 = ({ access }: Route) => (access === 'public' ? 'passes' : 401);

  it('has routes, and each has a rule here and asks for what the rule says', () => {
    expect(routes.length).toBeGreaterThan(20);
    expect(
      routes
        .map(({ access, method, url }) => `${method} ${url}: ${access}, by the rule ${ruleOf(method, url)}`)
        .filter((line) => !/: (\S+), by the rule \1$/.test(line)),
    ).toEqual([]);
  });

  it.each(KNOWN)('lets %s pass where the role may, and nowhere else', async (who: Known) => {
    const isStranger = who === 'feed' || who === 'control' || who === 'metrics';
    expect(
      await wrongs(async (route) => {
        const refused = isStranger || isOwnMeans(route) ? 401 : 403;
        return wrong(route, await fresh(who, route), MAY[route.access].includes(who) ? 'passes' : refused);
      }),
    ).toEqual([]);
  });

  it.each([null, 'https://evil.example', 'null', 'not an origin'])(
    'takes nothing by a cookie from a page of the origin %s',
    async (origin) => {
      expect(
        await wrongs(async (route) => {
          if (!CHANGING.has(route.method) || isOwnMeans(route)) return null;
          const who = MAY[route.access].find((each) => known.get(each)?.['cookie'] !== undefined);
          return wrong(route, known.get(who ?? 'nobody') ?? {}, 403, { origin });
        }),
      ).toEqual([]);
    },
  );

  it('asks whoever shows what opens nothing to show something else', async () => {
    for (const [what, shown] of await wrongVisitors(database.db)) {
      for (const at of [server, open])
        expect(await wrongs((route) => wrong(route, shown, publicOr401(route), { at })), what).toEqual([]);
    }
  });

  it('asks strangers who they are, but for what is public', async () => {
    for (const [what, shown] of await strangers(database.db))
      expect(await wrongs((route) => wrong(route, shown, publicOr401(route))), what).toEqual([]);
  });

  it('lets guests read what is simulated where the setting says so, and do nothing else', async () => {
    expect(
      await wrongs((route) => {
        return wrong(route, {}, route.access === 'read' ? 'passes' : publicOr401(route), { at: open });
      }),
    ).toEqual([]);
  });

  it('gives nothing to what is good in another realm', async () => {
    const { feed, screen } = await foreigners(database.db);
    expect(
      await wrongs((route) => {
        // A screen may know how it is set itself, wherever it asks.
        const passes = route.access === 'public' || route.url === OWN_SCREEN;
        return wrong(route, screen, passes ? 'passes' : isOwnMeans(route) ? 401 : 403);
      }),
    ).toEqual([]);
    expect(
      await wrongs((route) => wrong(route, feed, route.access === 'feed' ? 403 : publicOr401(route))),
    ).toEqual([]);
  });
});
