import type { TodayCell } from '../../contract/cells.ts';
import { endOfDay, siteDay, startOfDay } from '../../contract/days.ts';
import { compareCounts, readRawFigures, type Counted } from '../../db/queries/drill-raw-counts.ts';
import type { Evidence } from './judge.ts';
import { line, unrecorded, type EvidenceLine, type Outcome } from './outcome.ts';

const FIGURES: Record<keyof Counted, Exclude<keyof TodayCell, 'day'>> = {
  arrivals: 'arrivals',
  units: 'units',
  high_risk_units: 'highRiskUnits',
  primary_verdicts: 'primary',
  flagged: 'flagged',
  secondary_verdicts: 'secondary',
  upheld: 'upheld',
  cases: 'cases',
  grams: 'grams',
};
const LEVELS = {
  minute: { ko: '분 집계', en: 'Counts by minute' },
  hour: { ko: '시간 집계', en: 'Counts by hour' },
  day: { ko: '일 집계', en: 'Counts by day' },
};

/** Figures of today, and counts by minute, hour and site day, are those of the raw rows. */
export async function countsEqualRows({ cells, realm, shows }: Evidence): Promise<Outcome> {
  const levels = await compareCounts(realm, ['minute', 'hour', 'day']);
  if (levels.every(({ compared }) => compared === 0))
    return unrecorded({ ko: '집계할 기록 없음', en: 'There is nothing to count' });
  const day = siteDay(shows);
  const bounds = { from: startOfDay(day), until: endOfDay(day) };
  const raw = await readRawFigures(realm, {
    from: new Date(bounds.from).toISOString(),
    until: new Date(bounds.until).toISOString(),
  });
  const shown = new Map<string, TodayCell>();
  for (const [key, cell] of cells) {
    const of = cell as TodayCell;
    if (key.startsWith('today|') && of.day === day) shown.set(key.slice('today|'.length), of);
  }
  const counted = new Map(raw.map((row) => [`${row.port}|${row.route}`, row]));
  const wrong = [...new Set([...shown.keys(), ...counted.keys()])].flatMap((place): EvidenceLine[] => {
    const differs = (Object.keys(FIGURES) as (keyof Counted)[]).filter(
      (name) => Math.abs((shown.get(place)?.[FIGURES[name]] ?? 0) - (counted.get(place)?.[name] ?? 0)) > 1e-6,
    );
    return differs.map((name) =>
      line(
        { ko: `현황판과 원자료 불일치 (${place})`, en: `Board and rows differ (${place})` },
        `${FIGURES[name]}: ${shown.get(place)?.[FIGURES[name]] ?? 0} ≠ ${counted.get(place)?.[name] ?? 0}`,
        shows,
      ),
    );
  });
  return {
    passed: wrong.length === 0 && levels.every(({ different }) => different === 0),
    final: false,
    evidence: [
      line(
        { ko: '오늘 집계 비교 장소', en: 'Places compared for today' },
        new Set([...shown.keys(), ...counted.keys()]).size,
      ),
      ...wrong.slice(0, 5),
      ...levels.map(({ compared, different, first, level }) =>
        line(LEVELS[level], `${different} ≠ / ${compared}${first === null ? '' : ` (${first})`}`),
      ),
    ],
  };
}
