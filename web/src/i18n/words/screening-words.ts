import type { Language } from '../format.ts';
import type { AiVerdict, OfficerVerdict } from '../../state/areas/pairs.ts';

/** Numbers and times come in formatted. */
interface ScreeningWords {
  whole: string;

  aiDown: (time: string) => string;
  toOfficers: string;
  items: (count: string, unit: string) => string;
  moreOutages: (places: string) => string;

  queue: string;
  aiUnknown: string;
  flagged: string;
  again: string;
  oldest: string;
  p95: string;
  noneWaits: string;

  matrix: string;
  aiVerdicts: Record<AiVerdict, string>;
  officerVerdicts: Record<OfficerVerdict, string>;
  overrides: string;
  down: string;
  up: string;

  readings: string;
  short: string;
  sevenSeconds: string;
  shortOf: (read: string) => string;
  median: string;
  overLast: string;
  offChannel: string;

  model: string;
  flagRate: string;
  psi: string;
  bands: { stable: string; moved: string; drifted: string };
  noModel: string;
  changed: string;
  fewScores: (scores: string) => string;
  fewScoresBefore: (scores: string) => string;

  leaks: string;
  checked: string;
  leaked: string;
  month: string;
  reread: (reread: string, siblings: string) => string;
}

export const SCREENING_WORDS: Record<Language, ScreeningWords> = {
  ko: {
    whole: '합계',

    aiDown: (time) => `AI 중단 ${time}부터`,
    toOfficers: '전량 판독관 판독',
    items: (count, unit) => `${count}${unit}`,
    moreOutages: (places) => `외 ${places}곳`,

    queue: '판독관 대기',
    aiUnknown: 'AI —',
    flagged: '의심',
    again: '재판독',
    oldest: '최장',
    p95: '95%',
    noneWaits: '없음',

    matrix: 'AI × 판독관',
    aiVerdicts: { clear: 'AI 이상 없음', flagged: 'AI 의심', pending: 'AI 미판독' },
    officerVerdicts: { clear: '이상 없음', upheld: '이상', pending: '미판독' },
    overrides: '판정 불일치',
    down: '오탐',
    up: '미탐',

    readings: '7초 집중판독',
    short: '7초 미만',
    sevenSeconds: '7초',
    shortOf: (read) => `우범국 물품 ${read}건 중`,
    median: '중앙값',
    overLast: '60초 초과',
    offChannel: '전용 판독대 외',

    model: 'AI 모델',
    flagRate: '의심률',
    psi: 'PSI',
    bands: { stable: '안정', moved: '변동', drifted: '이탈' },
    noModel: '판독 없음',
    changed: '변경',
    fewScores: (scores) => `점수 ${scores}개`,
    fewScoresBefore: (scores) => `이전 ${scores}개`,

    leaks: '우편 2차 저지선',
    checked: '재검사',
    leaked: '적발',
    month: '30일',
    reread: (reread, siblings) => `동일 묶음 ${reread}/${siblings}통 재검사`,
  },
  en: {
    whole: 'Total',

    aiDown: (time) => `AI down since ${time}`,
    toOfficers: 'everything to officers',
    items: (count, unit) => `${count} ${unit}`,
    moreOutages: (places) => `${places} more`,

    queue: 'Queue',
    aiUnknown: 'AI —',
    flagged: 'flagged',
    again: 'again',
    oldest: 'oldest',
    p95: '95%',
    noneWaits: 'none',

    matrix: 'AI × officer',
    aiVerdicts: { clear: 'AI clear', flagged: 'AI flagged', pending: 'AI not yet' },
    officerVerdicts: { clear: 'clear', upheld: 'found', pending: 'unread' },
    overrides: 'Overrides',
    down: 'false alarm',
    up: 'missed',

    readings: 'Seven seconds',
    short: 'under 7 s',
    sevenSeconds: '7 s',
    shortOf: (read) => `of ${read} high-risk items`,
    median: 'median',
    overLast: 'over 60 s',
    offChannel: 'off-channel',

    model: 'AI model',
    flagRate: 'flags',
    psi: 'PSI',
    bands: { stable: 'stable', moved: 'moved', drifted: 'drifted' },
    noModel: 'none today',
    changed: 'new',
    fewScores: (scores) => `${scores} scores`,
    fewScoresBefore: (scores) => `${scores} before`,

    leaks: 'Mail leaks',
    checked: 'read again',
    leaked: 'caught',
    month: '30 days',
    reread: (reread, siblings) => `${reread}/${siblings} siblings reread`,
  },
};
