import type { DrillReport } from '../../server/contract/drill-rest.ts';

type Evidence = DrillReport['verdicts'][number]['evidence'][number];

const DAY_MS = 86_400_000;

/**
 * How a drill was judged, in English: a line for each criterion, by name, what each is judged by, and the result in the last
 * line.
 * @param seconds that it took
 */
export function judgementText({ drill, passed, scenario, verdicts }: DrillReport, seconds: number): string {
  const startsAt = Date.parse(drill.startsAt);
  const lines = verdicts.flatMap(({ evidence, id, passed: ok, title }) => [
    `${ok === true ? 'PASS' : 'FAIL'}  ${id}: ${title.en}`,
    ...evidence.map((each) => `        ${evidenceText(each, startsAt)}`),
  ]);
  const failed = verdicts.filter((each) => each.passed !== true).map(({ id }) => id);
  const result = passed
    ? `PASSED: all ${verdicts.length} criteria`
    : `NOT PASSED: ${failed.length} of ${verdicts.length} criteria failed: ${failed.join(', ')}`;
  const head = `${scenario.title.en} (${scenario.name}), played ${drill.play ?? 'by people'}`;
  return `${[head, ...lines, `${result}; ${seconds.toFixed(1)} s`].join('\n')}\n`;
}

function evidenceText({ at, value, what }: Evidence, startsAt: number): string {
  const said = value === null ? what.en : `${what.en}: ${value}`;
  return at === null ? said : `${said}  [${instantText(at, startsAt)}]`;
}

/** On the drill's clock, as its scenario has it; what is not of its day with its date. */
function instantText(at: string, startsAt: number): string {
  const sinceMs = Date.parse(at) - startsAt;
  return Math.abs(sinceMs) < DAY_MS ? minutesText(sinceMs) : at;
}

/** Minutes from the start of a drill. */
export function minutesText(sinceMs: number): string {
  return `T${(sinceMs / 60_000).toFixed(1)}`;
}
