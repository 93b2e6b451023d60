import { sinceStart, type Criterion, type Words } from '../../contract/scenario.ts';
import { readTaskLog, type LoggedTask } from '../../db/queries/drill-task-log.ts';
import type { Evidence } from './judge.ts';
import { line, type Outcome } from './outcome.ts';
import { firstRowAt } from './rows.ts';

type Check = Extract<Criterion, { is: 'task-acted' }>;

const STATES: Record<string, Words> = {
  created: { ko: '업무 지정', en: 'Task was made' },
  accepted: { ko: '업무 인수', en: 'Task was accepted' },
  done: { ko: '업무 완료', en: 'Task was done' },
};

/** A task was made, accepted or done, by a time or before something happened. */
export async function taskActed(check: Check, evidence: Evidence): Promise<Outcome> {
  const { shows, startsAt } = evidence;
  const tasks = (await readTaskLog(evidence.realm)).filter(
    ({ kind, subject }) => kind === check.kind && (check.subject === undefined || subject === check.subject),
  );
  const times = tasks.flatMap((task) => reachedAt(task, check.state) ?? []);
  const at = times.length === 0 ? null : Math.min(...times);
  const by = check.by === undefined ? null : startsAt + (sinceStart(check.by) ?? 0);
  const before = check.before === undefined ? null : await firstRowAt(evidence, check.before);
  const lines = [
    at === null
      ? line({ ko: '해당 업무 없음', en: 'No such task' }, check.kind)
      : line(STATES[check.state] ?? { ko: check.state, en: check.state }, check.kind, at),
    ...(by === null ? [] : [line({ ko: '기한', en: 'Was due by' }, null, by)]),
    ...(check.before === undefined
      ? []
      : [
          line(
            { ko: '비교 대상 발생', en: 'What it was to come before' },
            before === null ? '—' : null,
            before,
          ),
        ]),
  ];
  const inTime = at !== null && (by === null || at <= by);
  return {
    passed: inTime && (check.before === undefined || (before !== null && at < before)),
    final: check.before === undefined ? inTime || (by !== null && shows > by) : before !== null,
    evidence: lines,
  };
}

/** When a task came so far, in milliseconds since the Unix epoch; `null`: it has not. */
function reachedAt({ events }: LoggedTask, state: Check['state']): number | null {
  const found = events.find(({ takes, what }) =>
    state === 'created'
      ? what === 'created'
      : state === 'done'
        ? what === 'finished'
        : what === 'accepted' || (what === 'assigned' && takes),
  );
  return found?.at ?? null;
}
