import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Handshake } from '../../server/contract/socket.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { eventually, TestScreen } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import {
  ELSEWHERE,
  foreigners,
  knownVisitors,
  strangers,
  wrongVisitors,
  type Shown,
} from '../support/visitors.ts';
import { KNOWN, MAY, type Known } from './access-rules.ts';

/** What may be asked of the stream, and the right that it takes. */
const ASKED = [
  ['a wall', {}, 'read'],
  ['a wall of one route', { scope: 'route:mail' }, 'read'],
  ['a desk', { desk: true }, 'look'],
] as const;

onOneEngine('the stream with everyone', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let known: Map<string, Shown>;
  const screens: TestScreen[] = [];

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { env: { GUESTS: 'off' } });
    await eventually(async () => expect((await server.get('/readyz')).status).toBe(200), 30_000);
    known = await knownVisitors(database.db, server);
  });
  afterEach(() => {
    for (const screen of screens.splice(0)) screen.close();
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  /** Why one may not watch, or that one watches. A key is shown in the handshake, a session by its cookie. */
  async function outcome({ authorization, cookie }: Shown, asked: Partial<Handshake>): Promise<string> {
    const screenKey = /^Bearer (gws_.*)$/.exec(authorization ?? '')?.[1];
    const made = new TestScreen(
      server.url,
      { ...asked, ...(screenKey !== undefined && { screenKey }) },
      cookie === undefined ? {} : { cookie },
    );
    screens.push(made);
    await eventually(() => made.refusal !== null || made.state.cells.size > 0);
    made.socket.io.reconnection(false);
    if (made.refusal === null) return 'watches';
    expect([made.messages, made.socket.connected]).toEqual([[], false]);
    return made.refusal.code;
  }

  it.each(KNOWN)('shows %s what the role may watch', async (who: Known) => {
    const shown = known.get(who) ?? {};
    const isStranger = who === 'feed' || who === 'control' || who === 'metrics';
    for (const [what, asked, right] of ASKED) {
      const due = MAY[right].includes(who) ? 'watches' : isStranger ? 'not-known' : 'not-allowed';
      expect(await outcome(shown, asked), what).toBe(due);
    }
    const foreign = { realm: ELSEWHERE.name };
    expect(await outcome(shown, foreign), 'another realm').toMatch(/^(unknown-realm|not-known|not-allowed)$/);
  });

  it('shows nothing to what opens nothing any more, to strangers and to those of another realm', async () => {
    for (const [what, shown] of await wrongVisitors(database.db))
      for (const [, asked] of ASKED) expect(await outcome(shown, asked), what).toBe('revoked');
    for (const [what, { cookie }] of await strangers(database.db))
      for (const [, asked] of ASKED)
        expect(await outcome(cookie === undefined ? {} : { cookie }, asked), what).toBe('not-known');
    const { screen } = await foreigners(database.db);
    for (const [, asked] of ASKED) expect(await outcome(screen, asked)).toBe('not-allowed');
  });

  it('is not to be had from a page of another origin, whoever sits before it', async () => {
    const cookie = known.get('administrator')?.['cookie'] ?? '';
    for (const origin of ['https://evil.example', 'null', `${server.url}.evil.example`, 'not an origin']) {
      const socket = new WebSocket(
        `${server.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`,
        {
          origin,
          headers: { cookie },
        },
      );
      const opened = await new Promise((resolve) =>
        socket.on('open', () => resolve(true)).on('error', () => resolve(false)),
      );
      socket.terminate();
      expect(opened, origin).toBe(false);
    }
  });

  it.each(['/', '/admin', '/board/', '/board2', '/live', '/__proto__'])(
    'is in no other namespace: %s',
    async (namespace) => {
      const socket = io(server.url + namespace, {
        transports: ['websocket'],
        forceNew: true,
        reconnection: false,
        extraHeaders: { cookie: known.get('administrator')?.['cookie'] ?? '' },
      });
      const heard: unknown[] = [];
      socket.onAny((...message) => heard.push(message));
      const refused = await new Promise((resolve) =>
        socket.on('connect', () => resolve(false)).on('connect_error', () => resolve(true)),
      );
      socket.close();
      expect([refused, heard]).toEqual([true, []]);
    },
  );

  it('does nothing for messages it does not know, and joins nobody to a room', async () => {
    const { cookie = '' } = known.get('viewer') ?? {};
    const narrow = new TestScreen(server.url, { scope: 'route:mail' }, { cookie });
    screens.push(narrow);
    await eventually(() => expect(narrow.state.cells.size).toBeGreaterThan(0));
    const raw = narrow.socket as unknown as { emit(event: string, ...data: unknown[]): void };
    const rooms = [
      'live headquarters wall',
      'live headquarters',
      'live headquarters desk',
      'elsewhere headquarters',
    ];
    for (const event of ['join', 'subscribe', 'enter', 'room', 'watch', 'cells', 'settings', 'refused'])
      for (const room of rooms) raw.emit(event, room);
    // Every room hears something once a second.
    const { length } = narrow.messages;
    await eventually(() => expect(narrow.messages.length).toBeGreaterThanOrEqual(length + 3));
    const keys = narrow.messages.flatMap(({ message }) => Object.keys(message.cells));
    expect(keys.filter((key) => /\|(traveller|express|cargo)(\||$)/.test(key))).toEqual([]);
    expect(narrow.socket.connected).toBe(true);
  });
});
