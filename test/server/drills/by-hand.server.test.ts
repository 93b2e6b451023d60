import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MadeDrill } from '../../../server/contract/drill-rest.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { makeDrill, order, scenarioOf, step } from './commands.ts';

onOneEngine('injects by hand', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let cookie: string;
  let made: MadeDrill;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    ({ cookie } = await signedIn(database.db, ['drill-director']));
    const again = { id: 'planned', at: 'T0', do: 'server-restart' };
    made = await makeDrill(server, scenarioOf('by-hand', 5, [again]));
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const inject = async (what: object) => {
    const answer = await fetch(`${server.url}/api/v1/drills/${made.drill.id}/injects`, {
      ...{ method: 'POST', body: JSON.stringify({ inject: { at: 'T0', ...what } }) },
      headers: { cookie, 'content-type': 'application/json', origin: server.url },
    });
    expect(answer.status).toBe(200);
  };
  const epoch = () => server.realms.get(made.drill.realm)?.board.epoch;
  const happened = async () =>
    (
      await database.db.query<{ id: string }>(
        `SELECT detail ->> 'id' AS id FROM gwanje.drill_event WHERE drill = $1 AND kind = 'inject' ORDER BY drill_event.id`,
        [made.drill.id],
      )
    ).map(({ id }) => id);
  const restart = { id: 'restart', do: 'server-restart' };
  const list = { id: 'list', do: 'paxlst', text: 'UNB' };

  it('are handed over until the driver has got them, and happen once', async () => {
    const before = epoch();
    expect(await step(server, made)).toMatchObject({ state: 'go', byHand: [] });
    const planned = epoch();
    expect(planned).not.toBe(before);
    await inject(restart);
    const lost = await step(server, made);
    expect(lost.byHand).toEqual([{ nth: expect.any(Number), at: lost.to, inject: { at: 'T0', ...restart } }]);
    const restarted = epoch();
    expect(restarted).not.toBe(planned);
    await inject(list);
    const answer = await step(server, made);
    expect(answer.byHand).toEqual([
      ...lost.byHand,
      { nth: expect.any(Number), at: answer.to, inject: { at: 'T0', ...list } },
    ]);
    expect(epoch()).toBe(restarted);
    const [first, second] = answer.byHand;
    expect((await step(server, made, { taken: first?.nth })).byHand).toEqual([second]);
    expect((await step(server, made, { taken: second?.nth })).byHand).toEqual([]);
    expect(await happened()).toEqual(['planned', 'restart', 'list']);
  });

  it('are known to the next server as well, those that nobody was told of yet too', async () => {
    const { byHand: before } = await step(server, made);
    await order(server, made, { do: 'pause' });
    await inject({ ...list, id: 'late' });
    await server.close();
    server = await startTestServer(database.db);
    const restarted = epoch();
    await order(server, made, { do: 'start', speed: 60 });
    const answer = await step(server, made);
    expect(answer.byHand).toEqual([
      ...before,
      { nth: expect.any(Number), at: answer.to, inject: { at: 'T0', ...list, id: 'late' } },
    ]);
    expect(epoch()).toBe(restarted);
    expect(await happened()).toEqual(['planned', 'restart', 'list', 'late']);
  });
});
