import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVENT_DATA } from '../../../server/contract/events.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival } from '../../support/events.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

onOneEngine('a server answers', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let webFolder: string;
  let ahead = 0;

  beforeAll(async () => {
    webFolder = await mkdtemp(join(tmpdir(), 'gwanje-web-'));
    await mkdir(join(webFolder, 'assets'));
    await writeFile(join(webFolder, 'index.html'), '<!doctype html><title>wall</title>');
    await writeFile(join(webFolder, 'assets/main-abc.js'), 'export {};');
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { webFolder, now: () => Date.now() + ahead });
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200));
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
    await rm(webFolder, { recursive: true });
  });

  describe('for those who watch over it', () => {
    it('that it is alive', async () => {
      expect(await server.get('/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
    });

    it('that it is ready: database reachable, migrated, figures current', async () => {
      expect(await server.get('/readyz')).toMatchObject({
        status: 200,
        body: {
          ready: true,
          database: true,
          migrated: true,
          realms: [{ realm: 'live', current: true, listening: true }],
        },
      });
    });

    it('that it is not ready while its figures are old', async () => {
      const follower = server.realms.get('live')?.follower;
      await follower?.stop();
      ahead = 6_000;
      const response = await fetch(`${server.url}/readyz`);
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await response.json()).toMatchObject({
        ready: false,
        database: true,
        realms: [{ current: false }],
      });
      ahead = 0;
    });

    it('how it goes, for Prometheus, with few and known labels', async () => {
      const token = await server.token('metrics');
      await server.post(
        '/api/v1/events',
        token,
        'application/cloudevents-batch+json',
        JSON.stringify([arrival(), { ...arrival(), type: 'border.<script>' }]),
      );
      await server.get('/no/such/path/HONG-GIL-DONG');
      const response = await fetch(`${server.url}/metrics`);
      expect(response.headers.get('content-type')).toContain('text/plain');
      const text = await response.text();
      expect(text).toMatch(
        /^gwanje_ingest_events_total\{realm="live",type="border.arrival.v1",outcome="accepted"\} 1$/m,
      );
      expect(text).toMatch(
        /^gwanje_ingest_events_total\{realm="live",type="unknown",outcome="rejected"\} 1$/m,
      );
      for (const name of [
        'gwanje_follower_tick_seconds_count',
        'gwanje_follower_listening',
        'gwanje_follower_confirmed_age_seconds',
        'gwanje_screens',
        'gwanje_ingest_queued_rows',
        'gwanje_process_cpu_seconds_total',
        'gwanje_http_request_seconds_bucket',
      ]) {
        expect(text, name).toMatch(new RegExp(`^${name}`, 'm'));
      }
      expect(text).not.toMatch(/HONG|<script/);
      for (const line of text.split('\n'))
        expect(line).toMatch(/^$|^#|^[a-z0-9_]+(\{([a-z_]+="[^"]*",?)+\})? \S+$/);
    });
  });

  describe('for those who build on it', () => {
    it('schemas of all that it takes, each with an example that fits it', async () => {
      const { body } = await server.get('/api/v1/schemas');
      expect(body.schemas.map(({ type }: { type: string }) => type).sort()).toEqual(
        Object.keys(EVENT_DATA).sort(),
      );
      for (const { schema: path, type } of body.schemas) {
        const answer = await fetch(server.url + path);
        expect(answer.headers.get('content-type')).toContain('application/schema+json');
        const schema = (await answer.json()) as { examples: object[] };
        expect([...Value.Errors(schema, schema.examples[0])], type).toEqual([]);
        expect(Value.Check(schema, { ...schema.examples[0], data: {} }), type).toBe(false);
      }
      const unknown = await server.get('/api/v1/schemas/border.parcel.v1');
      expect([unknown.status, unknown.body.detail]).toEqual([
        404,
        expect.stringContaining('border.arrival.v1'),
      ]);
    });

    it('what it takes and gives, as OpenAPI', async () => {
      const { body, status } = await server.get('/openapi.json');
      expect(status).toBe(200);
      expect(body.openapi).toMatch(/^3\.1/);
      const paths = Object.keys(body.paths);
      expect(paths).toEqual(
        expect.arrayContaining([
          '/api/v1/events',
          '/api/v1/feeds/paxlst',
          '/api/v1/feeds',
          '/api/v1/totals',
          '/api/v1/series',
          '/api/v1/board',
          '/api/v1/reference',
          '/healthz',
          '/readyz',
        ]),
      );
      expect(paths.some((path) => path.startsWith('/control'))).toBe(false);
      const taken = JSON.stringify([body.paths['/api/v1/events'].post.requestBody, body.components.schemas]);
      for (const type of Object.keys(EVENT_DATA)) expect(taken).toContain(type);
      expect((await fetch(`${server.url}/docs/`)).headers.get('content-type')).toContain('text/html');
    });

    it('with a problem as RFC 9457 has it where there is nothing, and repeats nothing of what was asked', async () => {
      for (const path of [
        '/nothing',
        '/api/v1/secret-HONG',
        '/api/v1/events',
        '/assets/none.js',
        '/assets/..%2f..%2fpackage.json',
        '/wall/x',
      ]) {
        const response = await fetch(server.url + path);
        const text = await response.text();
        expect(response.status, path).toBe(404);
        expect(response.headers.get('content-type')).toContain('application/problem+json');
        expect(JSON.parse(text)).toMatchObject({ type: 'about:blank', title: 'Not Found', status: 404 });
        expect(text).not.toContain('HONG');
      }
    });

    it('which feeds there are, and how fresh', async () => {
      const { body } = await server.get('/api/v1/feeds');
      expect(body.feeds.find(({ name }: { name: string }) => name === 'metrics')).toMatchObject({
        accepted: 1,
        rejected: 1,
        cadenceSeconds: 60,
      });
      expect(await server.get('/api/v1/feeds?colour=red')).toMatchObject({ status: 400 });
      expect(await server.get('/api/v1/feeds?realm=other')).toMatchObject({ status: 404 });
    });
  });

  describe('for those who look', () => {
    it.each(['/', '/wall', '/wall?lang=en'])(
      'with the page at %s, which is asked for anew each time',
      async (path) => {
        const response = await fetch(server.url + path);
        expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-cache']);
        expect(await response.text()).toContain('<title>wall</title>');
      },
    );

    it('with what the page needs, which never changes under its name', async () => {
      const response = await fetch(`${server.url}/assets/main-abc.js`);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toMatch(/immutable/);
    });

    it('and lets no page but its own load, frame or run anything', async () => {
      const policy = (await fetch(`${server.url}/wall`)).headers.get('content-security-policy') ?? '';
      for (const rule of [
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ])
        expect(policy).toContain(rule);
      expect(policy).not.toMatch(/unsafe|\*/);
    });
  });

  describe('for commands on the same machine', () => {
    const control = (path: string, body: object, key = 'test-control-key') =>
      server.post(`/control/feed-tokens${path}`, key, 'application/json', JSON.stringify(body));

    it('with a new token, which opens the door, until it is revoked', async () => {
      const { body, status } = await control('', { feed: 'by-command', cadenceSeconds: 30 });
      expect([status, body.realm]).toEqual([200, 'live']);
      const send = () =>
        server.post('/api/v1/events', body.token, 'application/cloudevents+json', JSON.stringify(arrival()));
      expect((await send()).status).toBe(200);
      expect(await control('/revoke', { feed: 'by-command' })).toEqual({
        status: 200,
        body: { realm: 'live', revoked: 1 },
      });
      await eventually(async () => expect((await send()).status).toBe(401), 4_000);
    });

    it('only with the key', async () => {
      for (const key of ['', 'wrong', 'test-control-key2']) {
        expect(await control('', { feed: 'x' }, key), key).toMatchObject({
          status: 401,
          body: { status: 401 },
        });
        expect(await control('/revoke', { feed: 'x' }, key)).toMatchObject({ status: 401 });
      }
    });

    it('only for names that are safe anywhere, and realms that run here', async () => {
      for (const feed of ['', 'Upper', 'with space', '../up', 'x'.repeat(64), '<b>', '한글', 7])
        expect((await control('', { feed })).status, String(feed)).toBe(400);
      expect((await control('', { feed: 'x', realm: 'elsewhere' })).status).toBe(404);
      expect((await control('', { feed: 'x', cadenceSeconds: 0 })).status).toBe(400);
    });
  });
});
