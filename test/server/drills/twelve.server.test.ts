import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { expectFailed, expectPassed, hastyTime, longestStep, played, UNPACED } from './twelve.ts';

const SLOW = { timeout: 300_000, meta: { slow: 'up to 190 steps, of some 60 queries each' } };

/**
 * Each from its first minute to its judgement, as fast as its steps settle; the first as it should be played, the second as it
 * should not, and so on. Both plays of each, with their own steps at 60 times, are in twelve.long.test.ts.
 */
onOneEngine('the drills that need no real time', (engine) => {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { drillTime: hastyTime() });
    await eventually(() => server.get('/readyz').then(({ status }) => expect(status).toBe(200)), 60_000);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  for (const drill of UNPACED.filter((_drill, nth) => nth % 2 === 0)) {
    it(`${drill.scenario.name} passes as it should be played`, SLOW, async () => {
      expectPassed(await played(server, drill, 'right', longestStep(drill)), drill.scenario);
    });
  }
  for (const drill of UNPACED.filter((_drill, nth) => nth % 2 === 1)) {
    it(`${drill.scenario.name} fails on one criterion as it should not be played`, SLOW, async () => {
      expectFailed(await played(server, drill, 'wrong', longestStep(drill)), drill.scenario, 'wrong');
    });
  }
});
