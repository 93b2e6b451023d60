import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { DatabaseAway, type Database } from '../../../server/db/database.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';
import { appendAudit } from '../../../server/db/queries/append-audit.ts';
import { onNative, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { eventually } from '../../support/screen.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.ts';

/** Of all work of these tests, where it is not said. */
const ANSWER_MS = 1_500;
/** As many as a board has. */
const POOL = 8;
/** The server looks this often whether anybody still waits for an answer; and as long again on a busy machine. */
const ENDED_MS = 10_000;

onNative('a native database that is in trouble', () => {
  let test: TestDatabase;
  /** What is open beside the board's own connections, and sees them. */
  let admin: Database;
  let cable: TcpProxy;
  let db: Database;

  beforeAll(async () => {
    test = await openTestDatabase('native');
    admin = test.db;
    await admin.query('CREATE TABLE public.place (id int PRIMARY KEY, n int NOT NULL)');
    await admin.query('INSERT INTO public.place SELECT n, 0 FROM generate_series(1, 9) n');
  });
  afterAll(() => test?.drop());
  beforeEach(async () => {
    cable = await startTcpProxy(test.env['DATABASE_URL'] ?? '');
    db = openPgDatabase({
      ...{ url: cable.url, poolSize: POOL, random: Math.random, answerMs: ANSWER_MS },
      onIdleError: () => undefined,
    });
  });
  afterEach(async () => {
    cable.mend();
    await db.close();
    await cable.close();
  });

  const pidOf = async (tx: Pick<Database, 'query'>) =>
    (await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid'))[0]?.pid ?? 0;
  const kill = (pid: number) => admin.query('SELECT pg_terminate_backend($1::int)', [pid]);
  /** Statements of the board that the server is at work on, or that hold a transaction open. */
  const busy = async () =>
    (
      await admin.query<{ query: string }>(
        `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND state <> 'idle' AND query LIKE '%place%'`,
      )
    ).map(({ query }) => query);
  /** Each pool has all its connections again. */
  async function expectWhole(): Promise<void> {
    const all = Array.from({ length: 8 }, () => [
      db.query('SELECT n FROM place'),
      db.feeds.query('SELECT n FROM place'),
      db.transaction((tx) => tx.query('SELECT n FROM place')),
    ]);
    expect(await Promise.all(all.flat())).toHaveLength(24);
  }

  it('lives when the connection of a transaction is ended between two statements', async () => {
    const lost = db.transaction(async (tx) => {
      await tx.query('UPDATE place SET n = n + 1 WHERE id = 1');
      await kill(await pidOf(tx));
      // The driver hears of it while nothing is asked.
      await new Promise((resolve) => setTimeout(resolve, 200));
      await tx.query('UPDATE place SET n = n + 1 WHERE id = 2');
    });
    await expect(lost).rejects.toBeInstanceOf(DatabaseAway);
    expect(await admin.query('SELECT sum(n)::int AS n FROM place')).toEqual([{ n: 0 }]);
    await expectWhole();
  });

  it('lives when the connection of a transaction is ended while it waits for a lock', async () => {
    await admin.transaction(async (holder) => {
      await holder.query('UPDATE place SET n = n WHERE id = 3');
      const lost = db.transaction(async (tx) => {
        const pid = await pidOf(tx);
        await Promise.all([tx.query('UPDATE place SET n = 9 WHERE id = 3'), kill(pid)]);
      });
      await expect(lost).rejects.toBeInstanceOf(DatabaseAway);
    });
    await expectWhole();
  });

  it('ends a transaction whose packets vanish, and has its connections again, however many there were', async () => {
    await expectWhole();
    cable.hold();
    const from = performance.now();
    const lost = await Promise.allSettled(
      Array.from({ length: 12 }, () => db.transaction((tx) => tx.query('SELECT n FROM place'))),
    );
    for (const each of lost) expect(each).toMatchObject({ reason: expect.any(DatabaseAway) });
    // Those that wait for a connection have no later deadline; connecting takes up to three seconds.
    expect(performance.now() - from).toBeLessThan(20_000);
    cable.mend();
    await expectWhole();
  });

  it('ends work that goes on without the database, and does not let it write afterwards', async () => {
    let resume = () => {};
    let late: Promise<unknown> = Promise.resolve();
    const stuck = db.transaction(async (tx) => {
      await tx.query('UPDATE place SET n = n + 100 WHERE id = 4');
      await new Promise<void>((resolve) => (resume = resolve));
      late = tx.query('UPDATE place SET n = n + 100 WHERE id = 4');
      await late;
    });
    await expect(stuck).rejects.toBeInstanceOf(DatabaseAway);
    resume();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(late).rejects.toBeInstanceOf(DatabaseAway);
    await eventually(async () => expect(await busy()).toEqual([]), ENDED_MS);
    expect(await admin.query('SELECT n FROM place WHERE id = 4')).toEqual([{ n: 0 }]);
    await expectWhole();
  });

  it('no longer works on what was given up while it waited for a lock', async () => {
    await admin.transaction(async (holder) => {
      await holder.query('LOCK TABLE place IN ACCESS EXCLUSIVE MODE');
      const given = await Promise.allSettled([
        db.query('SELECT n FROM place'),
        db.feeds.query('UPDATE place SET n = 9'),
        db.transaction((tx) => tx.query('UPDATE place SET n = 9')),
      ]);
      for (const each of given) expect(each).toMatchObject({ reason: expect.any(DatabaseAway) });
      await eventually(
        async () => expect(await busy()).toEqual(['LOCK TABLE place IN ACCESS EXCLUSIVE MODE']),
        ENDED_MS,
      );
    });
    await expectWhole();
  });

  it('serves readers and people while feeds wait for a lock, and holds no more connections than it was given', async () => {
    const gone: Promise<unknown>[] = [];
    await admin.transaction(async (holder) => {
      await holder.query('UPDATE place SET n = n WHERE id = 5');
      for (let each = 0; each < 40; each++)
        gone.push(db.feeds.query('UPDATE place SET n = n WHERE id = 5').catch((error: unknown) => error));
      const answers = await Promise.all([
        db.query('SELECT 1 AS one FROM place WHERE id = 5'),
        db.transaction((tx) => tx.query('UPDATE place SET n = n WHERE id = 6')),
      ]);
      expect(answers[0]).toEqual([{ one: 1 }]);
      const [row] = await admin.query<{ sessions: number }>(
        "SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'gwanje'",
      );
      // Of the board and of the test.
      expect(row?.sessions).toBeLessThanOrEqual(2 * POOL);
    });
    await Promise.all(gone);
    await expectWhole();
  });

  const slow = { timeout: 60_000, meta: { slow: 'four times as long as an answer may take' } };
  it('lets boards, feeds and actions wait for nothing that people ask', async () => {
    let areAnswered = false;
    const questions = Promise.allSettled(
      Array.from({ length: 2 * POOL }, () => db.query('SELECT pg_sleep(0.2)')),
    ).finally(() => (areAnswered = true));
    await Promise.all([
      db.board.query('SELECT 1'),
      db.feeds.query('SELECT 1'),
      db.transaction((tx) => tx.query('SELECT 1')),
    ]);
    expect(areAnswered).toBe(false);
    await questions;
  });

  it('holds no more connections than it was given, however much is given up', slow, async () => {
    await Promise.all(Array.from({ length: POOL }, () => admin.query('SELECT pg_sleep(0.1)')));
    let since: string | undefined;
    let most = 0;
    const look = async () => {
      const [row] = await admin.query<{ sessions: number }>(
        `SELECT count(*)::int AS sessions FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'gwanje' AND backend_start > $1::timestamptz`,
        [since],
      );
      most = Math.max(most, row?.sessions ?? 0);
    };
    await admin.transaction(
      async (holder) => {
        await holder.query('LOCK TABLE place IN ACCESS EXCLUSIVE MODE');
        // It stands still for longer than a board's transactions may.
        await holder.query('SET LOCAL idle_in_transaction_session_timeout = 0');
        // Those of the board are made from now on.
        since = (await holder.query<{ now: string }>('SELECT clock_timestamp()::text AS now'))[0]?.now;
        // Each is given up, and others come, four times over.
        for (let round = 0; round < 4; round++) {
          const over = Promise.allSettled(
            Array.from({ length: 20 }, () => [
              db.query('SELECT n FROM place'),
              db.feeds.query('UPDATE place SET n = 9'),
              db.transaction((tx) => tx.query('UPDATE place SET n = 9')),
            ]).flat(),
          );
          let going = true;
          void over.then(() => (going = false));
          while (going) await look();
        }
      },
      { timeoutMs: 60_000 },
    );
    expect(most).toBeGreaterThan(2);
    expect(most).toBeLessThanOrEqual(POOL);
    await expectWhole();
  });

  it('gives a connection back as it is that comes too late for its work', async () => {
    const pids = async () => {
      const all = await Promise.all([1, 2].map(() => db.transaction(pidOf)));
      return new Set(all);
    };
    await Promise.all([1, 2].map(() => db.transaction((tx) => tx.query('SELECT pg_sleep(0.1)'))));
    const before = await pids();
    let finish = () => {};
    const until = new Promise<void>((resolve) => (finish = resolve));
    const full = [1, 2].map(() =>
      db.transaction(async (tx) => {
        await tx.query('SELECT n FROM place');
        await until;
      }),
    );
    const late = [1, 2].map(() =>
      db.transaction((tx) => tx.query('SELECT n FROM place'), { timeoutMs: 200 }),
    );
    setTimeout(finish, 400);
    for (const each of await Promise.allSettled(late))
      expect(each).toMatchObject({ reason: expect.any(DatabaseAway) });
    await Promise.all(full);
    for (const pid of await pids()) expect(before).toContain(pid);
  });

  it('ends what is under way when it is abandoned, and goes on', async () => {
    await admin.transaction(async (holder) => {
      await holder.query('UPDATE place SET n = n WHERE id = 7');
      let begun = 0;
      const given = Promise.allSettled([
        db.feeds.query('UPDATE place SET n = 9 WHERE id = 7'),
        db.transaction(async (tx) => {
          await tx.query('SELECT 1');
          begun++;
          await tx.query('UPDATE place SET n = 9 WHERE id = 7');
        }),
      ]);
      await eventually(async () => expect([begun, (await busy()).length]).toEqual([1, 3]));
      db.abandon();
      for (const each of await given) expect(each).toMatchObject({ reason: expect.any(DatabaseAway) });
    });
    await expectWhole();
  });

  it('lets others act soon when the host of one that writes to the audit log is gone', async () => {
    const act = (by: Database) =>
      by.transaction((tx) => appendAudit(tx, { actor: 'command', action: 'test.done', object: 'test:1' }));
    await act(db);
    const gone = db.transaction(async (tx) => {
      await appendAudit(tx, { actor: 'command', action: 'test.lost', object: 'test:1' });
      cable.hold();
      await tx.query('SELECT 1');
    });
    await expect(gone).rejects.toBeInstanceOf(DatabaseAway);
    const from = performance.now();
    await act(admin);
    expect(performance.now() - from).toBeLessThan(15_000);
    expect(await admin.query(`SELECT action FROM gwanje.audit WHERE object = 'test:1' ORDER BY seq`)).toEqual(
      [{ action: 'test.done' }, { action: 'test.done' }],
    );
  });

  it('reads and writes the same whatever the database sets by default', async () => {
    const name = new URL(test.env['DATABASE_URL'] ?? '').pathname.slice(1);
    const odd = { TimeZone: 'America/St_Johns', DateStyle: 'SQL, DMY', IntervalStyle: 'sql_standard' };
    const when = Object.keys(odd);
    for (const [key, value] of Object.entries(odd))
      await admin.query(`ALTER DATABASE ${name} SET ${key} = '${value}'`);
    try {
      const [row] = await db.query(
        `SELECT '2026-02-03T04:05:06Z'::timestamptz::text AS moment, '02/03/2026'::date AS day,
                '1 day 2 hours'::interval::text AS span, current_setting('lock_timeout') AS lock,
                current_setting('idle_in_transaction_session_timeout') AS idle,
                current_setting('idle_session_timeout') AS unused`,
      );
      expect(row).toEqual({
        ...{ moment: '2026-02-03 04:05:06+00', day: '2026-02-03', span: '1 day 02:00:00' },
        ...{ lock: '5s', idle: '5s', unused: '1min' },
      });
    } finally {
      for (const key of when) await admin.query(`ALTER DATABASE ${name} RESET ${key}`);
    }
  });

  it('says that it cannot when it is read-only, and not that something went wrong here', async () => {
    await expect(
      db.transaction(async (tx) => {
        await tx.query('SET TRANSACTION READ ONLY');
        await tx.query('UPDATE place SET n = 1');
      }),
    ).rejects.toMatchObject({ name: 'DatabaseAway', code: '25006' });
  });
});
