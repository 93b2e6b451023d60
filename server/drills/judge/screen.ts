import type { Criterion } from '../../contract/scenario.ts';
import type { Evidence } from './judge.ts';
import { line, unrecorded, type Outcome } from './outcome.ts';

type Check<K extends Criterion['is']> = Extract<Criterion, { is: K }>;

interface Seen {
  at: string;
  screen: string;
  bannerMs: number | null;
  presentMs: number | null;
  shows: number[];
  fresh: number[];
}

const numberIn = (value: unknown) => (typeof value === 'number' ? value : null);
const numbersIn = (value: unknown) =>
  Array.isArray(value) ? value.filter((each): each is number => typeof each === 'number') : [];

/** What screens that lost their link said. */
function screensOf({ log }: Evidence): Seen[] {
  return log
    .filter(({ kind }) => kind === 'screen')
    .map(({ at, detail }) => ({
      at,
      screen: typeof detail['screen'] === 'string' ? detail['screen'] : '',
      bannerMs: numberIn(detail['bannerMs']),
      presentMs: numberIn(detail['presentMs']),
      shows: numbersIn(detail['shows']),
      fresh: numbersIn(detail['fresh']),
    }));
}

/** One that never lost its link has nothing to say. */
const wasCut = ({ bannerMs, presentMs }: Seen) => bannerMs !== null || presentMs !== null;
const nobodyCut = () => unrecorded({ ko: '단절된 화면 기록 없음', en: 'No screen was seen cut off' });

/** A screen that was cut off said so in time. */
export function screenBanner({ withinMs }: Check<'screen-banner'>, evidence: Evidence): Outcome {
  const cut = screensOf(evidence).filter(wasCut);
  if (cut.length === 0) return nobodyCut();
  const late = cut.some(({ bannerMs }) => bannerMs === null || bannerMs > withinMs);
  return {
    passed: !late,
    final: late,
    evidence: cut.map(({ at, bannerMs, screen }) =>
      line(
        {
          ko: `${screen}: 단절 표시까지 (≤ ${withinMs} ms)`,
          en: `${screen}: until it said so (≤ ${withinMs} ms)`,
        },
        bannerMs === null ? '—' : `${bannerMs} ms`,
        at,
      ),
    ),
  };
}

/** What that screen showed afterwards is what a fresh one shows. */
export function screenEqual(_check: Check<'screen-equal'>, evidence: Evidence): Outcome {
  const seen = screensOf(evidence).filter(wasCut);
  if (seen.length === 0) return nobodyCut();
  const same = ({ fresh, shows }: Seen) =>
    shows.length > 0 && shows.length === fresh.length && shows.every((each, place) => each === fresh[place]);
  return {
    passed: seen.every(same),
    final: !seen.every(same),
    evidence: seen.map((each) =>
      line(
        {
          ko: `${each.screen}: 표시한 합계와 새 화면의 합계`,
          en: `${each.screen}: its totals, and those of a fresh one`,
        },
        `[${each.shows.join(', ')}] ${same(each) ? '=' : '≠'} [${each.fresh.join(', ')}]`,
        each.at,
      ),
    ),
  };
}

/** From commit to board. */
export function boardLag({ p95Ms }: Check<'board-lag'>, { log }: Evidence): Outcome {
  const detail = log.findLast(({ kind }) => kind === 'lag')?.detail;
  const p95 = numberIn(detail?.['p95Ms']);
  const steps = numberIn(detail?.['steps']) ?? 0;
  if (p95 === null || steps === 0) return unrecorded({ ko: '지연 기록 없음', en: 'No lag was measured' });
  return {
    passed: p95 <= p95Ms,
    final: false,
    evidence: [
      line({ ko: `95 % (≤ ${p95Ms} ms)`, en: `95 of 100 (≤ ${p95Ms} ms)` }, `${p95} ms`),
      line({ ko: '중앙값', en: 'Median' }, `${numberIn(detail?.['p50Ms']) ?? '—'} ms`),
      line({ ko: '최대', en: 'Most' }, `${numberIn(detail?.['maxMs']) ?? '—'} ms`),
      line({ ko: '측정한 단계', en: 'Steps measured' }, steps),
    ],
  };
}

/** None of these words was on the board. The word itself is evidence of nothing that may be shown: it stays out. */
export function wordsUnseen({ id, words }: Check<'words-unseen'>, { log }: Evidence): Outcome {
  const own = log.filter(({ detail }) => detail['criterion'] === id);
  if (!own.some(({ detail, kind }) => kind === 'figure' && detail['when'] === 'watched'))
    return unrecorded({ ko: '현황판을 지켜본 기록 없음', en: 'Nobody watched the board for them' });
  const seen = own.filter(({ kind }) => kind === 'word-seen');
  return {
    passed: seen.length === 0,
    final: seen.length > 0,
    evidence: [
      line({ ko: '확인한 단어', en: 'Words looked for' }, words.length),
      line({ ko: '현황판에 나타난 단어', en: 'Words seen on the board' }, seen.length),
      ...seen
        .slice(0, 5)
        .map(({ at, detail }) => line({ ko: '위치', en: 'Where' }, kindOf(detail['key']), at)),
    ],
  };
}

/** Where it stood, without what the key itself may hold. */
function kindOf(key: unknown): string {
  return String(key).split('|').slice(0, 3).join('|');
}
