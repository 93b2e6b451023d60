import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { expectFailed, expectPassed, LONGEST_MS, playedByProcess, TWELVE } from './twelve.ts';

/** Each drill from its first minute to its judgement: a whole server, and the driver as a process of its own. */
onOneEngine('the twelve drills at 60 times', (engine) => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    await eventually(() => server.get('/readyz').then(({ status }) => expect(status).toBe(200)), 60_000);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  // Both plays at once: each has a driver of its own, and mostly waits for its pace.
  it.each(TWELVE.map((drill) => [drill.scenario.name, drill] as const))(
    '%s: passes as it should be played, and fails on one criterion as it should not',
    { timeout: LONGEST_MS, meta: { slow: 'up to an hour at 60 times' } },
    async (_, drill) => {
      const [right, wrong] = await Promise.all([
        playedByProcess(server, drill, 'right'),
        playedByProcess(server, drill, 'wrong'),
      ]);
      expectPassed(right, drill.scenario);
      expectFailed(wrong, drill.scenario, 'wrong');
    },
  );
});
