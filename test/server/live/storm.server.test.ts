import { afterAll, beforeAll, expect, it } from 'vitest';
import { asksForKeys, counting } from '../../support/counted-board.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { pairedScreen } from '../../support/people.ts';
import { ReturningScreen } from '../../support/returning-screen.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const SCREENS = 80;
/** So that the test ends; on a quiet machine it takes two seconds. */
const TIMEOUT = { timeout: 250_000, meta: { slow: 'eighty screens and a server share the cores' } };

onOneEngine('screens that return all at once', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let screens: ReturningScreen[];
  /** Statements that ask who somebody is. */
  let asked = 0;

  /** Statements of who shows which screen. */
  let shared = 0;

  const note = (sql: string) => {
    if (asksForKeys(sql)) asked += 1;
    if (/\bscreen_window\b/.test(sql)) shared += 1;
  };
  const start = (port?: number) =>
    startTestServer(counting(database.db, note), {
      ...(port !== undefined && { port }),
      env: { GUESTS: 'off' },
    });
  const allRight = () =>
    eventually(
      () => expect(screens.filter(({ rightAt }) => rightAt !== null)).toHaveLength(SCREENS),
      200_000,
    );
  /** Who comes while a question is under way, or within 50 ms of it, is answered by the next. */
  const mostSince = (began: number) => 2 + (performance.now() - began) / 50;
  /** For all screens together, every second and a half; one may be under way. */
  const mostSharedSince = (began: number) => 2 + (performance.now() - began) / 1_500;
  /** None before a connection has been silent for three seconds, which only a busy machine makes it. */
  const givenUpSince = (began: number) => Math.floor((performance.now() - began) / 3_000);
  const spent = () => screens.reduce((sum, { attempts }) => sum + attempts, 0);
  function forget(): void {
    asked = 0;
    shared = 0;
    for (const screen of screens) screen.forget();
  }

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await start();
    const keys: string[] = [];
    for (let n = 0; n < SCREENS; n++) keys.push((await pairedScreen(database.db)).key);
    screens = keys.map(
      (screenKey, n) => new ReturningScreen(server.url, { screenKey, window: `window ${n}` }),
    );
    await allRight();
  });
  afterAll(async () => {
    for (const screen of screens ?? []) screen.close();
    await server?.close();
    await database?.drop();
  });

  it(
    'with their connections cut cost one attempt each, and statements by the moment, not by the screen',
    TIMEOUT,
    async () => {
      forget();
      const began = performance.now();
      for (const screen of screens) screen.cut();
      await allRight();
      expect(spent()).toBeLessThanOrEqual(SCREENS * (1 + givenUpSince(began)));
      expect(asked).toBeLessThanOrEqual(mostSince(began));
      expect(shared).toBeLessThanOrEqual(mostSharedSince(began));
    },
  );

  it('to a server that has just started do so as well, whatever it answers at first', TIMEOUT, async () => {
    const { port } = new URL(server.url);
    await server.close();
    forget();
    const began = performance.now();
    server = await start(Number(port));
    await allRight();
    // A server that has not read its figures yet sends them away with a moment each.
    const sentAway = screens.reduce(
      (sum, { refused }) => sum + refused.filter((code) => code === 'not-ready').length,
      0,
    );
    expect(spent()).toBeLessThanOrEqual(SCREENS * (1 + givenUpSince(began)) + sentAway);
    expect(asked).toBeLessThanOrEqual(mostSince(began));
    expect(shared).toBeLessThanOrEqual(mostSharedSince(began));
  });
});
