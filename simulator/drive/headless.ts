import { readFile, writeFile } from 'node:fs/promises';
import type { DrillReport } from '../../server/contract/drill-rest.ts';
import type { Clock } from '../clock.ts';
import { iso } from '../kst.ts';
import { UsageError } from '../options.ts';
import { driveDrill } from './command.ts';
import { Control, WrongScenario } from './control.ts';
import type { DrillOptions } from './options.ts';
import { startOwnServer } from './own-server.ts';

const DRILL_EXIT = { passed: 0, fault: 1, wrong: 2, notPassed: 5 } as const;
const SAID_MS = 5_000;

/**
 * Runs and judges a drill without a browser, on a board of its own unless one is told.
 * @param say progress; @param print the judgement
 * @returns the exit code
 */
export async function runDrill(
  { file, keep, play, report: reportFile, server, speed }: DrillOptions,
  clock: Clock,
  stop: AbortSignal,
  { print, say }: { say: (text: string) => void; print: (text: string) => void },
): Promise<number> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new UsageError(`the scenario cannot be read: ${error.message}`);
  });
  const own = server === null ? await startOwnServer() : null;
  try {
    const { key, url } = server ?? own ?? { url: new URL('http://127.0.0.1'), key: '' };
    const control = new Control(url, key);
    const { drill, token = '', tokens = {} } = await control.make({ file: text, play, speed, drive: true });
    const began = clock.now();
    let said = { at: -Infinity, shows: Number.NaN };
    const ended = await driveDrill(
      { url, drill: drill.id, realm: drill.realm, token, tokens: new Map(Object.entries(tokens)) },
      clock,
      stop,
      (shows, startsAt) => {
        const at = clock.now();
        if (at - said.at < SAID_MS) return;
        const times = (shows - said.shows) / (at - said.at);
        const fast = Number.isFinite(times) ? `  ${times.toFixed(0)} times real time` : '';
        said = { at, shows };
        say(`T${((shows - startsAt) / 60_000).toFixed(1)}  ${iso(shows)}${fast}\n`);
      },
    );
    if (!ended) {
      await control.order(drill.id, 'end');
      return DRILL_EXIT.fault;
    }
    const report = await control.report(drill.id);
    print(judgementText(report, (clock.now() - began) / 1_000));
    if (reportFile !== null) await writeFile(reportFile, `${JSON.stringify(report, null, 2)}\n`);
    if (!keep) await control.order(drill.id, 'drop');
    return report.passed ? DRILL_EXIT.passed : DRILL_EXIT.notPassed;
  } catch (error) {
    if (!(error instanceof WrongScenario)) throw error;
    say(`${file}: ${error.message}\n`);
    return DRILL_EXIT.wrong;
  } finally {
    await own?.stop();
  }
}

/** Criterion by criterion, in English. */
function judgementText({ drill, passed, scenario, verdicts }: DrillReport, seconds: number): string {
  const lines = verdicts.flatMap(({ evidence, passed: ok, title }) => [
    `${ok === true ? 'PASS' : 'FAIL'}  ${title.en}`,
    ...evidence.map(({ at, value, what }) => {
      const said = [what.en, value, at === null ? null : `(${at})`].filter((each) => each !== null);
      return `      ${said.join(' ')}`;
    }),
  ]);
  const head = `${scenario.title.en}, played ${drill.play ?? 'by people'}`;
  return `${[head, ...lines, `${passed ? 'PASSED' : 'NOT PASSED'} in ${seconds.toFixed(1)} s`].join('\n')}\n`;
}
