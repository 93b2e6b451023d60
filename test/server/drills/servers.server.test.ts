import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MadeDrill } from '../../../server/contract/drill-rest.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';
import { openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { arrival } from '../../support/events.ts';
import { eventually } from '../../support/screen.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { control, makeDrill, order, scenarioOf, step as stepOf } from './commands.ts';

const SCENARIO = scenarioOf('two-servers', 5);
/** A lease that nobody renews is over after six seconds; and as long again on a busy machine. */
const LEASE_MS = 20_000;
/** As it is promised. */
const GOES_ON_MS = 15_000;

// The embedded database is held by one process and heard by one server.
describe.skipIf(inject('native') === null)('a drill and several servers (native)', () => {
  let database: TestDatabase;
  let one: TestServer;
  let other: TestServer;
  let made: MadeDrill;

  beforeAll(async () => {
    database = await openTestDatabase('native');
    one = await startTestServer(database.db);
    other = await startTestServer(database.db);
    made = await makeDrill(one, SCENARIO);
  });
  afterAll(async () => {
    await other.close();
    await database.drop();
  });

  const step = async (server: TestServer) => await stepOf(server, made);
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

  it(
    'obeys orders that are given to the other one',
    { meta: { slow: 'two whole servers hand a drill over' } },
    async () => {
      await order(other, made, { do: 'pause' });
      const waiting = await step(one);
      expect(waiting.state).toBe('wait');
      await order(other, made, { do: 'start', speed: 30 });
      expect(await step(one)).toMatchObject({ state: 'go', from: waiting.to });
    },
  );

  it('is ended by the one that drives it when the other one is told to', async () => {
    const more = await makeDrill(one, SCENARIO);
    await stepOf(one, more);
    expect(await order(other, more, { do: 'end' })).toMatchObject({
      status: 200,
      body: { drill: { state: 'ended', passed: 0 } },
    });
    expect(await stepOf(one, more)).toMatchObject({ state: 'ended' });
  });

  it('is given up by a server whose lease another one took meanwhile: its clock is set no more', async () => {
    const { to } = await step(one);
    const lease = async (driver: string | null) =>
      await database.db.query(
        `UPDATE gwanje.drill SET holder = $2, held_until = now() + INTERVAL '1 hour', term = term + 1 WHERE id = $1`,
        [made.drill.id, driver],
      );
    await lease('a third one');
    expect((await step(one)).detail).toBe('another server drives it');
    const [drill] = await database.db.query<{ shows: Date }>(`SELECT shows FROM gwanje.drill WHERE id = $1`, [
      made.drill.id,
    ]);
    expect(drill?.shows).toEqual(new Date(to));
    // It is shown here all the same, as any other one that is driven elsewhere.
    await eventually(async () => expect(one.realms.get(made.drill.realm)?.stepped).toBe(false), LEASE_MS);
    await lease(null);
    await order(one, made, { do: 'start', speed: 60 });
    expect(await step(one)).toMatchObject({ state: 'go', from: to });
  });

  it(
    'goes on where it was when the server that drove it ends, on another one and by itself',
    { meta: { slow: 'two whole servers hand a drill over' } },
    async () => {
      const { to } = await step(one);
      await one.close();
      await eventually(
        async () => expect(await step(other)).toMatchObject({ state: 'go', from: to }),
        GOES_ON_MS,
      );
      await order(other, made, { do: 'end' });
      const { body: report } = await control(other, `/control/drills/${made.drill.id}/report`);
      expect(report).toMatchObject({ passed: true, drill: { state: 'ended', passed: 1 } });
    },
  );

  it.each(['between two steps', 'while it sets the clock'])(
    'goes on on another server when the network of its own is gone %s, which sets its clock no more',
    { meta: { slow: 'a lease runs out' } },
    async (when) => {
      const cable = await startTcpProxy(database.env['DATABASE_URL'] ?? '');
      const db = openPgDatabase({
        ...{ url: cable.url, poolSize: 8, random: Math.random },
        onIdleError: () => undefined,
      });
      const cutOff = await startTestServer(db);
      const more = await makeDrill(cutOff, SCENARIO);
      const { to } = await stepOf(cutOff, more);
      if (when === 'between two steps') cable.hold();
      else {
        // What it has written stays locked, and its COMMIT never comes.
        const realm = cutOff.realms.get(more.drill.realm);
        await new Promise<void>((written) => {
          const row = { shows: realm?.clock.now() ?? 0, rate: 0 };
          const set = realm?.setClock(row, async (tx) => {
            await tx.query('UPDATE gwanje.drill SET shows = shows WHERE id = $1', [more.drill.id]);
            cable.hold();
            written();
          });
          set?.catch(() => undefined);
        });
      }
      const late = stepOf(cutOff, more);
      await eventually(async () => {
        expect(await stepOf(other, more)).toMatchObject({ state: 'go', from: to });
      }, GOES_ON_MS);
      const { to: then } = await stepOf(other, more);
      cable.mend();
      expect((await late).state).toBeUndefined();
      await eventually(
        async () => expect((await stepOf(cutOff, more)).detail).toBe('another server drives it'),
        LEASE_MS,
      );
      expect(await stepOf(other, more)).toMatchObject({ state: 'go', from: then });
      await order(other, more, { do: 'end' });
      await cutOff.close();
      await db.close();
      await cable.close();
    },
  );

  it(
    'stands, and says so, where nobody drove it for longer',
    { meta: { slow: 'a lease runs out' } },
    async () => {
      const more = await makeDrill(other, SCENARIO);
      await stepOf(other, more);
      const lease = async (until: string) =>
        await database.db.query(
          `UPDATE gwanje.drill SET holder = 'long gone', held_until = now() + $2::interval, term = term + 1 WHERE id = $1`,
          [more.drill.id, until],
        );
      await lease('1 hour');
      await eventually(() => expect(other.realms.get(more.drill.realm)?.stepped).toBe(false), LEASE_MS);
      await lease('-1 hour');
      await eventually(
        async () => expect(await stepOf(other, more)).toMatchObject({ state: 'wait' }),
        GOES_ON_MS,
      );
      await eventually(async () => {
        const [row] = await database.db.query('SELECT state FROM gwanje.drill WHERE id = $1', [
          more.drill.id,
        ]);
        expect(row).toEqual({ state: 'paused' });
      }, GOES_ON_MS);
      await order(other, more, { do: 'end' });
    },
  );

  it('is given up by the server that drove it when another one drops it', async () => {
    const again = await startTestServer(database.db);
    await eventually(() => expect(again.realms.has(made.drill.realm)).toBe(true), 10_000);
    expect((await order(again, made, { do: 'drop' })).status).toBe(200);
    await eventually(() => expect(other.realms.has(made.drill.realm)).toBe(false), 10_000);
    expect((await order(other, made, { do: 'drop' })).status).toBe(200);
    await again.close();
  });
});
