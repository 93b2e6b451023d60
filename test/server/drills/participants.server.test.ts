import { afterAll, beforeAll, expect, it } from 'vitest';
import type { MadeDrill } from '../../../server/contract/drill-rest.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn, type Person } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { makeDrill, scenarioOf, step } from './commands.ts';

onOneEngine('who takes part in drills', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let person: Person;
  let one: MadeDrill;
  let other: MadeDrill;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    person = await signedIn(database.db, ['duty-manager'], { name: 'Kim' });
    one = await makeDrill(server, scenarioOf('one', 5));
    other = await makeDrill(server, { ...scenarioOf('other', 5), clock: '2026-03-01T09:00' });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const asks = async ({ drill }: MadeDrill, method: 'POST' | 'DELETE') => {
    const answer = await fetch(`${server.url}/api/v1/drills/${drill.id}/participants`, {
      ...{ method, body: '{}' },
      headers: { cookie: person.cookie, 'content-type': 'application/json', origin: server.url },
    });
    expect(answer.status).toBe(200);
  };
  const taking = async () =>
    await database.db.query<{ drill: number }>(
      `SELECT drill FROM gwanje.drill_participant WHERE account = $1 AND left_at IS NULL`,
      [person.id],
    );
  const logged = async ({ drill }: MadeDrill) =>
    await database.db.query<{ kind: string; at: Date }>(
      `SELECT kind, at FROM gwanje.drill_event WHERE drill = $1 AND kind IN ('joined', 'left') ORDER BY id`,
      [drill.id],
    );

  it('takes part in one at a time; what each log says is on its own clock', async () => {
    await asks(one, 'POST');
    const { to } = await step(server, one);
    await asks(other, 'POST');
    expect(await taking()).toEqual([{ drill: other.drill.id }]);
    expect(await logged(one)).toEqual([
      { kind: 'joined', at: new Date(one.drill.shows) },
      { kind: 'left', at: new Date(to) },
    ]);
    expect(await logged(other)).toEqual([{ kind: 'joined', at: new Date(other.drill.shows) }]);
  });

  it('leaves no other drill than the one that it is to leave', async () => {
    await asks(one, 'DELETE');
    expect(await taking()).toEqual([{ drill: other.drill.id }]);
    expect(await logged(one)).toHaveLength(2);
    await asks(other, 'DELETE');
    expect(await taking()).toEqual([]);
    expect((await logged(other)).map(({ kind }) => kind)).toEqual(['joined', 'left']);
  });
});
