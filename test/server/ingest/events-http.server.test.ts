import { request } from 'node:http';
import { CloudEvent, emitterFor, HTTP, httpTransport, Mode } from 'cloudevents';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { BorderEvent } from '../../../server/contract/events.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';
import { registerRealm } from '../../../server/db/queries/realms.ts';
import { hashSecret, newSecret } from '../../../server/access/secrets.ts';
import { revokeFeed } from '../../../server/control/feed-access.ts';
import { expectExactCounts } from '../../support/counts.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import {
  arrival,
  bulletin,
  correction,
  declaration,
  indicator,
  lead,
  seizure,
  station,
  verdict,
} from '../../support/events.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';

const SINGLE = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const STREAM = 'application/x-ndjson';
const EVENTS = '/api/v1/events';
const json = JSON.stringify;

onEachEngine('POST /api/v1/events', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let token: string;
  /** The server's clock stands still while a test wants it to. */
  let frozenAt: number | null = null;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { now: () => frozenAt ?? Date.now() });
    token = await server.token('gate');
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const post = (type: string, body: string, as = token) => server.post(EVENTS, as, type, body);
  const batch = (events: unknown[], as = token) => post(BATCH, json(events), as);
  /** Keeps arrivals from being written. @returns what lets them in again */
  async function blockArrivals(): Promise<() => Promise<void>> {
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    let closed = () => {};
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const blocked = database.db.transaction(async (tx) => {
      // A transaction that stands still is ended after five seconds; a busy machine takes longer to fill a queue.
      await tx.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      await tx.query('LOCK TABLE live.arrival IN EXCLUSIVE MODE');
      closed();
      await opened;
    });
    await isClosed;
    return async () => {
      open();
      await blocked;
    };
  }
  async function stored(source: string): Promise<number> {
    const [row] = await database.db.query<{ n: number }>(
      'SELECT count(*) AS n FROM live.arrival WHERE source = $1',
      [source],
    );
    return row?.n ?? 0;
  }

  describe('takes events', () => {
    it('one at a time, and says that it is on the board', async () => {
      const event = arrival();
      expect(await post(SINGLE, json(event))).toEqual({
        status: 200,
        body: {
          accepted: 1,
          duplicate: 0,
          held: 0,
          rejected: 0,
          events: [{ index: 0, id: event.id, status: 'accepted' }],
        },
      });
    });

    it('in a batch of every kind, answered one by one, in the order in which they were sent', async () => {
      const flight = arrival();
      const events = [
        verdict(),
        flight,
        seizure(),
        correction(flight, { changes: { units: 3 } }),
        { ...arrival(), data: {} },
        flight,
        verdict(),
      ];
      const { body, status } = await batch(events);
      expect(status).toBe(200);
      expect(body).toMatchObject({ accepted: 5, duplicate: 1, rejected: 1 });
      expect(
        body.events.map((each: { index: number; id: string; status: string }) => [
          each.index,
          each.id,
          each.status,
        ]),
      ).toEqual(
        ['accepted', 'accepted', 'accepted', 'accepted', 'rejected', 'duplicate', 'accepted'].map(
          (outcome, index) => [index, (events[index] as BorderEvent).id, outcome],
        ),
      );
      expect(body.events[4].errors[0]).toEqual({ path: '/data/port', reason: 'is missing' });
    });

    it('of leads, stations, declarations, bulletins and indicators beside the others, and corrections of each', async () => {
      const source = 'every type';
      const of = [
        lead({ leadNo: 'L-http', stepsTotal: 1_000_000_000, dueAt: '2026-03-02T10:00:00+23:00' }, { source }),
        station({ station: 'every type', dedicated: true, reason: 'lamp "3" \\ {x}' }, { source }),
        declaration({ amountUsd: 1e8, amountKrw: 1.5e11, courier: 'c_000001' }, { source }),
        bulletin({ bulletinNo: 'B-http', periodFrom: '2000-01-01', periodTo: '2099-12-31' }, { source }),
        indicator({ name: 'http', value: 5e-324, target: -1e15, period: '2028-02-29' }, { source }),
        seizure({ caseNo: 'C-http', quantity: 100_000, weapon: 'glock-19', category: 'firearm' }, { source }),
      ];
      const changes = [
        { status: 'closed', dueAt: null },
        { dedicated: false, testsPassed: 1_000_000_000 },
        { amountUsd: 10_000.01, amountKrw: null },
        { status: 'draft', periodTo: '2099-12-30' },
        { value: -1e15, target: null },
        { quantity: 1, referredAt: '2099-12-31T00:00:00+15:59' },
      ];
      const corrections = of.map((event, place) =>
        correction(event, { changes: changes[place] as Record<string, string> }, { source }),
      );
      const bad = { ...declaration({}, { source }), data: { ...declaration().data, amountUsd: 0.001 } };
      // Some come before what they correct.
      const events = [
        ...corrections.slice(0, 3),
        bad,
        ...of,
        ...corrections.slice(3),
        arrival({}, { source }),
      ];
      const { body, status } = await batch([...events, of[2]]);
      expect([status, body.accepted, body.duplicate, body.rejected]).toEqual([200, 13, 1, 1]);
      expect(body.events[3]).toMatchObject({ status: 'rejected', errors: [{ path: '/data/amountUsd' }] });
      expect((await batch(events)).body).toMatchObject({ accepted: 0, duplicate: 13, rejected: 1 });
      const standing = async (columns: string, stream: string) => {
        const rows = await database.db.query(
          `SELECT ${columns} FROM (
             SELECT (jsonb_populate_record(r, k.changes)).* FROM live.${stream} r
             CROSS JOIN LATERAL live.corrections_of(r.feed, r.source, r.id, r.time, '${stream}', 'infinity') k) s
           WHERE source = 'every type'`,
        );
        return rows[0];
      };
      expect(await standing('lead_no, status, due_at, feed', 'lead')).toEqual({
        ...{ lead_no: 'L-http', status: 'closed', due_at: null, feed: 'gate' },
      });
      expect(await standing('dedicated, tests_passed, reason', 'station')).toEqual({
        ...{ dedicated: false, tests_passed: 1_000_000_000, reason: 'lamp "3" \\ {x}' },
      });
      expect(await standing('amount_usd, amount_krw, courier', 'declaration')).toEqual({
        ...{ amount_usd: 10_000.01, amount_krw: null, courier: 'c_000001' },
      });
      expect(await standing('status, period_from, period_to', 'bulletin')).toEqual({
        ...{ status: 'draft', period_from: '2000-01-01', period_to: '2099-12-30' },
      });
      expect(await standing('value, target, period', 'indicator')).toEqual({
        ...{ value: -1e15, target: null, period: '2028-02-29' },
      });
      const [taken] = await database.db.query(
        "SELECT quantity, referred_at, weapon FROM live.seizure_case WHERE case_no = 'C-http'",
      );
      expect(taken).toEqual({
        ...{ quantity: 1, referred_at: new Date('2099-12-30T08:01:00Z'), weapon: 'glock-19' },
      });
      const raw = await database.db.query("SELECT value FROM live.indicator WHERE source = 'every type'");
      expect(raw).toEqual([{ value: 5e-324 }]);
    });

    it('in binary mode, with attributes in headers, percent-encoded where they are not plain', async () => {
      const { data, id, source, specversion, time, type } = arrival({}, { source: '//세관.example' });
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json; charset=utf-8',
        'ce-id': id,
        'ce-type': type,
        'ce-source': encodeURIComponent(source),
        'ce-specversion': specversion,
        'ce-time': time,
      };
      const response = await fetch(server.url + EVENTS, { method: 'POST', headers, body: json(data) });
      expect([response.status, await response.json()]).toMatchObject([200, { accepted: 1 }]);
      expect(await stored('//세관.example')).toBe(1);
    });

    it('one a line in a stream, bad lines named by their number and no good one lost', async () => {
      const lines = [
        json(arrival({}, { source: 'stream' })),
        '',
        'no json',
        json({ ...arrival(), id: 'bad-1', time: 'x' }),
        'x'.repeat(70_000),
        json(arrival({}, { source: 'stream' })),
      ];
      const { body, status } = await post(STREAM, lines.join('\r\n'));
      expect(status).toBe(200);
      expect(body).toMatchObject({ lines: 5, accepted: 2, duplicate: 0, rejected: 3 });
      expect(body.rejections.map(({ id, line }: { id: string; line: number }) => [line, id])).toEqual([
        [3, null],
        [4, 'bad-1'],
        [5, null],
      ]);
      expect(body.rejections[0].errors).toEqual([{ path: '/', reason: 'the line is not JSON' }]);
      expect(body.rejections[2].errors[0].reason).toContain('longer than');
      expect(await stored('stream')).toBe(2);
    });

    it('in a stream that is read no faster than the database takes it, so that memory does not grow', async () => {
      const time = new Date().toISOString();
      const all = 12_000;
      // Spaces make a line as long as eight, so that what lies in buffers of the network is not most of the stream.
      const padding = ' '.repeat(2_000);
      let sent = 0;
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          if (sent >= all) return controller.close();
          let lines = '';
          for (let n = 0; n < 100; n++)
            lines += `${padding}${json({ ...arrival({ units: 1 }), id: `long-${sent++}`, source: 'long', time })}\n`;
          controller.enqueue(new TextEncoder().encode(lines));
        },
      });
      await batch([arrival()]);
      frozenAt = Date.now();
      const free = await blockArrivals();
      const headers = { authorization: `Bearer ${token}`, 'content-type': STREAM };
      const streamed = fetch(server.url + EVENTS, { method: 'POST', headers, body, duplex: 'half' });
      // It stands still: looks that are 300 ms apart see the same.
      let before = -1;
      await eventually(async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        const last = before;
        before = sent;
        expect(sent).toBeGreaterThan(0);
        expect(sent).toBe(last);
      }, 30_000);
      expect(sent).toBeLessThan(all * 0.8);
      frozenAt = null;
      await free();
      expect(await (await streamed).json()).toMatchObject({
        ...{ lines: all, accepted: all, rejected: 0, rejections: [] },
      });
      expect(await stored('long')).toBe(all);
    });

    it('and nothing: an empty batch says that the feed is alive', async () => {
      const heartbeat = await server.token('quiet');
      expect(await batch([], heartbeat)).toEqual({
        status: 200,
        body: { accepted: 0, duplicate: 0, held: 0, rejected: 0, events: [] },
      });
      const { body } = await server.get('/api/v1/feeds');
      const feed = body.feeds.find(({ name }: { name: string }) => name === 'quiet');
      expect(feed).toMatchObject({ accepted: 0, rejected: 0, lastEventTime: null, cadenceSeconds: 60 });
      expect(Date.now() - Date.parse(feed.lastHeardAt)).toBeLessThan(60_000);
    });

    it('with the time at which they became known, from feeds that may say so, and from no other', async () => {
      const historian = await server.token('history', { maySetRecordedTime: true });
      const event = arrival({}, { source: 'history', recordedtime: '2026-01-05T12:00:00+09:00' });
      expect(await batch([event])).toMatchObject({
        status: 422,
        body: { errors: [{ path: '/recordedtime' }] },
      });
      expect((await batch([event], historian)).status).toBe(200);
      const [row] = await database.db.query(
        "SELECT recorded_at, feed FROM live.arrival WHERE source = 'history'",
      );
      expect(row).toEqual({ recorded_at: new Date('2026-01-05T03:00:00Z'), feed: 'history' });
    });

    it('as text, whatever it looks like', async () => {
      const conveyance = `"quoted" \\ {NULL,'x'}; DROP TABLE x; <script>1</script>`;
      expect((await batch([arrival({ conveyance }, { source: 'odd' })])).status).toBe(200);
      expect(await database.db.query("SELECT conveyance FROM live.arrival WHERE source = 'odd'")).toEqual([
        { conveyance },
      ]);
    });
  });

  describe('counts an event once', () => {
    it('when it is twice in a batch', async () => {
      const event = arrival({}, { source: 'twice' });
      const { body } = await batch([event, event, arrival({}, { source: 'twice' })]);
      expect(body.events.map(({ status }: { status: string }) => status)).toEqual([
        'accepted',
        'duplicate',
        'accepted',
      ]);
      expect(await stored('twice')).toBe(2);
    });

    it('when the batch is sent again', async () => {
      const events = Array.from({ length: 50 }, () => arrival({}, { source: 'again' }));
      expect((await batch(events)).body).toMatchObject({ accepted: 50, duplicate: 0 });
      expect((await batch([...events, arrival({}, { source: 'again' })])).body).toMatchObject({
        accepted: 1,
        duplicate: 50,
      });
      expect(await stored('again')).toBe(51);
    });

    it('when it is sent many times at the same moment: exactly one is told that it was new', async () => {
      const event = arrival({}, { source: 'at once' });
      const answers = await Promise.all(Array.from({ length: 20 }, () => post(SINGLE, json(event))));
      expect(answers.map(({ body }) => body.accepted).reduce((a, b) => a + b)).toBe(1);
      expect(answers.map(({ body }) => body.duplicate).reduce((a, b) => a + b)).toBe(19);
    });

    it('when two send the same batch in opposite order at the same moment', async () => {
      const events = Array.from({ length: 1_000 }, () => arrival({}, { source: 'opposite' }));
      const answers = await Promise.all([
        batch(events),
        batch(events.toReversed()),
        batch(events),
        batch(events.toReversed()),
      ]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(answers.reduce((sum, { body }) => sum + body.accepted, 0)).toBe(1_000);
      expect(await stored('opposite')).toBe(1_000);
    });

    it('and the counts say so', async () => {
      await expectExactCounts(database.db);
    });
  });

  describe('refuses', () => {
    const raw = (headers: Record<string, string>, body = json(arrival())) =>
      fetch(server.url + EVENTS, { method: 'POST', headers, body });

    it('whoever shows no token, or a wrong one, with a problem as RFC 9457 has it', async () => {
      for (const authorization of [
        undefined,
        '',
        'Bearer',
        'Bearer wrong',
        `Bearer ${newSecret('gwj').secret}`,
        `Basic ${token}`,
        token,
      ]) {
        const response = await raw({
          'content-type': SINGLE,
          ...(authorization !== undefined && { authorization }),
        });
        expect(response.status, authorization).toBe(401);
        expect(response.headers.get('www-authenticate')).toBe('Bearer');
        expect(response.headers.get('content-type')).toContain('application/problem+json');
        expect(await response.json()).toMatchObject({
          type: 'about:blank',
          title: 'Unauthorized',
          status: 401,
          detail: expect.any(String),
        });
      }
    });

    it('a token two seconds after it was revoked, and not its neighbours', async () => {
      const leaving = await server.token('leaving');
      expect((await batch([arrival()], leaving)).status).toBe(200);
      expect(await revokeFeed(database.db, 'live', 'leaving')).toBe(1);
      await eventually(async () => expect((await batch([arrival()], leaving)).status).toBe(401), 4_000);
      expect((await batch([arrival()])).status).toBe(200);
    });

    it('a token that is revoked while its stream comes', async () => {
      const leaving = await server.token('streaming');
      let over = false;
      const line = () => new TextEncoder().encode(`${json(arrival())}\n`);
      const lines = new ReadableStream<Uint8Array>({
        pull: async (out) => {
          // A feed sends when something happens, not as fast as it can.
          await new Promise((resolve) => setTimeout(resolve, 20));
          if (over) out.close();
          else out.enqueue(line());
        },
      });
      const answer = fetch(`${server.url}${EVENTS}`, {
        ...{ method: 'POST', body: lines, duplex: 'half' },
        headers: { authorization: `Bearer ${leaving}`, 'content-type': STREAM },
      });
      const arrived = async () =>
        (
          await database.db.query<{ n: number }>(
            "SELECT count(*) AS n FROM live.arrival WHERE feed = 'streaming'",
          )
        )[0]?.n;
      await eventually(async () => expect(await arrived()).toBeGreaterThan(5));
      await revokeFeed(database.db, 'live', 'streaming');
      expect((await answer).status).toBe(401);
      over = true;
    });

    it('a token of a realm that this server does not run', async () => {
      await registerRealm(database.db, {
        name: 'elsewhere',
        kind: 'drill',
        ko: '훈련',
        en: 'drill',
        simulated: true,
      });
      const { hash, secret: foreign } = newSecret('gwj');
      expect(hashSecret(foreign)).toEqual(hash);
      await database.db.query(
        "INSERT INTO gwanje.feed_token (hash, realm, feed) VALUES ($1, 'elsewhere', 'x')",
        [hash],
      );
      expect(await batch([arrival()], foreign)).toMatchObject({
        status: 403,
        body: { status: 403, title: 'Forbidden' },
      });
    });

    it('a body that is not JSON', async () => {
      expect(await post(SINGLE, '{"specversion":')).toMatchObject({
        status: 400,
        body: { errors: [{ path: '/', reason: 'is not JSON' }] },
      });
      expect((await post(BATCH, '')).status).toBe(400);
    });

    it('one event as a batch, and a batch as one event', async () => {
      expect(await post(SINGLE, json([arrival()]))).toMatchObject({ status: 400 });
      expect(await post(BATCH, json(arrival()))).toMatchObject({ status: 400 });
    });

    it('a batch that is too long, whole', async () => {
      const events = Array.from({ length: 5_001 }, () => arrival({}, { source: 'too long' }));
      expect(await batch(events)).toMatchObject({ status: 413, body: { status: 413 } });
      expect(await stored('too long')).toBe(0);
    });

    it('a body that is too large', async () => {
      expect(await post(BATCH, `[${' '.repeat(4 * 1024 * 1024)}]`)).toMatchObject({
        status: 413,
        body: {
          title: 'Payload Too Large',
          detail: 'a request to this route has at most 4194304 bytes; send less at once',
        },
      });
    });

    it('other media types, and plain JSON that is no event', async () => {
      for (const type of ['text/xml', 'application/json', 'text/plain', 'multipart/form-data']) {
        expect((await post(type, json(arrival()))).status, type).toBe(415);
      }
    });

    it('events of which none is right, each with its place and path', async () => {
      const wrong = { ...arrival(), id: 'w1', time: '2026-02-30T00:00:00Z' };
      expect(await post(SINGLE, json(wrong))).toMatchObject({
        status: 422,
        body: {
          title: 'Unprocessable Entity',
          errors: [{ path: '/time', reason: 'is no date and time that exists' }],
          rejected: 1,
        },
      });
      const { body } = await batch([wrong, { ...arrival(), data: { ...arrival().data, units: 0 } }]);
      expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['/0/time', '/1/data/units']);
    });

    it('events by name and keeps why, but never what they held', async () => {
      const secret = 'HONG GIL DONG M1234567';
      const feed = await server.token('clumsy');
      await batch(
        [
          { ...arrival(), id: 'c1', data: { ...arrival().data, port: secret } },
          { ...arrival(), [secret]: 1, time: secret },
        ],
        feed,
      );
      const rows = await database.db.query(
        "SELECT event_id, path, reason FROM live.rejection WHERE feed = 'clumsy' ORDER BY path",
      );
      expect(rows).toHaveLength(2);
      expect(rows[0]).toMatchObject({ event_id: 'c1', path: '/data/port' });
      expect(json(rows)).not.toContain('HONG');
      const { body } = await server.get('/api/v1/feeds');
      expect(body.feeds.find(({ name }: { name: string }) => name === 'clumsy')).toMatchObject({
        accepted: 0,
        rejected: 2,
      });
    });

    it(
      'more when too much waits for the database, and loses nothing of what it took',
      { meta: { slow: 'sixty thousand events wait for the database' } },
      async () => {
        const events = json(Array.from({ length: 5_000 }, () => arrival({}, { source: 'flood' })));
        await batch([arrival()]);
        // The token stays believed while the clock stands still: the database cannot be asked.
        frozenAt = Date.now();
        const free = await blockArrivals();
        const realm = server.realms.get('live');
        const floods = Array.from({ length: 18 }, () => post(BATCH, events));
        const waiting = () => realm?.ingest.queuedRows ?? 0;
        await eventually(() => expect(waiting()).toBeGreaterThan(60_000));
        const refused = await fetch(server.url + EVENTS, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': SINGLE },
          body: json(arrival()),
        });
        frozenAt = null;
        await free();
        expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
        expect(await refused.json()).toMatchObject({ status: 429, title: 'Too Many Requests' });
        const answers = await Promise.all(floods);
        // What waited for longer than ten seconds, on a busy machine, was given up.
        expect([200, 429, 503]).toEqual(expect.arrayContaining(answers.map(({ status }) => status)));
        expect(answers.map(({ status }) => status)).toContain(429);
        const again = await post(BATCH, events);
        expect([again.status, again.body.accepted + again.body.duplicate]).toEqual([200, 5_000]);
        expect(answers.reduce((sum, { body }) => sum + (body.accepted ?? 0), 0)).toBeLessThanOrEqual(5_000);
        expect(await stored('flood')).toBe(5_000);
        expect((await batch([arrival()])).status).toBe(200);
      },
    );

    it('a stream that is mostly wrong after ten thousand lines, and says which', async () => {
      const { body, status } = await post(STREAM, 'wrong\n'.repeat(30_000));
      expect(status).toBe(422);
      expect(body.lines).toBeLessThan(30_000);
      expect(body.rejections).toHaveLength(body.rejected);
      expect(body.rejections[0]).toMatchObject({ line: 1 });
      expect((await batch([arrival()])).status).toBe(200);
    });

    it('to be harmed by a sender that hangs up in the middle', async () => {
      await new Promise<void>((resolve) => {
        const half = request(server.url + EVENTS, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': STREAM },
        });
        half.on('error', () => resolve());
        half.on('close', () => resolve());
        half.write(`${json(arrival({}, { source: 'hung up' }))}\n${json(arrival()).slice(0, 40)}`, () =>
          setTimeout(() => half.destroy(), 100),
        );
      });
      expect((await batch([arrival()])).status).toBe(200);
      await eventually(async () => expect(await stored('hung up')).toBe(1));
    });
  });

  describe('speaks with the official CloudEvents SDK', () => {
    const toSdk = (event: BorderEvent) => new CloudEvent({ ...event, data: event.data });
    const send = async (message: { headers: object; body: unknown }) => {
      const headers = { ...(message.headers as Record<string, string>), authorization: `Bearer ${token}` };
      const response = await fetch(server.url + EVENTS, {
        method: 'POST',
        headers,
        body: message.body as string,
      });
      return { status: response.status, body: await response.json() };
    };

    it('in structured mode', async () => {
      expect(await send(HTTP.structured(toSdk(arrival())))).toMatchObject({
        status: 200,
        body: { accepted: 1 },
      });
    });

    it('in binary mode', async () => {
      expect(await send(HTTP.binary(toSdk(verdict())))).toMatchObject({ status: 200, body: { accepted: 1 } });
    });

    it('in a batch of structured events', async () => {
      const events = [toSdk(arrival()), toSdk(seizure())].map(
        (event) => JSON.parse(event.toString()) as unknown,
      );
      expect(await send({ headers: { 'content-type': BATCH }, body: json(events) })).toMatchObject({
        status: 200,
        body: { accepted: 2 },
      });
    });

    it('over its own HTTP transport', async () => {
      for (const mode of [Mode.STRUCTURED, Mode.BINARY]) {
        const emit = emitterFor(httpTransport(server.url + EVENTS), { mode });
        const answer = (await emit(toSdk(arrival()), { headers: { authorization: `Bearer ${token}` } })) as {
          body: string;
        };
        expect(JSON.parse(answer.body)).toMatchObject({ accepted: 1 });
      }
    });
  });
});

// The embedded database is in this process: it cannot be away.
describe.skipIf(inject('native') === null)(
  'POST /api/v1/events while the database is away (native, needs TEST_DATABASE_URL)',
  () => {
    let database: TestDatabase;
    let proxy: TcpProxy;
    let server: TestServer;
    let token: string;
    let viaProxy: ReturnType<typeof openPgDatabase>;

    beforeAll(async () => {
      database = await openTestDatabase('native');
      proxy = await startTcpProxy(database.env['DATABASE_URL'] ?? '');
      viaProxy = openPgDatabase({
        url: proxy.url,
        poolSize: 4,
        random: Math.random,
        answerMs: 2_000,
        onIdleError: () => undefined,
      });
      server = await startTestServer(viaProxy);
      token = await server.token();
    });
    afterAll(async () => {
      await server.close();
      await viaProxy.close();
      await proxy.close();
      await database.drop();
    });
    const send = (events: readonly BorderEvent[]) =>
      fetch(server.url + EVENTS, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': BATCH },
        body: json(events),
      });

    it('says 503 and when to come back, and what is sent again then is neither lost nor counted twice', async () => {
      const batches = Array.from({ length: 12 }, () =>
        Array.from({ length: 40 }, () => arrival({ units: 1 }, { source: 'away' })),
      );
      let said503 = 0;
      await Promise.all(
        batches.map(async (events, index) => {
          if (index === 4) proxy.cut();
          for (;;) {
            const response = await send(events);
            if (response.status === 200) return;
            expect(response.status).toBe(503);
            expect(response.headers.get('retry-after')).toBe('1');
            expect(await response.json()).toMatchObject({
              status: 503,
              title: 'Service Unavailable',
              detail: expect.stringContaining('nothing is lost'),
            });
            if (++said503 === 10) proxy.mend();
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }),
      );
      expect(said503).toBeGreaterThan(0);
      const [row] = await database.db.query(
        "SELECT count(*) AS n, sum(units) AS units FROM live.arrival WHERE source = 'away'",
      );
      expect(row).toEqual({ n: 480, units: 480 });
      await expectExactCounts(database.db);
    });

    it('finds what was committed as duplicate when the connection broke before the answer', async () => {
      const client = new Client({ connectionString: database.env['DATABASE_URL'] });
      await client.connect();
      await client.query('BEGIN; LOCK TABLE live.arrival IN EXCLUSIVE MODE');
      const events = [arrival({}, { source: 'broken' })];
      const first = send(events);
      await eventually(async () => {
        const waiting = await database.db.query(
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        );
        expect(waiting.length).toBeGreaterThan(0);
      });
      // What the database answers does not come through any more; it commits all the same.
      proxy.hold();
      await client.query('COMMIT');
      await client.end();
      await eventually(async () =>
        expect(await database.db.query("SELECT FROM live.arrival WHERE source = 'broken'")).toHaveLength(1),
      );
      proxy.cut();
      expect((await first).status).toBe(503);
      proxy.mend();
      await eventually(async () => {
        const response = await send(events);
        expect(await response.json()).toMatchObject({ accepted: 0, duplicate: 1 });
      });
      await expectExactCounts(database.db);
    });

    it('says 503 also when the network swallows everything and nobody says so', async () => {
      expect((await send([arrival()])).status).toBe(200);
      proxy.hold();
      try {
        const answer = await Promise.race([
          send([arrival()]).then(({ status }) => status),
          new Promise((resolve) => setTimeout(() => resolve('no answer'), 15_000)),
        ]);
        expect(answer).toBe(503);
      } finally {
        proxy.cut();
        proxy.mend();
      }
    });
  },
);
