import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Webhooks } from '../../../server/alarms/webhooks.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn, type Person } from '../../support/people.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { nobodyWatches, raiseByHand } from './raise.ts';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** A receiver that answers as it is told to. */
async function startReceiver(answer: (received: Received) => { status: number; headers?: object }) {
  const received: Received[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      const one = { headers: request.headers, body };
      received.push(one);
      const { headers = {}, status } = answer(one);
      response.writeHead(status, { ...headers }).end('noted');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alarms`;
  const close = () => new Promise((resolve) => server.close(resolve));
  return { url, received, close };
}

onOneEngine('webhooks', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let admin: Person;
  let manager: Person;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { env: { GUESTS: 'off' } });
    await nobodyWatches(database.db);
    admin = await signedIn(database.db, ['administrator']);
    manager = await signedIn(database.db, ['duty-manager'], { name: '박비밀' });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  async function ask(person: Person, method: string, path: string, body?: unknown) {
    const response = await fetch(server.url + path, {
      method,
      headers: {
        cookie: person.cookie,
        origin: server.url,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }
  const hook = (url: string, leastPriority = 'low') =>
    ask(admin, 'POST', '/api/v1/webhooks', { url, leastPriority });
  const listed = async (id: number) =>
    (await ask(admin, 'GET', '/api/v1/webhooks')).body.webhooks.find((each: any) => each.id === id);

  const retries = { timeout: 90_000, meta: { slow: 'two retries, after the waits of the product' } };
  it('deliver what fails at first, signed, the same to the byte, and name nobody', retries, async () => {
    let failures = 2;
    const receiver = await startReceiver(() => ({ status: failures-- > 0 ? 500 : 204 }));
    const made = await hook(receiver.url, 'critical');
    expect(made.status).toBe(200);
    const { id, secret } = made.body;

    const alarmId = await raiseByHand(database.db, { rule: 'ai-down', port: 'ICN-EXP', route: 'express' });
    await raiseByHand(database.db, { rule: 'station-down', port: 'ICN-EXP', route: 'express', subject: 'x' });
    await eventually(async () => (await listed(id)).delivered === 1, 30_000);
    const taken = await ask(manager, 'POST', `/api/v1/alarms/${alarmId}/take`, { remark: '박비밀이 간다' });
    expect(taken.status).toBe(200);
    // Taking it is seeing it: two things happened.
    await eventually(async () => (await listed(id)).delivered === 3, 30_000);

    const [first, second, third, ...later] = receiver.received;
    expect(receiver.received).toHaveLength(5);
    expect([second?.body, third?.body]).toEqual([first?.body, first?.body]);
    expect([second?.headers['webhook-id'], third?.headers['webhook-id']]).toEqual([
      first?.headers['webhook-id'],
      first?.headers['webhook-id'],
    ]);
    for (const { body, headers } of receiver.received) {
      const { 'webhook-id': message, 'webhook-signature': signature, 'webhook-timestamp': at } = headers;
      const key = Buffer.from((secret as string).slice('whsec_'.length), 'base64');
      const expected = createHmac('sha256', key)
        .update(`${String(message)}.${String(at)}.${body}`)
        .digest('base64');
      expect(signature).toBe(`v1,${expected}`);
      expect(Math.abs(Date.now() / 1_000 - Number(at))).toBeLessThan(60);
      expect(body).not.toContain('박비밀');
    }
    expect(JSON.parse(first?.body ?? '')).toMatchObject({
      type: 'alarm.raised',
      data: { realm: 'live', id: alarmId, rule: 'ai-down', priority: 'critical', state: 'unacknowledged' },
    });
    expect(later.map(({ body }) => (JSON.parse(body) as { type: string }).type).sort()).toEqual([
      'alarm.acknowledged',
      'alarm.taken',
    ]);
    expect(await listed(id)).toMatchObject({ waiting: 0, failed: 0 });
    // The secret was shown once.
    expect(JSON.stringify(await listed(id))).not.toContain(secret);
    expect((await ask(admin, 'DELETE', `/api/v1/webhooks/${id}`)).status).toBe(204);
    await receiver.close();
  });

  it('follow no redirect, and are given up after a day, visibly', async () => {
    const elsewhere = await startReceiver(() => ({ status: 204 }));
    const receiver = await startReceiver(() => ({ status: 307, headers: { location: elsewhere.url } }));
    const { id } = (await hook(receiver.url)).body;
    await raiseByHand(database.db, { rule: 'list-old', port: null, route: null });
    await eventually(async () => (await listed(id)).lastError === 'it answered 307', 20_000);
    expect(await listed(id)).toMatchObject({ waiting: 1, failed: 0 });
    await database.db.query(
      `UPDATE gwanje.webhook_delivery SET created_at = now() - interval '25 hours', due_at = now() WHERE webhook = $1`,
      [id],
    );
    await eventually(async () => (await listed(id)).failed === 1, 20_000);
    expect(elsewhere.received).toEqual([]);
    await ask(admin, 'DELETE', `/api/v1/webhooks/${id}`);
    await Promise.all([receiver.close(), elsewhere.close()]);
  }, 60_000);

  it('deliver a message once where several servers could, and again where one died with it', async () => {
    const receiver = await startReceiver(() => ({ status: 200 }));
    const { id } = (await hook(receiver.url)).body;
    const errors: unknown[] = [];
    const options = { db: database.db, now: Date.now, random: Math.random };
    const others = [1, 2, 3].map(
      () => new Webhooks({ ...options, failed: (what, error) => errors.push(what, error) }),
    );
    for (const other of others) other.start();
    for (let number = 0; number < 20; number++) {
      await raiseByHand(database.db, { rule: 'lead-open', port: null, route: null, subject: `L-${number}` });
    }
    await eventually(async () => (await listed(id)).delivered === 20, 30_000);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(20);
    expect(ids).toHaveLength(20);
    // As if its server had died after sending and before saying so.
    await database.db.query(
      `UPDATE gwanje.webhook_delivery SET state = 'waiting', due_at = now(), done_at = NULL
       WHERE webhook = $1 AND id = (SELECT max(id) FROM gwanje.webhook_delivery)`,
      [id],
    );
    await eventually(() => receiver.received.length === 21, 20_000);
    expect(ids).toContain(receiver.received[20]?.headers['webhook-id']);
    expect(errors).toEqual([]);
    await Promise.all(others.map((other) => other.stop()));
    await ask(admin, 'DELETE', `/api/v1/webhooks/${id}`);
    await receiver.close();
  }, 60_000);

  it('are for administrators, and take no address that is none', async () => {
    for (const url of [
      'ftp://a.example/x',
      'http://user:pass@a.example/',
      'javascript:alert(1)',
      'not an url',
    ]) {
      const answer = await hook(url);
      expect([answer.status, answer.body.errors[0].path], url).toEqual([422, '/body/url']);
    }
    expect((await ask(manager, 'GET', '/api/v1/webhooks')).status).toBe(403);
    expect((await ask(admin, 'DELETE', '/api/v1/webhooks/999999')).status).toBe(404);
    const audit = await database.db.query<{ action: string; detail: object }>(
      `SELECT action, detail FROM gwanje.audit WHERE action LIKE 'webhook.%' ORDER BY seq`,
    );
    expect(audit.map(({ action }) => action)).toEqual(
      Array.from({ length: 6 }, (_, place) => (place % 2 === 0 ? 'webhook.created' : 'webhook.removed')),
    );
    expect(JSON.stringify(audit)).not.toMatch(/whsec|\/alarms/);
  });
});
