import { execFileSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { MadeDrill } from '../../../server/contract/drill-rest.ts';
import { onNative, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { end, freePort, spawnBoard } from '../../support/processes.ts';
import { eventually } from '../../support/screen.ts';
import { scenarioOf } from './commands.ts';

/** As it is promised. */
const GOES_ON_MS = 15_000;

onNative('a drill whose board is killed', () => {
  let database: TestDatabase;
  const boards: { child: ChildProcess; url: string; folder: string }[] = [];

  async function startBoard() {
    const port = await freePort();
    const folder = await mkdtemp(join(inject('runFolder'), 'killed-drill-'));
    const child = await spawnBoard(port, { ...database.env, DATA_DIR: folder });
    const board = { child, folder, url: `http://127.0.0.1:${port}` };
    boards.push(board);
    return board;
  }
  async function make({ folder, url }: { folder: string; url: string }): Promise<MadeDrill> {
    const { key } = JSON.parse(await readFile(join(folder, 'control.json'), 'utf8')) as { key: string };
    const answer = await fetch(`${url}/control/drills`, {
      method: 'POST',
      body: JSON.stringify({ file: JSON.stringify(scenarioOf('killed', 60)), speed: 1 }),
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as MadeDrill;
  }
  const standing = async ({ drill }: MadeDrill) => {
    const [row] = await database.db.query<{ state: string; shows: Date }>(
      'SELECT state, shows FROM gwanje.drill WHERE id = $1',
      [drill.id],
    );
    return { state: row?.state, shows: row?.shows.getTime() ?? NaN };
  };
  /** Simulators that ask a board. */
  const driversOf = (url: string) =>
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((args) => args.includes('simulator/main') && args.includes(url));

  beforeAll(async () => {
    database = await openTestDatabase('native');
    await startBoard();
  });
  afterAll(async () => {
    for (const { child, folder } of boards) {
      await end(child, 'SIGKILL');
      await rm(folder, { recursive: true, force: true });
    }
    await database.drop();
  });

  it(
    'goes on on another one, with a driver of that one alone',
    { timeout: 180_000, meta: { slow: 'two boards, a lease that runs out and a driver that starts' } },
    async () => {
      const [first] = boards;
      if (first === undefined) throw new Error('there is no board');
      const other = await startBoard();
      const drill = await make(first);
      const begun = (await standing(drill)).shows;
      await eventually(async () => expect((await standing(drill)).shows).toBeGreaterThan(begun), 60_000);
      expect(driversOf(first.url)).toHaveLength(1);
      await end(first.child, 'SIGKILL');
      const [killed] = await database.db.query<{ at: Date }>('SELECT clock_timestamp() AS at');
      const { shows } = await standing(drill);
      await eventually(async () => {
        const now = await standing(drill);
        expect(now.state).toBe('running');
        expect(now.shows).toBeGreaterThan(shows);
      }, 60_000);
      // It stood, and said so; the other one's driver is a process that a busy machine starts slowly.
      const log = await database.db.query<{ kind: string; ms: number }>(
        `SELECT kind, (extract(epoch FROM told_at - $2::timestamptz) * 1000)::float8 AS ms
         FROM gwanje.drill_event WHERE drill = $1 AND kind IN ('paused', 'resumed') ORDER BY id`,
        [drill.drill.id, killed?.at.toISOString()],
      );
      expect(log).toEqual([
        { kind: 'paused', ms: expect.toSatisfy((ms: number) => ms < GOES_ON_MS) },
        { kind: 'resumed', ms: expect.any(Number) },
      ]);
      await eventually(() => expect(driversOf(first.url)).toEqual([]));
      expect(driversOf(other.url)).toHaveLength(1);
    },
  );
});
