import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDriver } from '../../../server/simulator-process.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { control, makeDrill, order, scenarioOf, step } from './commands.ts';

const SCENARIO = scenarioOf('driver', 60);

onOneEngine('the driver of a drill', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let folder: string;
  /** Ends each driver that was started, as if somebody else had. */
  const ends: (() => void)[] = [];
  /** By how much the clock is ahead by which drivers are missed. */
  let aheadMs = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gwanje-driver-'));
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, {
      drillTime: { now: () => Date.now() + aheadMs, sleep },
      startDriver: async (...told) => {
        const end = await startDriver(folder, ...told);
        ends.push(end);
        return end;
      },
    });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const showsOf = async (drill: number) =>
    (await database.db.query<{ shows: Date }>(`SELECT shows FROM gwanje.drill WHERE id = $1`, [drill]))[0]
      ?.shows;

  it(
    'is started again when it has died, and the clock goes on',
    { timeout: 120_000, meta: { slow: 'a driver is a process that is started again after a wait' } },
    async () => {
      const { drill } = await makeDrill(server, SCENARIO, { drive: false });
      const begun = await showsOf(drill.id);
      await eventually(async () => expect(await showsOf(drill.id)).not.toEqual(begun), 30_000);
      ends[0]?.();
      await eventually(async () => expect(ends).toHaveLength(2), 30_000);
      const then = await showsOf(drill.id);
      await eventually(async () => expect(await showsOf(drill.id)).not.toEqual(then), 30_000);
      expect(await control(server, `/control/drills/${drill.id}/orders`, { do: 'end' })).toMatchObject({
        status: 200,
      });
    },
  );

  it('is the one who made the drill, as long as steps are asked for: none is started beside it', async () => {
    const made = await makeDrill(server, SCENARIO);
    const before = ends.length;
    expect(await step(server, made)).toMatchObject({ state: 'go' });
    await order(server, made, { do: 'pause' });
    await order(server, made, { do: 'start' });
    expect(await step(server, made)).toMatchObject({ state: 'go' });
    expect(ends).toHaveLength(before);
    // The one who made it is gone.
    aheadMs += 16_000;
    await eventually(() => expect(ends).toHaveLength(before + 1), 30_000);
    await order(server, made, { do: 'end' });
  });
});
