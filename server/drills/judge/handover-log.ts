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
  const casesAt = async (at: string) =>
    (await readCasesOfPeriod(realm, { ...period, at })).filter(here).map(caseText);
  const said = cases.map(caseText);
  const before = await casesAt(justBefore(signedAt));
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
      said,
      logged: isSame(said, before) ? before : await casesAt(signedAt),
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

/**
 * The clock of a drill stands still between two steps: of what became known at the very instant of signing, some may have come
 * before it and some after.
 */
const justBefore = (at: string) => new Date(ms(at) - 1).toISOString();
const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((each) => b.includes(each));
const caseText = ({ caseNo, grams, status }: { caseNo: string; grams: number | null; status: string }) =>
  `${caseNo} ${grams ?? '-'} ${status}`;

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

const rounded = (figure: number | null) => (figure === null ? '-' : Math.round(figure * 1_000) / 1_000);
const figureText = (route: string, figures: readonly (number | null)[]) =>
  `${route} ${figures.map(rounded).join(' ')}`;

/** As in the report where it lies between what was known just before it was signed and at that instant. */
async function figuresLogged(realm: RealmDatabase, report: SignedReport, here: Here): Promise<string[]> {
  const knownAt = async (known: string) =>
    (await readRawFigures(realm, { known, from: report.from, until: report.to })).filter(here);
  const [before, at] = [await knownAt(justBefore(report.signedAt)), await knownAt(report.signedAt)];
  return report.figures.map(({ period, route }) => {
    const sum = (rows: typeof at, name: keyof Counted) =>
      rows.reduce((total, row) => total + (row.route === route ? row[name] : 0), 0);
    const known = (name: keyof Counted, said: number | null) => {
      const [low = 0, high = 0] = [sum(before, name), sum(at, name)].sort((a, b) => a - b);
      return said !== null && said >= low && said <= high ? said : sum(at, name);
    };
    return figureText(route, [
      ...[known('arrivals', period.arrivals), known('units', period.units)],
      ...[known('primary_verdicts', period.primary), known('flagged', period.flagged)],
      ...[known('secondary_verdicts', period.secondary), known('upheld', period.upheld)],
      ...[known('cases', period.cases), known('grams', period.grams)],
    ]);
  });
}
