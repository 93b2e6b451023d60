import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival } from '../../support/events.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { control, makeDrill, order, step } from './commands.ts';

const MINUTE_MS = 60_000;
const words = (text: string) => ({ ko: text, en: text });
/** Two minutes, and one before; a silent border. */
const SCENARIO = {
  name: 'two-minutes',
  title: words('Two minutes'),
  aim: words('That it is driven'),
  seed: 'two',
  minutes: 2,
  base: { rate: 0, before: 1 },
  timeline: [{ id: 'again', at: 'T1', do: 'server-restart' }],
  plays: { right: { title: words('right'), deeds: [] } },
  criteria: [
    { id: 'two-arrivals', title: words('Two'), is: 'rows', stream: 'arrival', where: {}, equals: 2 },
  ],
};

onOneEngine('a drill that is driven', (engine) => {
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

  const make = async (wanted: object) => await makeDrill(server, SCENARIO, wanted);

  it(
    'goes on in steps, each settled before the next, and is judged at its end',
    { meta: { slow: 'a drill is driven from its start to its end' } },
    async () => {
      const made = await make({});
      const startsAt = Date.parse(made.drill.startsAt);
      let clock = startsAt - MINUTE_MS;
      for (let nth = 0; ; nth++) {
        const answer = await step(server, made);
        if (answer.state === 'ended') break;
        expect(answer).toEqual({ state: 'go', from: clock, to: clock + 5_000, byHand: [] });
        clock = answer.to;
        if (nth % 18 !== 3) continue;
        const time = new Date(answer.to - 1_000).toISOString();
        const event = arrival({ units: 100 }, { time });
        const token = made.tokens?.['icn-airside'] ?? '';
        const told = await server.post(
          '/api/v1/events',
          token,
          'application/cloudevents-batch+json',
          JSON.stringify([event]),
        );
        expect(told.body).toMatchObject({ accepted: 1 });
      }
      expect(clock).toBe(startsAt + 2 * MINUTE_MS);
      const { body: board } = await server.get(`/api/v1/board?realm=${made.drill.realm}`);
      const units = Object.entries(board.cells as Record<string, any>)
        .filter(([key]) => key.startsWith('today|'))
        .reduce((sum, [, cell]) => sum + cell.units, 0);
      expect(units).toBe(200);
      const { body: report } = await control(server, `/control/drills/${made.drill.id}/report`);
      expect(report).toMatchObject({ scenario: { name: 'two-minutes' }, drill: { state: 'ended' } });
      const { body: live } = await server.get('/api/v1/board');
      expect(Object.keys(live.cells as object).filter((key) => key.startsWith('today|'))).toEqual([]);
    },
  );

  it(
    'stands still while it is paused, takes what is told all the same, and is dropped as if it had never been',
    { meta: { slow: 'a realm is made, driven and dropped' } },
    async () => {
      const made = await make({ paused: true });
      await order(server, made, { do: 'start', speed: 30 });
      const first = await step(server, made);
      expect(first.state).toBe('go');
      await order(server, made, { do: 'pause' });
      expect(await step(server, made)).toMatchObject({ state: 'wait', to: first.to });
      expect((await order(server, made, { do: 'drop' })).status).toBe(409);
      await order(server, made, { do: 'end' });
      expect(await order(server, made, { do: 'drop' })).toMatchObject({
        status: 200,
      });
      const [left] = await database.db.query<{ schemas: number; realms: number }>(
        `SELECT (SELECT count(*) FROM information_schema.schemata WHERE schema_name = $1) AS schemas,
              (SELECT count(*) FROM gwanje.realm WHERE name = $1) AS realms`,
        [made.drill.realm],
      );
      expect(left).toEqual({ schemas: 0, realms: 0 });
      expect((await server.get(`/api/v1/board?realm=${made.drill.realm}`)).status).toBe(404);
    },
  );
});
