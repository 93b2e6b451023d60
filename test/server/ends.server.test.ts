import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { onNative, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { signedIn } from '../support/people.ts';
import { end, freePort, spawnBoard } from '../support/processes.ts';
import { eventually } from '../support/screen.ts';
import { Visitor } from '../support/visitor.ts';

onNative('a board that is to end while an action waits for the database', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await openTestDatabase('native')));
  afterAll(() => database.drop());

  it('answers it and ends with 0', { timeout: 120_000, meta: { slow: 'a board of its own' } }, async () => {
    const { db, env } = database;
    const port = await freePort();
    const folder = await mkdtemp(join(inject('runFolder'), 'ends-'));
    const board = await spawnBoard(port, { ...env, DATA_DIR: folder });
    const { session } = await signedIn(db, ['duty-manager']);
    const visitor = new Visitor(`http://127.0.0.1:${port}`, { session });
    const task = { kind: 'other', port: 'ICN-T1', title: 'waits' };
    await db.transaction(
      async (holder) => {
        await holder.query('LOCK TABLE live.task IN ACCESS EXCLUSIVE MODE');
        const answer = visitor.ask('POST', '/api/v1/tasks', task);
        await eventually(async () =>
          expect(
            await db.query(
              `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                   AND query LIKE '%INSERT INTO live.task %'`,
            ),
          ).toHaveLength(1),
        );
        const gone = once(board, 'exit');
        board.kill('SIGTERM');
        const { headers, status } = await answer;
        expect([status, headers.get('retry-after')]).toEqual([503, '1']);
        expect(await gone).toEqual([0, null]);
      },
      { timeoutMs: 60_000 },
    );
    await end(board, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
});
