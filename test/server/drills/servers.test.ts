import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MadeDrill, StepAnswer } from '../../../server/contract/drill-rest.ts';
import { openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival } from '../../support/events.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const words = { ko: '두 서버', en: 'Two servers' };
const SCENARIO = JSON.stringify({
  ...{ name: 'two-servers', title: words, aim: words, seed: 'two', minutes: 5, base: { rate: 0 } },
  timeline: [],
  plays: { right: { title: words, deeds: [] } },
  criteria: [{ id: 'one', title: words, is: 'rows', stream: 'arrival', where: {}, equals: 1 }],
});
/** A lease that nobody renews is over after ten seconds. */
const LEASE_MS = 20_000;

// The embedded database is held by one process and heard by one server.
describe.skipIf(inject('nativeUrl') === null)('a drill and several servers (native)', () => {
  let database: TestDatabase;
  let one: TestServer;
  let other: TestServer;
  let made: MadeDrill;

  beforeAll(async () => {
    database = await openTestDatabase('native');
    one = await startTestServer(database.db);
    other = await startTestServer(database.db);
    made = (await control(one, '/control/drills', { file: SCENARIO, drive: true, speed: 60 }))
      .body as MadeDrill;
  });
  afterAll(async () => {
    await other.close();
    await database.drop();
  });

  async function control(server: TestServer, path: string, body?: object) {
    const answer = await fetch(server.url + path, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: 'Bearer test-control-key', 'content-type': 'application/json' },
    });
    return { status: answer.status, body: (await answer.json()) as any };
  }
  const step = async (server: TestServer) =>
    (
      await server.post(
        `/api/v1/drills/${made.drill.id}/step`,
        made.token ?? '',
        'application/json',
        '{"observed":[]}',
      )
    ).body as StepAnswer & { detail?: string };
  const unitsAt = async (server: TestServer): Promise<number | null> => {
    const { body, status } = await server.get(`/api/v1/board?realm=${made.drill.realm}`);
    if (status !== 200) return null;
    return Object.entries(body.cells as Record<string, any>)
      .filter(([key]) => key.startsWith('today|'))
      .reduce((sum, [, cell]) => sum + cell.units, 0);
  };

  it('is driven by the one that made it and shown by both, by its own clock', async () => {
    const first = await step(one);
    expect(first.state).toBe('go');
    const event = arrival({ units: 70 }, { time: new Date(first.to - 500).toISOString() });
    await eventually(async () => expect(await unitsAt(other)).not.toBe(null), 10_000);
    const told = await other.post(
      '/api/v1/events',
      made.tokens?.['icn-airside'] ?? '',
      'application/cloudevents-batch+json',
      JSON.stringify([event]),
    );
    expect(told.body).toMatchObject({ accepted: 1 });
    await step(one);
    expect(await unitsAt(one)).toBe(70);
    await eventually(async () => expect(await unitsAt(other)).toBe(70), 10_000);
    expect((await step(other)).detail).toBe('another server drives it');
  });

  it('obeys orders that are given to the other one', async () => {
    await control(other, `/control/drills/${made.drill.id}/orders`, { do: 'pause' });
    const waiting = await step(one);
    expect(waiting.state).toBe('wait');
    await control(other, `/control/drills/${made.drill.id}/orders`, { do: 'start', speed: 30 });
    expect(await step(one)).toMatchObject({ state: 'go', from: waiting.to });
  });

  it('stands still when the server that drove it ends, and goes on where another one starts it', async () => {
    const { to } = await step(one);
    await one.close();
    const start = () => control(other, `/control/drills/${made.drill.id}/orders`, { do: 'start', speed: 60 });
    await eventually(async () => {
      await start();
      expect(await step(other)).toMatchObject({ state: 'go', from: to });
    }, LEASE_MS);
    await control(other, `/control/drills/${made.drill.id}/orders`, { do: 'end' });
    const { body: report } = await control(other, `/control/drills/${made.drill.id}/report`);
    expect(report).toMatchObject({ passed: true, drill: { state: 'ended', passed: 1 } });
  });
});
