import { afterAll, beforeAll, expect, it } from 'vitest';
import { LONGEST_SCENARIO, MOST_DRILL_BYTES } from '../../../server/contract/drill-rest.ts';
import type { Problem } from '../../../server/contract/rest.ts';
import { readApart } from '../../../server/drills/read-apart.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { known, RIGHT } from './right-scenario.ts';

onOneEngine('a scenario of one’s own', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let cookie: string;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    ({ cookie } = await signedIn(database.db, ['drill-director']));
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const post = async (body: string) => {
    const answer = await fetch(`${server.url}/api/v1/drills`, {
      ...{
        method: 'POST',
        body,
        headers: { cookie, 'content-type': 'application/json', origin: server.url },
      },
    });
    return { status: answer.status, body: (await answer.json()) as Problem };
  };
  /** Wrong in its first line, so that no drill is made of it. */
  const wrong = (length: number, filler: string) => `name: 7\n#${filler.repeat(length - 9)}`;

  it(
    'is read up to the length that its schema promises, whatever it is written in',
    { meta: { slow: 'two threads of TypeScript, each a second to load' } },
    async () => {
      const text = wrong(LONGEST_SCENARIO, '세');
      expect(text).toHaveLength(LONGEST_SCENARIO);
      const plain = JSON.stringify({ file: text });
      for (const body of [plain, plain.replaceAll('세', String.raw`\uc138`)]) {
        const { body: answer, status } = await post(body);
        expect([status, answer.detail]).toEqual([422, 'the scenario is wrong']);
      }
      const longer = await post(JSON.stringify({ file: wrong(LONGEST_SCENARIO + 1, 'a') }));
      expect([longer.status, longer.body.errors?.[0]?.path]).toEqual([400, '/body/file']);
    },
  );

  it('is refused in words where the request is larger than any of that length', async () => {
    const { body, status } = await post(JSON.stringify({ file: 'a'.repeat(MOST_DRILL_BYTES) }));
    expect([status, body.detail]).toEqual([
      413,
      `a request to this route has at most ${MOST_DRILL_BYTES} bytes; send less at once`,
    ]);
    const order = await fetch(`${server.url}/api/v1/drills/1/orders`, {
      ...{ method: 'POST', body: JSON.stringify({ text: 'a'.repeat(70_000) }) },
      headers: { cookie, 'content-type': 'application/json', origin: server.url },
    });
    expect(await order.json()).toMatchObject({ status: 413, detail: expect.stringContaining('65536 bytes') });
  });

  it('is read apart: the walls go on, and one after the other is answered', async () => {
    // A second or so to read, in which the event loop would stand still.
    const brackets = readApart(']'.repeat(20_000), known);
    let turns = 0;
    const going = setInterval(() => turns++, 1);
    const right = readApart(RIGHT, known);
    expect(await brackets).toMatchObject({ faults: { 0: { line: 1, path: '/' } } });
    clearInterval(going);
    expect(turns).toBeGreaterThan(10);
    expect(await right).toHaveProperty('scenario');
  });
});
