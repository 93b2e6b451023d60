import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import {
  expectFailed,
  expectPassed,
  LONGEST_MS,
  longestStep,
  PACED,
  played,
  playedByProcess,
} from './twelve.ts';

onOneEngine('drills in which screens are cut off, at 60 times', (engine) => {
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

  // Both plays at once: each has a driver of its own, one of them a process, and mostly waits for its pace.
  it.each(PACED.map((drill) => [drill.scenario.name, drill] as const))(
    '%s: passes as it should be played, and fails on one criterion as it should not',
    { timeout: LONGEST_MS, meta: { slow: 'nine minutes at 60 times: screens notice by real time' } },
    async (_, drill) => {
      const [right, wrong] = await Promise.all([
        playedByProcess(server, drill, 'right', longestStep(drill)),
        played(server, drill, 'wrong', longestStep(drill)),
      ]);
      expectPassed(right, drill.scenario);
      expectFailed(wrong, drill.scenario, 'wrong');
    },
  );
});
