import { afterAll, beforeAll, expect, it } from 'vitest';
import { grantFeedToken } from '../../server/control/feed-access.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { burst, end, freePort, spawnBoard, type BurstReport } from '../support/processes.ts';
import { countRawRows, expectExactCounts, ledgerOfRawRows, sumOf } from '../support/counts.ts';
import { eventually } from '../support/screen.ts';

const EVENTS = 120_000;
const FAULTS = 'duplicates=0.02,disorder=0.05,late=0.01,malformed=0.005,corrections=0.004';

onOneEngine('a server is killed while senders send', (engine) => {
  let database: TestDatabase;
  let report: BurstReport;
  let totalsBefore: { total: unknown; byPort: unknown };

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const feed = { realm: 'live', feed: 'burst', cadenceSeconds: null, maySetRecordedTime: true };
    const token = await grantFeedToken(database.db, feed);
    await database.db.close();
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    let board = await spawnBoard(port, database.env);
    const sending = burst(url, token, ['--events', String(EVENTS), '--senders', '4', '--faults', FAULTS]);
    // Twice, each time when a good part has arrived: in the middle of statements, answers and streams.
    for (const share of [0.2, 0.5]) {
      await eventually(
        async () => expect(await acceptedBy(url)).toBeGreaterThan(EVENTS * share * 0.5),
        60_000,
      );
      await end(board, 'SIGKILL');
      board = await spawnBoard(port, database.env);
    }
    report = await sending;
    await eventually(async () => {
      const response = await fetch(`${url}/api/v1/totals?from=2020-01-01&to=2030-01-01`);
      totalsBefore = (await response.json()) as typeof totalsBefore;
    });
    await end(board, 'SIGTERM');
    await database.reopen();
  }, 600_000);
  afterAll(() => database.drop());

  it('loses nothing and takes nothing twice', async () => {
    const rows = await countRawRows(database.db);
    expect(report).toMatchObject({ complete: true });
    expect(report.retries).toBeGreaterThan(0);
    expect(rows['all']).toBe(report.expected.accepted);
    const { answered, expected, retries } = report;
    console.log(`${engine}: ${JSON.stringify({ expected, answered, rows, retries })}`);
  });

  it('has counts that equal the raw rows, before and after the last restart', async () => {
    await expectExactCounts(database.db);
    expect(totalsBefore.total).toEqual(sumOf((await ledgerOfRawRows(database.db)).day));
  });
});

/** Events that this run of the board has accepted. */
async function acceptedBy(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.matchAll(/^gwanje_ingest_events_total\{.*outcome="accepted"\} (\d+)$/gm);
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}
