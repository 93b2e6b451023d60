import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { DrillReport } from '../../../server/contract/drill-rest.ts';
import type { Scenario } from '../../../server/contract/scenario.ts';
import type { ServerDeps } from '../../../server/server.ts';
import { systemClock } from '../../../simulator/clock.ts';
import { runDrill } from '../../../simulator/drive/headless.ts';
import { openTestDatabase, sizeFor, type Engine, type TestDatabase } from '../../support/engines.ts';
import { eventually } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

/** The longest drill takes an hour, which is a minute at 60 times; a busy machine takes longer. */
export const LONGEST_MS = 420_000;
const SIMULATOR = new URL('../../../simulator/main.ts', import.meta.url).pathname;
const SCENARIOS = new URL('../../../simulator/scenarios', import.meta.url).pathname;

/** One of the twelve drills. */
export interface ScenarioFile {
  path: string;
  scenario: Scenario;
}

/** How a drill was played. */
export interface Played {
  exit: number | null;
  report: DrillReport;
  said: string;
}

const files = (await readdir(SCENARIOS)).sort();
export const TWELVE = await Promise.all(
  files.map(async (file) => {
    const path = join(SCENARIOS, file);
    return { path, scenario: parse(await readFile(path, 'utf8')) as Scenario };
  }),
);

/** The screens of such a drill notice by real time that they are cut off. */
const isForScreens = ({ scenario }: ScenarioFile) =>
  scenario.timeline.some(({ do: what }) => what === 'screen-cut');
export const PACED = TWELVE.filter(isForScreens);
const UNPACED = TWELVE.filter((each) => !isForScreens(each));

/**
 * The longest steps with which a drill is judged as with its own: most have nothing in them that is measured in seconds. A step
 * costs some 90 ms of CPU, however long it is.
 */
export function longestStep({ scenario: { name } }: ScenarioFile): string {
  return LONGEST_STEPS[name] ?? '60s';
}

const LONGEST_STEPS: Readonly<Record<string, string>> = {
  'rushed-readers': '10s',
  'ai-outage': '15s',
  'late-correction': '20s',
  'network-split': '6s',
  'headquarters-night': '10s',
};

/** Real time, to which is added what a drill would wait to keep its pace, or for a board that stalls: nothing is waited for. */
function hastyTime(): NonNullable<ServerDeps['drillTime']> {
  let skippedMs = 0;
  return {
    now: () => Date.now() + skippedMs,
    sleep: (ms) => {
      skippedMs += ms;
      return Promise.resolve();
    },
  };
}

/**
 * Plays a drill from its first minute to its judgement, by a driver in this process.
 * @param step instead of the scenario's own
 */
export async function played(
  server: TestServer,
  drill: ScenarioFile,
  play: string,
  step?: string,
): Promise<Played> {
  return await reported(async (folder, report) => {
    const own = { url: new URL(server.url), key: 'test-control-key' };
    const file = await fileWith(drill, step, folder);
    let said = '';
    const say = (text: string) => void (said += text);
    const stop = new AbortController().signal;
    const options = { file, keep: false, play, report, server: own, speed: 60 };
    const exit = await runDrill(options, systemClock, stop, { print: say, say });
    return { exit, said };
  });
}

/** The same by a driver that is a process of its own, as somebody plays it at the command line. */
export async function playedByProcess(
  server: TestServer,
  drill: ScenarioFile,
  play: string,
  step?: string,
): Promise<Played> {
  return await reported(async (folder, report) => {
    const path = await fileWith(drill, step, folder);
    const own = ['--url', server.url, '--key', 'test-control-key', '--report', report];
    const program = ['--import', 'tsx', SIMULATOR, 'drill', path, '--play', play, '--speed', '60', ...own];
    const child = spawn(process.execPath, program, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: LONGEST_MS,
    });
    const [said, errors, [exit]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    return { exit, said: said + errors };
  });
}

async function fileWith(
  { path, scenario }: ScenarioFile,
  step: string | undefined,
  folder: string,
): Promise<string> {
  if (step === undefined) return path;
  const file = join(folder, 'scenario.yaml');
  await writeFile(file, stringify({ ...scenario, step }));
  return file;
}

async function reported(
  play: (folder: string, report: string) => Promise<Omit<Played, 'report'>>,
): Promise<Played> {
  const folder = await mkdtemp(join(tmpdir(), 'twelve-'));
  try {
    const path = join(folder, 'report.json');
    const { exit, said } = await play(folder, path);
    const report = await readFile(path, 'utf8').catch(() => null);
    if (report === null) throw new Error(`exit ${exit}: ${said}`);
    return { exit, said, report: JSON.parse(report) as DrillReport };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function expectPassed({ exit, report, said }: Played, { criteria }: Scenario): void {
  expect(failed(report), said).toEqual([]);
  expect(report.verdicts.map(({ id }) => id)).toEqual(criteria.map(({ id }) => id));
  expect([exit, report.passed, report.drill.state]).toEqual([0, true, 'ended']);
}

/** It fails on the one criterion that the scenario says. */
export function expectFailed({ exit, report, said }: Played, { plays }: Scenario, play: string): void {
  expect(failed(report), said).toEqual([plays[play]?.fails]);
  expect([exit, report.passed]).toEqual([5, false]);
}

function failed({ verdicts }: DrillReport): string[] {
  return verdicts.filter(({ passed }) => passed !== true).map(({ id }) => id);
}

/**
 * Every other drill that needs no real time (on the embedded engine, some of them), from its first minute to its judgement, as fast as its steps settle. The other
 * play of each, and its own steps at 60 times, are in twelve.long.test.ts.
 */
export function everyOther(engine: Engine, play: 'right' | 'wrong'): void {
  let database: TestDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { drillTime: hastyTime() });
    await eventually(() => server.get('/readyz').then(({ status }) => expect(status).toBe(200)), 60_000);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const half = UNPACED.filter((_, nth) => (nth % 2 === 0) === (play === 'right'));
  const own = half.filter((_, nth) => nth % sizeFor(engine, { native: 1, embedded: 3 }) === 0);
  it.each(own.map((drill) => [drill.scenario.name, drill] as const))(
    '%s',
    { timeout: LONGEST_MS, meta: { slow: 'up to 190 steps, of some 60 queries each' } },
    async (_, drill) => {
      const outcome = await played(server, drill, play, longestStep(drill));
      if (play === 'right') expectPassed(outcome, drill.scenario);
      else expectFailed(outcome, drill.scenario, play);
    },
  );
}
