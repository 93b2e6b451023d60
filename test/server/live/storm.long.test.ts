import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { KOREA } from '../../../simulator/korea.ts';
import { startChild, type Child } from '../../bench/parts/children.ts';
import { untilQuiet } from '../../bench/parts/quiet.ts';
import { percentile } from '../../bench/parts/statistics.ts';
import type { CountBoard, Counted, StartBoard } from '../../support/counted-board.ts';
import { onNative, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { pairedScreen } from '../../support/people.ts';
import { freePort } from '../../support/processes.ts';
import { ReturningScreen } from '../../support/returning-screen.ts';
import { arrivalRow, insertRows } from '../../support/rows.ts';
import { eventually } from '../../support/screen.ts';

const REPORT = fileURLToPath(new URL('../../../node_modules/.vitest/campaigns/storm.json', import.meta.url));
const MOST = 1_000;
const HOURS = 10;
const PROMISE_MS = 10_000;
const MOST_WAIT_MS = 10_000;

interface Storm {
  screens: number;
  what: 'warm' | 'cold';
  /** Nobody else used the machine much when it began. */
  quiet: boolean;
  p50Ms: number;
  p95Ms: number;
  lastMs: number;
  attempts: number;
  sentAway: number;
  statements: number;
  statementsForKeys: number;
  serverCpuMs: number;
  /** Of all screens together, which on a wall have a computer each. */
  screensCpuMs: number;
  stateBytes: number;
}

onNative('a storm of screens', () => {
  let database: TestDatabase;
  let board: Child;
  let url: string;
  let keys: string[];
  let screens: ReturningScreen[] = [];
  const report: Storm[] = [];
  let cpu = process.cpuUsage();

  beforeAll(async () => {
    database = await openTestDatabase('native');
    // A day of figures at every port, so that the first state is as large as that of a board that works.
    const rows = KOREA.file.ports.flatMap(({ code, routes }) =>
      Array.from({ length: HOURS * 60 }, (_, minute) =>
        arrivalRow({
          port: code,
          route: routes[0],
          units: 1,
          time: new Date(Date.now() - minute * 60_000).toISOString(),
        }),
      ),
    );
    await insertRows(database.db, 'arrival', rows);
    keys = [];
    for (let n = 0; n < MOST; n++) keys.push((await pairedScreen(database.db, { name: `screen ${n}` })).key);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    await start();
  });
  afterAll(async () => {
    for (const screen of screens) screen.close();
    await board?.stop();
    await database?.drop();
  });

  async function start(): Promise<void> {
    board = startChild('../../support/counted-board');
    const order: StartBoard = {
      do: 'start',
      databaseUrl: database.env['DATABASE_URL'] ?? '',
      port: Number(new URL(url).port),
    };
    await board.ask(order);
  }
  const count = () => board.ask<Counted>({ do: 'count' } satisfies CountBoard);
  const allRight = () =>
    eventually(() => expect(screens.filter(({ rightAt }) => rightAt === null)).toHaveLength(0), 300_000);

  async function measure(what: Storm['what'], quiet: boolean, began: number): Promise<Storm> {
    await allRight();
    const { all, cpuMs, keys: statementsForKeys } = await count();
    const used = process.cpuUsage(cpu);
    const times = screens.map(({ rightAt }) => (rightAt ?? NaN) - began);
    const storm: Storm = {
      screens: screens.length,
      what,
      quiet,
      p50Ms: Math.round(percentile(times, 50)),
      p95Ms: Math.round(percentile(times, 95)),
      lastMs: Math.round(Math.max(...times)),
      attempts: screens.reduce((sum, { attempts }) => sum + attempts, 0),
      sentAway: screens.reduce((sum, { refused }) => sum + refused.length, 0),
      ...{ statements: all, statementsForKeys, serverCpuMs: cpuMs },
      screensCpuMs: Math.round((used.user + used.system) / 1_000),
      stateBytes: JSON.stringify([...(screens[0]?.state.cells ?? [])]).length,
    };
    report.push(storm);
    console.log(JSON.stringify(storm));
    await mkdir(dirname(REPORT), { recursive: true });
    await writeFile(REPORT, `${JSON.stringify(report, null, 2)}\n`);
    return storm;
  }

  for (const size of [200, MOST]) {
    it(
      `of ${size} is over within ten seconds, whether connections were cut or the server has just started`,
      { timeout: 900_000, meta: { slow: 'hundreds of screens are counted' } },
      async () => {
        screens.push(
          ...keys
            .slice(screens.length, size)
            .map((screenKey) => new ReturningScreen(url, { screenKey, window: screenKey.slice(-16) })),
        );
        await allRight();
        const quiet = await untilQuiet(MOST_WAIT_MS);
        await count();
        for (const screen of screens) screen.forget();
        cpu = process.cpuUsage();
        const cutAt = performance.now();
        for (const screen of screens) screen.cut();
        const warm = await measure('warm', quiet, cutAt);

        await board.stop();
        for (const screen of screens) screen.forget();
        await start();
        cpu = process.cpuUsage();
        const cold = await measure('cold', quiet, performance.now());
        for (const storm of [warm, cold]) {
          expect(storm.statementsForKeys).toBeLessThanOrEqual(2 + storm.lastMs / 50);
          expect(storm.serverCpuMs).toBeLessThan(PROMISE_MS);
          // Where others use the cores as well, how long it takes is theirs.
          if (storm.quiet) expect(storm.p95Ms).toBeLessThan(PROMISE_MS);
        }
      },
    );
  }
});
