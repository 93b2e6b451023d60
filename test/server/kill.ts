import { afterAll, beforeAll, expect, it } from 'vitest';
import { grantFeedToken } from '../../server/control/feed-access.ts';
import { accountsOf } from '../../simulator/accounts.ts';
import { burstEvents, withFaults } from '../../simulator/burst.ts';
import { systemClock } from '../../simulator/clock.ts';
import { BATCH_LINES, sendAll } from '../../simulator/dispatch.ts';
import { readFaultMix } from '../../simulator/fault-mix.ts';
import { FaultInjector } from '../../simulator/faults.ts';
import { httpRequests, type Request } from '../../simulator/http-post.ts';
import { Ledger } from '../../simulator/ledger.ts';
import { randomOf } from '../../simulator/random.ts';
import { Sender } from '../../simulator/send.ts';
import { openTestDatabase, type Engine, type TestDatabase } from '../support/engines.ts';
import { end, freePort, spawnBoard } from '../support/processes.ts';
import { countRawRows, expectExactCounts, ledgerOfRawRows, sumOf } from '../support/counts.ts';
import { eventually } from '../support/screen.ts';

const FAULTS = 'duplicates=0.02,disorder=0.05,late=0.01,malformed=0.005,corrections=0.004';
const SENDERS = 4;
const SPAN_MS = 600_000;

/**
 * Senders send a burst, and the server is killed in the middle of it.
 * @param kills shares of the burst that are answered when it is
 */
export function killWhileSending(engine: Engine, events: number, kills: readonly number[]): void {
  let database: TestDatabase;
  const ledger = new Ledger();
  let retries = 0;
  let totalsBefore: { total: unknown; byPort: unknown };

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const feed = { realm: 'live', feed: 'burst', cadenceSeconds: null, maySetRecordedTime: true };
    const token = await grantFeedToken(database.db, feed);
    await database.db.close();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    let board = spawnBoard(port, database.env);
    await board;

    const http = httpRequests(SENDERS, 60_000);
    /** Answers at which it is killed: while the other senders' requests are read, written or answered. */
    const due = kills.map((share) => Math.ceil((share * events) / BATCH_LINES));
    let answers = 0;
    const request: Request = async (to, headers, body) => {
      const answer = await http.request(to, headers, body);
      if (++answers >= (due[0] ?? Infinity)) {
        due.shift();
        board = board.then(async (alive) => {
          await end(alive, 'SIGKILL');
          return await spawnBoard(port, database.env);
        });
      }
      return answer;
    };
    const stop = new AbortController().signal;
    const accounts = accountsOf(new Map(), token, () => {
      const common = { url: new URL('/api/v1/events', url), token, request, stop, clock: systemClock };
      const onRetry = () => void retries++;
      return new Sender({ ...common, format: 'ndjson', onRetry, random: randomOf('kill', 'sender') });
    });
    const random = randomOf('kill', 'faults');
    const injector = new FaultInjector(readFaultMix(FAULTS), random, () => Date.now(), true);
    const made = burstEvents('kill', events, Date.now() - SPAN_MS, Date.now());
    await sendAll(withFaults(made, injector), accounts, ledger, SENDERS, stop);
    http.close();
    expect(due).toEqual([]);

    await eventually(async () => {
      const response = await fetch(`${url}/api/v1/totals?from=2020-01-01&to=2030-01-01`);
      totalsBefore = (await response.json()) as typeof totalsBefore;
    });
    await end(await board, 'SIGTERM');
    await database.reopen();
  }, 600_000);
  afterAll(() => database.drop());

  it('loses nothing and takes nothing twice', async () => {
    const rows = await countRawRows(database.db);
    expect(ledger.verdict()).not.toBe('wrong');
    expect(retries).toBeGreaterThan(0);
    const { answered, expected } = ledger;
    expect(rows['all']).toBe(expected.accepted);
    console.log(`${engine}: ${JSON.stringify({ expected, answered, rows, retries })}`);
  });

  it('has counts that equal the raw rows, before and after the last restart', async () => {
    await expectExactCounts(database.db);
    expect(totalsBefore.total).toEqual(sumOf((await ledgerOfRawRows(database.db)).day));
  });
}
