import { sinceStart } from '../../contract/scenario.ts';
import { figureOf, type FigureCheck } from './figure-of.ts';
import type { Evidence } from './judge.ts';
import { boundsText, line, unrecorded, within, type Outcome } from './outcome.ts';

/** A figure of the board, at a time or at the end, or what it has changed by. */
export function figure(check: FigureCheck, { cells, log, shows, startsAt }: Evidence): Outcome {
  const sample = (when: 'at' | 'since') =>
    log.find(
      ({ detail, kind }) => kind === 'figure' && detail['criterion'] === check.id && detail['when'] === when,
    );
  const then = check.at === undefined ? undefined : sample('at');
  const start = check.since === undefined ? undefined : sample('since');
  if (check.at !== undefined && then === undefined)
    return unrecorded({ ko: `${check.at} 수치 기록 없음`, en: `The figure of ${check.at} was not recorded` });
  if (check.since !== undefined && start === undefined)
    return unrecorded({
      ko: `${check.since} 수치 기록 없음`,
      en: `The figure of ${check.since} was not recorded`,
    });

  const value = then === undefined ? figureOf(check, cells) : numberIn(then.detail['value']);
  // A figure that was not there yet was nothing.
  const from = start === undefined ? 0 : (numberIn(start.detail['value']) ?? 0);
  const at = then?.at ?? shows;
  const asked = boundsText(check);
  return {
    passed: value !== null && within(value - from, check),
    final: check.at !== undefined && startsAt + (sinceStart(check.at) ?? 0) <= shows,
    evidence: [
      ...(start === undefined ? [] : [line({ ko: '처음 수치', en: 'Before' }, rounded(from), start.at)]),
      line({ ko: '수치', en: 'The figure' }, value === null ? '—' : rounded(value), at),
      line(
        { ko: `판정 (${asked})`, en: `Judged (${asked})` },
        value === null ? '—' : rounded(value - from),
        at,
      ),
    ],
  };
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

/** Without the dust of sums of fractions. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
