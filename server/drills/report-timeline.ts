import type { DrillEvent, DrillReport } from '../contract/drill-rest.ts';
import type { InjectKind, Words } from '../contract/scenario.ts';
import type { LoggedAlarm } from '../db/queries/drill-alarm-log.ts';
import { readSignedReports } from '../db/queries/drill-handovers.ts';
import type { LoggedTask } from '../db/queries/drill-task-log.ts';
import type { Evidence } from './judge/judge.ts';
import { ALARM_WORDS, DIRECTOR_WORDS, INJECT_WORDS, PART_WORDS, TASK_WORDS } from './report-words.ts';

type Entry = DrillReport['timeline'][number];

/** At one instant, what happened comes before what came of it. */
const ORDER: readonly Entry['kind'][] = ['director', 'inject', 'event', 'alarm', 'deed', 'task', 'screen'];

/** What happened in a drill, in order, on its clock. */
export async function timelineEntries(
  evidence: Evidence,
  alarms: readonly LoggedAlarm[],
  tasks: readonly LoggedTask[],
): Promise<Entry[]> {
  const handovers = (await readSignedReports(evidence.realm)).map(({ report }): Entry => ({
    at: report.signedAt,
    kind: 'deed',
    what: { ko: '인수인계서 서명', en: 'A handover is signed' },
    who: report.signedBy,
  }));
  return [
    ...evidence.log.flatMap((event) => fromLog(event, evidence)),
    ...alarms.flatMap(fromAlarm),
    ...tasks.flatMap(fromTask),
    ...handovers,
  ].sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
}

const textIn = (value: unknown) => (typeof value === 'string' ? value : null);
const joined = (words: Words, rest: string | null): Words =>
  rest === null || rest === '' ? words : { ko: `${words.ko} · ${rest}`, en: `${words.en} · ${rest}` };

function fromLog({ at, detail, kind }: DrillEvent, { scenario }: Evidence): Entry[] {
  const who = textIn(detail['by']);
  const entry = (of: Entry['kind'], what: Words, by = who): Entry[] => [{ at, kind: of, what, who: by }];
  const director = DIRECTOR_WORDS[kind];
  if (director !== undefined) {
    const speed = typeof detail['speed'] === 'number' ? `×${detail['speed']}` : null;
    return entry('director', joined(director, speed));
  }
  switch (kind) {
    case 'inject':
      return entry('inject', titleOf(detail, scenario), null);
    case 'joined':
    case 'left': {
      const words = PART_WORDS[kind] ?? { ko: kind, en: kind };
      return entry(detail['kind'] === 'screen' ? 'screen' : 'event', words, textIn(detail['name']));
    }
    case 'screen': {
      const { bannerMs, presentMs } = detail;
      if (typeof bannerMs !== 'number' && typeof presentMs !== 'number') return [];
      const rest = [bannerMs, presentMs].map((ms) => (typeof ms === 'number' ? `${ms} ms` : '—')).join(' / ');
      const what = { ko: '화면 단절 표시 / 복구', en: 'A screen said it was cut off / was back' };
      return entry('screen', joined(what, rest), textIn(detail['screen']));
    }
    case 'word-seen':
      return entry('event', {
        ko: '금지된 단어가 현황판에 표시됨',
        en: 'A word was on the board that must not be',
      });
    case 'deed':
      return detail['denied'] === undefined
        ? []
        : entry('deed', joined({ ko: '조치 불가', en: 'A deed was denied' }, textIn(detail['denied'])));
    default:
      return [];
  }
}

function titleOf(detail: DrillEvent['detail'], { timeline }: Evidence['scenario']): Words {
  const planned = timeline.find(({ id }) => id === detail['id']);
  const kind = textIn(detail['do']) ?? planned?.do ?? '';
  const words = planned?.title ?? INJECT_WORDS[kind as InjectKind] ?? { ko: kind, en: kind };
  return detail['byHand'] === true ? joined(words, textIn(detail['id'])) : words;
}

function fromAlarm({ events, port, route, subject, title }: LoggedAlarm): Entry[] {
  const place = [port, route].filter((each) => each !== null).join(' ');
  const rest = [place, subject ?? ''].filter((each) => each !== '').join(' · ');
  return events.map(({ at, event, name, toName }): Entry => {
    const words = ALARM_WORDS[event];
    const about = { ko: `${words.ko}: ${title.ko}`, en: `${words.en}: ${title.en}` };
    return {
      at: new Date(at).toISOString(),
      kind: name === null ? 'alarm' : 'deed',
      what: joined(joined(about, rest), toName === null ? null : `→ ${toName}`),
      who: name,
    };
  });
}

function fromTask({ events, subject, title }: LoggedTask): Entry[] {
  return events.map(({ at, by, what }): Entry => {
    const words = TASK_WORDS[what];
    return {
      at: new Date(at).toISOString(),
      kind: 'task',
      what: joined({ ko: `${words.ko}: ${title}`, en: `${words.en}: ${title}` }, subject),
      who: by,
    };
  });
}
