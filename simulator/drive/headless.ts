import { readFile, writeFile } from 'node:fs/promises';
import type { Clock } from '../clock.ts';
import { iso } from '../kst.ts';
import { UsageError } from '../options.ts';
import { driveDrill } from './command.ts';
import { Control, WrongScenario } from './control.ts';
import { judgementText, minutesText } from './judgement.ts';
import type { DrillOptions } from './options.ts';
import { startOwnServer } from './own-server.ts';

const DRILL_EXIT = { passed: 0, fault: 1, wrong: 2, notPassed: 5 } as const;
const SAID_MS = 5_000;

/** A board that runs goes on. */
const stay = () => Promise.resolve();

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
  if (server === null) say('starting a board for this drill\n');
  const { key, stop: leave, url } = server === null ? await startOwnServer() : { ...server, stop: stay };
  try {
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
        say(`${minutesText(shows - startsAt)}  ${iso(shows)}${fast}\n`);
      },
    );
    if (!ended) {
      say('stopped before its end: it is not judged\n');
      // A board of its own may have been stopped by the same signal.
      await control.order(drill.id, 'end').catch(() => undefined);
      return DRILL_EXIT.fault;
    }
    const report = await control.report(drill.id);
    print(judgementText(report, (clock.now() - began) / 1_000));
    if (reportFile !== null) await writeFile(reportFile, `${JSON.stringify(report, null, 2)}\n`);
    if (!keep) await control.order(drill.id, 'drop');
    return report.passed ? DRILL_EXIT.passed : DRILL_EXIT.notPassed;
  } catch (error) {
    if (!(error instanceof WrongScenario)) throw error;
    for (const line of error.textOf(file)) say(`${line}\n`);
    return DRILL_EXIT.wrong;
  } finally {
    await leave();
  }
}
