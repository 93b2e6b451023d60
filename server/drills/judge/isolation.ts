import { compareCounts } from '../../db/queries/drill-raw-counts.ts';
import { readDoors, readLeakedRows, readWholeFrom } from '../../db/queries/drill-leaks.ts';
import { beginOf } from '../timeline.ts';
import type { Evidence } from './judge.ts';
import { line, unrecorded, type Outcome } from './outcome.ts';

const MINUTE_MS = 60_000;

/**
 * Nothing of the drill is in the live realm: none of its rows; no count, for those of the drill's minutes are made of the live
 * rows alone; and nothing came by its tokens or its players.
 */
export async function liveUntouched(evidence: Evidence): Promise<Outcome> {
  const { live, log, realm, shows } = evidence;
  if (live === null) {
    const none = line({ ko: '실제 영역 없음', en: 'There is no live realm here' });
    return { passed: true, final: false, evidence: [none] };
  }
  const leaks = await readLeakedRows(realm, live);
  const rows = leaks.reduce((sum, each) => sum + each.rows, 0);
  if (rows === 0) return unrecorded({ ko: '훈련 기록 없음', en: 'Nothing was told in the drill' });
  const found = leaks.reduce((sum, each) => sum + each.found, 0);
  const began = log[0]?.toldAt ?? new Date(beginOf(evidence)).toISOString();
  const { deeds, feeds, tokens } = await readDoors(realm, live, began);
  const from = Math.max(beginOf(evidence), Math.ceil((await readWholeFrom(live)) / MINUTE_MS) * MINUTE_MS);
  const until = Math.floor(shows / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  const period = { from: new Date(from).toISOString(), until: new Date(until).toISOString() };
  const [counts] = from < until ? await compareCounts(live, ['minute'], period) : [];
  const different = counts?.different ?? 0;
  return {
    passed: found === 0 && different === 0 && tokens === 0 && feeds.length === 0 && deeds === 0,
    final: false,
    evidence: [
      line(
        { ko: '실제 영역에 있는 훈련 기록', en: 'Rows of the drill in the live realm' },
        `${found} / ${rows}`,
      ),
      ...leaks
        .filter((each) => each.found > 0)
        .map((each) => line({ ko: `유출: ${each.stream}`, en: `Leaked: ${each.stream}` }, each.found)),
      line(
        {
          ko: '실제 원자료와 다른 실제 분 집계',
          en: 'Live counts of these minutes that live rows do not make',
        },
        `${different} / ${counts?.compared ?? 0}`,
        from,
      ),
      line(
        { ko: '실제 영역에 들린 훈련 연계', en: 'Feeds of the drill alone that the live realm has heard' },
        feeds.join(', ') || 0,
      ),
      line({ ko: '실제 영역을 여는 훈련 토큰', en: 'Tokens of the drill that open another realm' }, tokens),
      line({ ko: '실제 영역에서의 훈련 참가자 조치', en: 'Deeds of its players in the live realm' }, deeds),
    ],
  };
}
