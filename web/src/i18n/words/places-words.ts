import type { StationKind } from '../../../../server/contract/place-cells.ts';
import type { Language } from '../format.ts';

/** Numbers and times come in formatted. */
interface PlacesWords {
  ports: string;
  routes: string;
  today: string;
  hour: string;
  coverage: string;
  queue: string;
  backlog: string;
  dwell: string;
  seats: string;
  usual: (low: string, high: string) => string;
  fewer: (arrivals: string) => string;
  more: (arrivals: string) => string;
  noDataSince: (time: string) => string;
  noData: string;
  silentPorts: (ports: string) => string;
  aiDown: string;
  stalled: string;
  p90: (time: string) => string;
  clearIn: (time: string) => string;
  open: (seats: string) => string;

  lastHour: string;

  equipment: string;
  kinds: Record<StationKind, string>;
  states: { degraded: string; down: string };
  noTrouble: string;
  moreTroubles: (count: string) => string;
  overdue: string;
  due: string;
  passed: string;

  selection: string;
  hits: string;

  rollup: string;
  shift: (hour: string) => string;
  week: string;
  change: string;
  units: string;
  screened: string;
  flagged: string;
  upheld: string;
  cases: string;

  bodySearches: string;
  searches: { requested: string; approved: string; carriedOut: string; found: string };
}

export const PLACES_WORDS: Record<Language, PlacesWords> = {
  ko: {
    ports: '관문',
    routes: '경로',
    today: '오늘 도착',
    hour: '최근 1시간',
    coverage: '판독',
    queue: '대기',
    backlog: '적체',
    dwell: '소요',
    seats: '판독석',
    usual: (low, high) => `평소 ${low}–${high}`,
    fewer: (arrivals) => `${arrivals} 적음`,
    more: (arrivals) => `${arrivals} 많음`,
    noDataSince: (time) => `${time}부터 자료 없음`,
    noData: '자료 없음',
    silentPorts: (ports) => `${ports}곳 자료 없음`,
    aiDown: 'AI 중단',
    stalled: '정체',
    p90: (time) => `90% ${time}`,
    clearIn: (time) => `해소 ${time}`,
    open: (seats) => `가동 ${seats}`,

    lastHour: '최근 1시간',

    equipment: '장비',
    kinds: {
      ai: 'AI',
      'x-ray': 'X선',
      reader: '판독석',
      lane: '통로',
      'gate-team': '기동조',
      trace: '이온',
      'body-scanner': '신변',
    },
    states: { degraded: '저하', down: '고장' },
    noTrouble: '고장 없음',
    moreTroubles: (count) => `외 ${count}`,
    overdue: '점검 지연',
    due: '7일 내 점검',
    passed: '판독 시험',

    selection: '오늘 선별',
    hits: '그중 적중',

    rollup: '실적',
    shift: (hour) => `${hour}시 근무`,
    week: '이번 주',
    change: '전주비',
    units: '도착',
    screened: '판독',
    flagged: '의심',
    upheld: '확인',
    cases: '적발',

    bodySearches: '신변검색',
    searches: { requested: '요청', approved: '승인', carriedOut: '실시', found: '적발' },
  },
  en: {
    ports: 'Port',
    routes: 'Route',
    today: 'today',
    hour: 'last hour',
    coverage: 'screened',
    queue: 'queue',
    backlog: 'backlog',
    dwell: 'took',
    seats: 'seats',
    usual: (low, high) => `usual ${low}–${high}`,
    fewer: (arrivals) => `${arrivals} fewer`,
    more: (arrivals) => `${arrivals} more`,
    noDataSince: (time) => `silent ${time}–`,
    noData: 'no data',
    silentPorts: (ports) => `${ports} silent`,
    aiDown: 'AI down',
    stalled: 'stalled',
    p90: (time) => `≤ ${time}`,
    clearIn: (time) => `in ${time}`,
    open: (seats) => `of ${seats}`,

    lastHour: '60 min',

    equipment: 'Stations',
    kinds: {
      ai: 'AI',
      'x-ray': 'X-ray',
      reader: 'seats',
      lane: 'lanes',
      'gate-team': 'teams',
      trace: 'trace',
      'body-scanner': 'body',
    },
    states: { degraded: 'degraded', down: 'down' },
    noTrouble: 'none is down',
    moreTroubles: (count) => `${count} more`,
    overdue: 'inspections overdue',
    due: 'due in 7 days',
    passed: 'test images found',

    selection: 'Selected today',
    hits: 'of them hits',

    rollup: 'Totals',
    shift: (hour) => `from ${hour}h`,
    week: 'week',
    change: '±',
    units: 'arrived',
    screened: 'screened',
    flagged: 'flagged',
    upheld: 'upheld',
    cases: 'cases',

    bodySearches: 'Body searches',
    searches: { requested: 'asked', approved: 'approved', carriedOut: 'done', found: 'found' },
  },
};
