import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** One check that is tried with ever other seeds: a few in each `npm test`, thousands in the lane `long`. */
export interface Campaign {
  /** Names its report; letters, digits and hyphens. */
  name: string;
  /** Seeds in `npm test`, from 1 on: the same in every run. */
  sample: number;
  /** Seeds in the lane `long`; `CAMPAIGN_RUNS` overrides it. */
  runs: number;
  /** Why its sample takes longer than five seconds. */
  slow?: string;
  /** Throws where what must hold does not; the same seed does the same. */
  check: (seed: number) => Promise<void> | void;
}

interface Report {
  /** Seeds from 1 on that were tried. */
  done: number;
  failures: { seed: number; error: string }[];
  /** Time spent in all sessions. */
  seconds: number;
}

const REPORTS = fileURLToPath(new URL('../../node_modules/.vitest/campaigns', import.meta.url));
/** How often progress is written down, so that a campaign that is ended goes on from there. */
const SAVE_EVERY_MS = 5_000;
/** Only so that a sample that hangs ends. */
const SLOW_MS = 300_000;
const HOURS_24 = 24 * 3_600_000;

/** The sample of a campaign, as a test of an ordinary lane. */
export function sampleOf({ check, sample, slow }: Campaign): void {
  const options = slow === undefined ? {} : { timeout: SLOW_MS, meta: { slow } };
  it(`holds for the first ${sample} seeds of its campaign`, options, async () => {
    for (let seed = 1; seed <= sample; seed++) {
      try {
        await check(seed);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  });
}

/**
 * A whole campaign, as a test of the lane `long`. It goes on where an earlier session was ended, tries every seed whatever
 * fails, and writes `node_modules/.vitest/campaigns/NAME.json`. `CAMPAIGN_FRESH=1` begins again at seed 1,
 * `CAMPAIGN_SEED=n` tries that seed alone and writes nothing.
 */
export function wholeOf({ name, runs, check }: Campaign): void {
  const all = Number(process.env['CAMPAIGN_RUNS'] ?? runs);
  const only = process.env['CAMPAIGN_SEED'];
  const options = { timeout: HOURS_24, meta: { slow: 'a campaign' } };
  it.runIf(only !== undefined)(`holds for seed ${only ?? ''}`, options, () => check(Number(only)));
  it.runIf(only === undefined)(`holds for ${all} seeds`, options, () => tryAll(name, all, check));
}

async function tryAll(name: string, all: number, check: Campaign['check']): Promise<void> {
  const file = `${REPORTS}/${name}.json`;
  await mkdir(REPORTS, { recursive: true });
  const report = await earlier(file);
  const before = report.seconds;
  const start = Date.now();
  const save = async () => {
    report.seconds = before + Math.round((Date.now() - start) / 1_000);
    await writeFile(`${file}.part`, `${JSON.stringify(report, null, 2)}\n`);
    await rename(`${file}.part`, file);
  };
  for (let saved = start; report.done < all;) {
    const seed = report.done + 1;
    try {
      await check(seed);
    } catch (error) {
      report.failures.push({ seed, error: String(error) });
    }
    report.done = seed;
    if (Date.now() - saved > SAVE_EVERY_MS) {
      await save();
      saved = Date.now();
    }
  }
  await save();
  console.log(
    `${name}: ${report.done} seeds, ${report.failures.length} failed, ${report.seconds} s (${file})`,
  );
  expect(report.failures).toEqual([]);
}

async function earlier(file: string): Promise<Report> {
  const none: Report = { done: 0, failures: [], seconds: 0 };
  if (process.env['CAMPAIGN_FRESH'] === '1') return none;
  return await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Report,
    () => none,
  );
}
