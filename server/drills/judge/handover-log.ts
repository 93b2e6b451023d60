import { placeWithin } from '../../access/principal.ts';
import type { HandoverAlarm, HandoverTask, SignedReport } from '../../contract/handover-rest.ts';
import type { RealmDatabase } from '../../db/database.ts';
import { readAlarmLog } from '../../db/queries/drill-alarm-log.ts';
import { readCasesOfPeriod, readCorrectionsOfPeriod } from '../../db/queries/drill-handovers.ts';
import { readRawFigures, type Counted } from '../../db/queries/drill-raw-counts.ts';
import { readTaskLog } from '../../db/queries/drill-task-log.ts';

/** One part of a report: what it says, and what the log says, each a line of text for each thing. */
export interface Part {
  what: { ko: string; en: string };
  said: string[];
  logged: string[];
}

const ms = (at: string) => Date.parse(at);
const first = (events: { at: number; event: string }[], name: string) =>
  events.find(({ event }) => event === name)?.at ?? null;
const last = (events: { at: number; event: string }[], name: string) =>
  events.findLast(({ event }) => event === name)?.at ?? null;

/** The parts of a signed report, each beside what the realm's own records say of its period. */
export async function partsOf(realm: RealmDatabase, report: SignedReport): Promise<Part[]> {
  const { cases, corrections, figures, scope, signedAt } = report;
  const here = ({ port, route }: { port: string | null; route: string | null }) =>
    placeWithin(port, route, [scope]);
  const period = { from: report.from, to: report.to, at: signedAt };
  const known = (await readCasesOfPeriod(realm, period)).filter(here);
  const corrected = (await readCorrectionsOfPeriod(realm, period)).filter(here);
  return [
    {
      what: { ko: '경보', en: 'Alarms' },
      said: report.alarms.map(alarmSaid),
      logged: await alarmsLogged(realm, report, here),
    },
    {
      what: { ko: '업무', en: 'Tasks' },
      said: report.tasks.map(taskSaid),
      logged: await tasksLogged(realm, report, here),
    },
    {
      what: { ko: '사건', en: 'Cases' },
      said: cases.map(({ caseNo, grams, status }) => `${caseNo} ${grams ?? '-'} ${status}`),
      logged: known.map(({ caseNo, grams, status }) => `${caseNo} ${grams ?? '-'} ${status}`),
    },
    {
      what: { ko: '정정', en: 'Corrections' },
      said: [`${corrections.length}`],
      logged: [`${corrected.reduce((sum, each) => sum + each.corrections, 0)}`],
    },
    {
      what: { ko: '경로별 집계', en: 'Figures by route' },
      said: figures.map(({ period: of, route }) =>
        figureText(route, [
          of.arrivals,
          of.units,
          of.primary,
          of.flagged,
          of.secondary,
          of.upheld,
          of.cases,
          of.grams,
        ]),
      ),
      logged: await figuresLogged(realm, report, here),
    },
  ];
}

type Here = (place: { port: string | null; route: string | null }) => boolean;

function alarmText(
  id: number,
  [raised, seen, ended]: (number | null)[],
  events: { at: number; event: string }[],
): string {
  const log = events.map(({ at, event }) => `${event}@${at}`).join(',');
  return `${id} ${raised ?? '-'} ${seen ?? '-'} ${ended ?? '-'} ${log}`;
}

function alarmSaid({ acknowledgedAt, endedAt, events, id, raisedAt }: HandoverAlarm): string {
  const at = (text: string | null) => (text === null ? null : ms(text));
  const times = [at(raisedAt), at(acknowledgedAt), at(endedAt)];
  return alarmText(
    id,
    times,
    events.map((each) => ({ at: ms(each.at), event: each.event })),
  );
}

/** What something happened to in the period, or what was open at its end. */
function isOfPeriod(events: readonly { at: number }[], closed: boolean, { from }: SignedReport): boolean {
  return events.length > 0 && (!closed || events.some(({ at }) => at >= ms(from)));
}

async function alarmsLogged(realm: RealmDatabase, report: SignedReport, here: Here): Promise<string[]> {
  const alarms = (await readAlarmLog(realm)).filter(here);
  return alarms.flatMap(({ events: all, id }) => {
    const events = all.filter(({ at }) => at < ms(report.to));
    const ended = last(events, 'ended');
    if (!isOfPeriod(events, ended !== null, report)) return [];
    return [alarmText(id, [first(events, 'raised'), last(events, 'acknowledged'), ended], events)];
  });
}

const taskText = (id: number, state: string, events: { at: number; what: string }[]) =>
  `${id} ${state} ${events.map(({ at, what }) => `${what}@${at}`).join(',')}`;

function taskSaid({ events, id, state }: HandoverTask): string {
  return taskText(
    id,
    state,
    events.map(({ at, what }) => ({ at: ms(at), what })),
  );
}

async function tasksLogged(realm: RealmDatabase, report: SignedReport, here: Here): Promise<string[]> {
  const tasks = (await readTaskLog(realm)).filter(here);
  return tasks.flatMap(({ events: all, id }) => {
    const events = all.filter(({ at }) => at < ms(report.to));
    let state = 'open';
    for (const { takes, what } of events) {
      if (what === 'accepted') state = 'accepted';
      if (what === 'assigned') state = takes ? 'accepted' : 'open';
      if (what === 'finished') state = 'done';
      if (what === 'cancelled') state = 'cancelled';
    }
    const closed = state === 'done' || state === 'cancelled';
    return isOfPeriod(events, closed, report) ? [taskText(id, state, events)] : [];
  });
}

const figureText = (route: string, figures: readonly (number | null)[]) =>
  `${route} ${figures.map((each) => (each === null ? '-' : Math.round(each * 1_000) / 1_000)).join(' ')}`;

async function figuresLogged(realm: RealmDatabase, report: SignedReport, here: Here): Promise<string[]> {
  const rows = (
    await readRawFigures(realm, { known: report.signedAt, from: report.from, until: report.to })
  ).filter(here);
  return report.figures.map(({ route }) => {
    const sum = (name: keyof Counted) =>
      rows.reduce((total, row) => total + (row.route === route ? row[name] : 0), 0);
    return figureText(route, [
      ...[sum('arrivals'), sum('units'), sum('primary_verdicts'), sum('flagged')],
      ...[sum('secondary_verdicts'), sum('upheld'), sum('cases'), sum('grams')],
    ]);
  });
}
