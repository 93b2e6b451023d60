import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { DrillReport } from '../../../server/contract/drill-rest.ts';
import type { Scenario } from '../../../server/contract/scenario.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const SCENARIOS = new URL('../../../simulator/scenarios', import.meta.url).pathname;
const SIMULATOR = new URL('../../../simulator/main.ts', import.meta.url).pathname;
/** The longest drill takes an hour, which is a minute at 60 times; a busy machine takes longer. */
const LONGEST_MS = 420_000;

const files = (await readdir(SCENARIOS)).sort();
const scenarios = await Promise.all(
  files.map(async (file) => {
    const path = join(SCENARIOS, file);
    return { path, scenario: parse(await readFile(path, 'utf8')) as Scenario };
  }),
);

const byName = scenarios.map((each) => [each.scenario.name, each] as const);

/** Each drill from its first minute to its judgement: a whole server, and the driver as a process of its own. */
onOneEngine('the twelve drills at 60 times', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let folder: string;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    folder = await mkdtemp(join(tmpdir(), 'twelve-'));
    await eventually(() => server.get('/readyz').then(({ status }) => expect(status).toBe(200)), 60_000);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  async function played(
    file: string,
    play: string,
  ): Promise<{ exit: number | null; report: DrillReport; said: string }> {
    const report = join(folder, `${play}-${Math.random().toString(36).slice(2)}.json`);
    const own = ['--url', server.url, '--key', 'test-control-key', '--report', report];
    const program = ['--import', 'tsx', SIMULATOR, 'drill', file, '--play', play, '--speed', '60', ...own];
    const child = spawn(process.execPath, program, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LONGEST_MS,
    });
    const [said, errors, [exit]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    const written = await readFile(report, 'utf8').catch(() => null);
    if (written === null) throw new Error(`exit ${exit}: ${said}${errors}`);
    return { exit: exit as number | null, report: JSON.parse(written) as DrillReport, said };
  }
  const failed = ({ verdicts }: DrillReport) =>
    verdicts.filter(({ passed }) => passed !== true).map(({ id }) => id);

  // Both plays at once: each has a driver of its own, and mostly waits for its pace.
  it.each(byName)(
    '%s: passes as it should be played, and fails on one criterion as it should not',
    async (_, { path, scenario }) => {
      const [right, wrong] = await Promise.all([played(path, 'right'), played(path, 'wrong')]);
      expect(failed(right.report), right.said).toEqual([]);
      expect(right.report.verdicts.map(({ id }) => id)).toEqual(scenario.criteria.map(({ id }) => id));
      expect([right.exit, right.report.passed, right.report.drill.state]).toEqual([0, true, 'ended']);
      expect(failed(wrong.report), wrong.said).toEqual([scenario.plays['wrong']?.fails]);
      expect([wrong.exit, wrong.report.passed]).toEqual([5, false]);
    },
    LONGEST_MS,
  );
});
