import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { away } from './away.ts';
import { control, makeDrill, order, scenarioOf, step } from './commands.ts';

const SCENARIO = scenarioOf('ends', 2);

onOneEngine('the end of a drill', (engine) => {
  let database: TestDatabase;
  let sometimes: ReturnType<typeof away>;
  let server: TestServer;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    sometimes = away(database.db, (sql) => sql.includes('SET report'));
    server = await startTestServer(sometimes.db);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const logOf = async (drill: number) =>
    (
      await database.db.query<{ kind: string }>(
        `SELECT kind FROM gwanje.drill_event WHERE drill = $1 ORDER BY id`,
        [drill],
      )
    ).map(({ kind }) => kind);

  it('is one, also when it is ordered twice at the same moment while a step is under way', async () => {
    const made = await makeDrill(server, SCENARIO);
    await step(server, made);
    const [under, ...ends] = await Promise.all([
      step(server, made),
      order(server, made, { do: 'end' }),
      order(server, made, { do: 'end' }),
    ]);
    expect(under.state).toMatch(/go|ended/);
    expect(ends.map(({ status }) => status)).toEqual([200, 200]);
    expect((await logOf(made.drill.id)).filter((kind) => kind === 'ended')).toHaveLength(1);
    // A driver may have missed the answer that told it.
    expect(await step(server, made)).toMatchObject({ state: 'ended' });
    const { body: report } = await control(server, `/control/drills/${made.drill.id}/report`);
    expect(report.drill).toMatchObject({ state: 'ended', endedAt: expect.any(String), passed: 0 });
    expect(report.timeline.at(-1)).toMatchObject({ kind: 'director', what: { en: 'The drill is ended' } });
  });

  it('does not keep a director waiting for a clock that stands still', async () => {
    const made = await makeDrill(server, SCENARIO, { paused: true });
    const waiting = step(server, made);
    const began = Date.now();
    expect(await order(server, made, { do: 'end' })).toMatchObject({ status: 200 });
    expect(Date.now() - began).toBeLessThan(4_000);
    expect((await waiting).state).toBe('wait');
  });

  it('has a report or is none: where that cannot be kept, the drill goes on and is ended again', async () => {
    const made = await makeDrill(server, SCENARIO);
    sometimes.go();
    expect(await order(server, made, { do: 'end' })).toMatchObject({ status: 503 });
    expect((await logOf(made.drill.id)).includes('ended')).toBe(false);
    sometimes.comeBack();
    expect(await step(server, made)).toMatchObject({ state: 'go' });
    expect(await order(server, made, { do: 'end' })).toMatchObject({ status: 200 });
    expect(await control(server, `/control/drills/${made.drill.id}/report`)).toMatchObject({ status: 200 });
  });
});
