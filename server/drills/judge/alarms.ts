import { sinceStart, spanMs, type Criterion } from '../../contract/scenario.ts';
import { isBoardJudged, readAlarmLog, type LoggedAlarm } from '../../db/queries/drill-alarm-log.ts';
import type { Evidence } from './judge.ts';
import { lasting, line, unrecorded, type Outcome } from './outcome.ts';

type Check<K extends Criterion['is']> = Extract<Criterion, { is: K }>;

const RAISED = { ko: '경보 발생', en: 'Alarm raised' };

const DEEDS: Record<string, readonly string[]> = {
  acknowledged: ['acknowledged'],
  taken: ['taken', 'assigned'],
  ended: ['ended'],
};

/** An alarm came, so soon after an inject or a time. */
export async function alarmRaised(check: Check<'alarm-raised'>, evidence: Evidence): Promise<Outcome> {
  const from = momentOf(check, evidence);
  if (from === null)
    return unrecorded({ ko: `상황 미발생: ${check.inject}`, en: `${check.inject} did not happen` });
  const until = from + spanMs(check.within);
  const alarms = (await readAlarmLog(evidence.realm)).filter((alarm) => isMeant(alarm, check));
  const raised = alarms
    .flatMap(({ events }) => events)
    .filter(({ event }) => event === 'raised' || event === 'raised-again')
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const first = raised.find((at) => at >= from);
  const passed = first !== undefined && first <= until;
  const lines =
    first === undefined
      ? [line({ ko: '경보 없음', en: 'No alarm came' }, check.alarm, raised.at(-1) ?? null)]
      : [line(RAISED, lasting(first - from), first)];
  return {
    passed,
    final: passed || evidence.shows > until,
    evidence: [
      line({ ko: '기준 시각', en: 'Counted from' }, `≤ ${lasting(spanMs(check.within))}`, from),
      ...lines,
    ],
  };
}

/** No such alarm came. */
export async function noAlarm(check: Check<'no-alarm'>, { realm }: Evidence): Promise<Outcome> {
  const { alarms: rules, port, priority, subject } = check;
  if (!(await isBoardJudged(realm)))
    return unrecorded({ ko: '경보 판정 기록 없음', en: 'Nobody judged the board for alarms' });
  const came = (await readAlarmLog(realm)).filter(
    (alarm) =>
      (rules === undefined || rules.includes(alarm.rule)) &&
      (subject === undefined || alarm.subject === subject) &&
      (port === undefined || alarm.port === port) &&
      (priority === undefined || alarm.priority === priority),
  );
  return {
    passed: came.length === 0,
    final: came.length > 0,
    evidence: [
      line({ ko: '해당 경보', en: 'Such alarms' }, came.length),
      ...came.slice(0, 5).map((alarm) => line(alarm.title, nameOf(alarm), raisedAt(alarm))),
    ],
  };
}

/** Each such alarm was acted on in time. One whose time is not over when the drill is counts neither way. */
export async function alarmActed(check: Check<'alarm-acted'>, { realm, shows }: Evidence): Promise<Outcome> {
  const mostMs = spanMs(check.within);
  const atLeast = check.atLeast ?? 1;
  const all = (await readAlarmLog(realm)).filter((alarm) => isMeant(alarm, check));
  const judged = all.flatMap((alarm) => {
    const raised = raisedAt(alarm);
    if (raised === null) return [];
    const acted = alarm.events.find(({ at, event }) => at >= raised && DEEDS[check.deed]?.includes(event));
    const inTime = acted !== undefined && acted.at - raised <= mostMs;
    return inTime || shows > raised + mostMs ? [{ alarm, raised, acted, inTime }] : [];
  });
  const inTime = judged.filter((each) => each.inTime).length;
  const late = judged.length - inTime;
  return {
    passed: late === 0 && inTime >= atLeast,
    final: late > 0,
    evidence: [
      line({ ko: '제때 처리한 경보', en: 'Acted on in time' }, `${inTime} / ${judged.length} (≥ ${atLeast})`),
      ...judged.slice(0, 10).map(({ acted, alarm, raised }) => {
        const took = acted === undefined ? '—' : lasting(acted.at - raised);
        return line(alarm.title, `${nameOf(alarm)}: ${took}`, acted?.at ?? raised);
      }),
    ],
  };
}

/** When an alarm was raised for the first time; `null`: its log does not say. */
export function raisedAt({ events }: LoggedAlarm): number | null {
  return events.find(({ event }) => event === 'raised')?.at ?? null;
}

/** Whether a criterion speaks of this alarm. */
export function isMeant(
  alarm: LoggedAlarm,
  { alarm: rule, port, subject }: { alarm: string; subject?: string; port?: string },
): boolean {
  return (
    alarm.rule === rule &&
    (subject === undefined || alarm.subject === subject) &&
    (port === undefined || alarm.port === port)
  );
}

function nameOf({ port, route, rule, subject }: LoggedAlarm): string {
  return subject ?? ([port, route].filter((each) => each !== null).join(' ') || rule);
}

/** From when it is counted, in milliseconds since the Unix epoch; `null`: the inject has not happened. */
function momentOf({ after, inject }: Check<'alarm-raised'>, { log, startsAt }: Evidence): number | null {
  if (inject === undefined) return startsAt + (sinceStart(after ?? 'T0') ?? 0);
  const happened = log.find(({ detail, kind }) => kind === 'inject' && detail['id'] === inject);
  return happened === undefined ? null : Date.parse(happened.at);
}
