import { afterAll, beforeAll, expect, it } from 'vitest';
import { Value } from 'typebox/value';
import { ROLES } from '../../server/contract/roles.ts';
import type { ToldRoute } from '../../server/routes/guard.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { signedIn } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/** A schema as JSON Schema has it, as far as it is looked at here. */
interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  additionalProperties?: unknown;
  maxItems?: number;
  uniqueItems?: boolean;
}

/**
 * Texts that are only compared, hashed, looked up or read as an instant, and never kept or shown; scenarios and passenger
 * lists are documents of their own, which are read by their own readers.
 */
const NEVER_KEPT =
  /\/(password|present|secret|link|code|from|to|realm|scopes\/\*|scope|views\/\*|file|inject\/text)$/;
/** Whatever is sent to these is checked event by event; see ingest/check-event.ts. */
const EVENTS = '/api/v1/events';
/** So are the events of an inject, before it is ordered; see drills/event-template.ts. */
const EVENT_DATA = '/inject/events/*/data';

onOneEngine('routes', (engine) => {
  const routes: ToldRoute[] = [];
  let database: TestDatabase;
  let server: TestServer;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { http: { route: (route) => routes.push(route) } });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  /** What a part of a body lets in that it should not, with its path. */
  function gapsOf(schema: Schema, path: string): string[] {
    const fits = (value: unknown) => Value.Check(schema as never, value);
    if (schema.anyOf) return schema.anyOf.flatMap((each) => gapsOf(each, path));
    switch (schema.type) {
      case 'object': {
        const inner = Object.entries(schema.properties ?? {});
        const closed = schema.additionalProperties === false || path === EVENT_DATA;
        const open = closed ? [] : [`${path} takes unknown keys`];
        return [...open, ...inner.flatMap(([key, each]) => gapsOf(each, `${path}/${key}`))];
      }
      case 'array': {
        const open = schema.maxItems === undefined && !schema.uniqueItems ? [`${path} has no end`] : [];
        return [...open, ...gapsOf(schema.items ?? {}, `${path}/*`)];
      }
      case 'string': {
        const controls = ['a\u0000b', 'a\u001bb', 'a\nb', 'a\u2028b'].filter(fits);
        return controls.length > 0 && !NEVER_KEPT.test(path) ? [`${path} takes control characters`] : [];
      }
      case 'integer':
      case 'number':
        return fits(1e300) || fits(-1e300) ? [`${path} has no limit`] : [];
      default:
        return [];
    }
  }

  it('what may be sent to a route is closed, limited and free of control characters', () => {
    const gaps = routes
      .filter(({ method, url }) => method !== 'HEAD' && url !== EVENTS)
      .flatMap(({ method, schema, url }) => {
        const body = (schema?.body ?? {}) as Schema;
        return gapsOf(body, '').map((gap) => `${method} ${url}: ${gap}`);
      });
    expect(gaps).toEqual([]);
  });

  it('what may be asked of a route has only the keys that it says', () => {
    const open = routes
      // The OpenID provider's answer comes with whatever it likes, and a way back with it.
      .filter(({ schema, url }) => schema?.querystring !== undefined && !url.startsWith('/api/v1/oidc/'))
      .filter(({ schema }) => (schema?.querystring as Schema | undefined)?.additionalProperties !== false)
      .map(({ method, url }) => `${method} ${url}`);
    expect(open).toEqual([]);
  });

  it('numbers in addresses and questions are no larger than the database takes', async () => {
    const { cookie } = await signedIn(database.db, ROLES);
    const faults: string[] = [];
    for (const { method, schema, url } of routes) {
      if (method === 'HEAD' || url.startsWith('/control')) continue;
      const path = url.replace(/:id\b/g, '9007199254740991').replace(/:\w+/g, 'x').replace('*', 'x');
      const keys = Object.entries(((schema?.querystring ?? {}) as Schema).properties ?? {});
      const numbers = keys.filter(([, { type }]) => type === 'integer' || type === 'number');
      const queries = numbers.flatMap(([key]) =>
        ['9007199254740991', '1e300', '-1', 'NaN'].map((n) => `?${key}=${n}`),
      );
      for (const asked of [
        path,
        path.replaceAll('9007199254740991', '99999999999999999999'),
        ...queries.map((q) => path + q),
      ]) {
        const { statusCode } = await server.app.inject({
          method: method as 'GET',
          url: asked,
          headers: {
            cookie,
            host: new URL(server.url).host,
            origin: server.url,
            'content-type': 'application/json',
          },
          ...(method !== 'GET' && { payload: '{}' }),
        });
        if (statusCode >= 500 && statusCode !== 503) faults.push(`${method} ${asked}: ${statusCode}`);
      }
    }
    expect(faults).toEqual([]);
  });
});
