import { ROUTES } from '../../contract/routes.ts';
import { sinceStart, type Criterion, type Inject } from '../../contract/scenario.ts';
import { readCleared, readDrained, readShortReadings } from '../../db/queries/drill-screening.ts';
import type { Evidence } from './judge.ts';
import { line, unrecorded, type Outcome } from './outcome.ts';
import { knownPorts } from '../../contract/site-in-force.ts';

type Check<K extends Criterion['is']> = Extract<Criterion, { is: K }>;
interface Where {
  ports?: readonly string[];
  routes?: readonly string[];
}

/** Every reading of high-risk goods under seven seconds was queued again, and none of seven. */
export async function shortReadingsAgain({ realm }: Evidence): Promise<Outcome> {
  const { counted, example, missed, needless, owed, seven, short } = await readShortReadings(realm);
  if (short === 0) return unrecorded({ ko: '7초 미만 판독 없음', en: 'No reading was under seven seconds' });
  return {
    passed: missed === 0 && needless === 0 && counted === short,
    final: false,
    evidence: [
      line({ ko: '7초 미만 판독', en: 'Readings under seven seconds' }, short),
      line({ ko: '그중 판독석별 집계', en: 'Of these counted by station' }, counted),
      line({ ko: '정확히 7.000초 판독', en: 'Readings of exactly 7.000 s' }, seven),
      line({ ko: '재판독 대기', en: 'Owed another reading' }, owed),
      line({ ko: '대기열 누락', en: 'Not queued again' }, missed === 0 ? 0 : `${missed} (${example})`),
      line(
        { ko: '불필요한 재판독 대기', en: 'Queued without need' },
        needless === 0 ? 0 : `${needless} (${example})`,
      ),
    ],
  };
}

/** What the AI did not read was cleared by a person or not at all. */
export async function nothingClearedAlone(
  check: Check<'nothing-cleared-alone'>,
  evidence: Evidence,
): Promise<Outcome> {
  const outages = happened(evidence).filter((inject) => inject.do === 'ai-outage');
  if (outages.length === 0) return unrecorded({ ko: 'AI 중단 없음', en: 'The AI was not down' });
  const places = new Set(outages.flatMap(placesOf));
  const span = { ...spanOf(check, evidence), places: [...places] };
  const { alone, byPersons, example, units, verdicts } = await readCleared(evidence.realm, span);
  if (units + verdicts === 0)
    return unrecorded({ ko: '그동안 도착·판독 없음', en: 'Nothing arrived and nothing was read then' });
  return {
    passed: alone === 0,
    final: alone > 0,
    evidence: [
      line({ ko: '중단 중 도착 물량', en: 'Units that arrived meanwhile' }, units, span.from),
      line({ ko: '판독관이 통과시킨 물품', en: 'Cleared by persons' }, byPersons),
      line(
        { ko: '판독 없이 통과한 물품', en: 'Cleared by no person' },
        alone === 0 ? 0 : `${alone} (${example})`,
      ),
    ],
  };
}

/** Some units are never read, in the drill as in life: so much of what arrived must have been. */
const READ_SHARE = 0.95;

/** What had waited was read, each once. */
export async function drainedOnce(check: Check<'drained-once'>, evidence: Evidence): Promise<Outcome> {
  const span = { ...spanOf(check, evidence), places: placesOf(check) };
  const { example, read, readAfter, twice, units } = await readDrained(evidence.realm, span);
  if (units === 0) return unrecorded({ ko: '그동안 도착 물량 없음', en: 'Nothing arrived then' });
  return {
    passed: readAfter > 0 && read >= units * READ_SHARE && twice === 0,
    final: twice > 0,
    evidence: [
      line({ ko: '그동안 도착 물량', en: 'Units that arrived meanwhile' }, units, span.from),
      line({ ko: '이후 판독 물품', en: 'Goods read since' }, read),
      line({ ko: '재개 후 처음 판독', en: 'Of them read first afterwards' }, readAfter, span.to),
      line({ ko: '두 번 판독', en: 'Read twice' }, twice === 0 ? 0 : `${twice} (${example})`),
    ],
  };
}

function spanOf({ from, to }: { from: string; to: string }, { startsAt }: Evidence) {
  const iso = (text: string) => new Date(startsAt + (sinceStart(text) ?? 0)).toISOString();
  return { from: iso(from), to: iso(to) };
}

function placesOf({ ports = knownPorts().map(({ code }) => code), routes = ROUTES }: Where): string[] {
  return ports.flatMap((port) => routes.map((route) => `${port}|${route}`));
}

/** Injects that have happened, those by hand among them. */
function happened({ log, scenario }: Evidence): Inject[] {
  const known = new Map(scenario.timeline.map((inject) => [inject.id, inject]));
  for (const { detail, kind } of log) {
    const inject = detail['inject'] as Inject | undefined;
    if (kind === 'ordered' && inject !== undefined) known.set(inject.id, inject);
  }
  return log.flatMap(({ detail, kind }) =>
    kind === 'inject' ? (known.get(String(detail['id'])) ?? []) : [],
  );
}
