import type { DrillReport } from '../contract/drill-rest.ts';
import type { LoggedAlarm } from '../db/queries/drill-alarm-log.ts';
import type { LoggedTask } from '../db/queries/drill-task-log.ts';
import { isMeant, raisedAt } from './judge/alarms.ts';
import type { Evidence } from './judge/judge.ts';

type Times = DrillReport['times'][number];
type Words = DrillReport['missed'][number];

/** How fast each alarm was, and those who acted on it. */
export function timesOf(evidence: Evidence, alarms: readonly LoggedAlarm[]): Times[] {
  return alarms.flatMap((alarm): Times[] => {
    const raised = raisedAt(alarm);
    if (raised === null) return [];
    const after = (...names: string[]) => {
      const found = alarm.events.find(({ at, event }) => at >= raised && names.includes(event));
      return found === undefined ? null : secondsBetween(raised, found.at);
    };
    const inject = injectOf(alarm, raised, evidence);
    return [
      {
        alarm: alarm.rule,
        title: alarm.title,
        priority: alarm.priority,
        subject: alarm.subject,
        raisedAt: new Date(raised).toISOString(),
        detectSeconds: inject === null ? null : secondsBetween(inject, raised),
        acknowledgeSeconds: after('acknowledged'),
        assignSeconds: after('taken', 'assigned'),
        resolveSeconds: after('ended'),
      },
    ];
  });
}

/** Alarms and tasks that nobody took up. */
export function missedOf(alarms: readonly LoggedAlarm[], tasks: readonly LoggedTask[]): Words[] {
  const seen = new Set(['acknowledged', 'taken', 'assigned', 'shelved']);
  const about = (subject: string | null) => (subject === null ? '' : ` · ${subject}`);
  return [
    ...alarms
      .filter(({ events }) => !events.some(({ event }) => seen.has(event)))
      .map(({ port, route, subject, title }) => {
        const place = [port, route].filter((each) => each !== null).join(' ');
        const rest = `${place === '' ? '' : ` · ${place}`}${about(subject)}`;
        return {
          ko: `확인되지 않은 경보: ${title.ko}${rest}`,
          en: `Alarm not acknowledged: ${title.en}${rest}`,
        };
      }),
    ...tasks
      .filter(
        ({ events }) =>
          !events.some(
            ({ takes, what }) =>
              what === 'accepted' || what === 'cancelled' || (what === 'assigned' && takes),
          ),
      )
      .map(({ subject, title }) => ({
        ko: `인수되지 않은 업무: ${title}${about(subject)}`,
        en: `Task not accepted: ${title}${about(subject)}`,
      })),
  ];
}

/** When the latest inject before it happened that a criterion ties this alarm to; `null`: it follows none. */
function injectOf(alarm: LoggedAlarm, raised: number, { log, scenario }: Evidence): number | null {
  const tied = new Set(
    scenario.criteria.flatMap((check) =>
      check.is === 'alarm-raised' && check.inject !== undefined && isMeant(alarm, check)
        ? [check.inject]
        : [],
    ),
  );
  const times = log
    .filter(({ detail, kind }) => kind === 'inject' && tied.has(String(detail['id'])))
    .map(({ at }) => Date.parse(at))
    .filter((at) => at <= raised);
  return times.length === 0 ? null : Math.max(...times);
}

function secondsBetween(from: number, to: number): number {
  return Math.round((to - from) / 100) / 10;
}
