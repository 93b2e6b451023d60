import type { TodayCell } from '../../../../server/contract/cells.ts';
import type { PairState } from '../../../../server/contract/screening-cells.ts';
import type { Language } from '../format.ts';

/** Numbers and times come in formatted. */
interface DeskRoutesWords {
  title: string;
  all: string;
  place: string;
  state: string;
  normal: string;
  alarms: string;
  arrived: string;
  screened: string;
  waiting: string;
  noPlace: string;
  notYours: string;

  troubles: {
    broken: (screened: string) => string;
    stalled: (minutes: string) => string;
    aiDown: (time: string) => string;
    silent: string;
    silentSince: (time: string) => string;
    fewer: (arrivals: string) => string;
    late: (age: string) => string;
    backlog: (items: string) => string;
    seats: (open: string, needed: string) => string;
    down: (count: string) => string;
  };

  today: string;
  byThisTime: (time: string) => string;
  middle: string;
  range: string;
  yesterday: string;
  daysInNumbers: string;
  day: string;
  todayFigures: Record<Exclude<keyof TodayCell, 'day'>, string>;

  groups: Record<'screening' | 'readings' | 'hour' | 'cases' | 'currency' | 'intelligence' | 'leaks', string>;
  matrix: string;
  ai: string;
  officer: string;
  pairs: Record<PairState, string>;
  noRows: string;
  stations: string;
  stationStates: Record<'up' | 'degraded' | 'down' | 'closed', string>;
  oldest: (age: string) => string;
  usual: (low: string, high: string) => string;

  open: string;
  openAlarms: string;
  openTasks: string;
  openLeads: string;
  landings: string;
  none: string;
  notKnown: string;
  unowned: string;
  owned: string;
  deadline: (time: string) => string;
  lands: (time: string) => string;
  landed: (time: string) => string;
  noTeam: string;
  team: (team: string) => string;
  matched: (conveyance: string) => string;
  more: (count: string) => string;
}

export const deskRoutesWords: Record<Language, DeskRoutesWords> = {
  ko: {
    title: '경로',
    all: '전체 관문과 경로',
    place: '관문 · 경로',
    state: '상태',
    normal: '흐름·장비 이상 없음',
    alarms: '경보',
    arrived: '오늘 도착',
    screened: '판독률',
    waiting: '판독관 대기',
    noPlace: '상황판이 아직 알려 준 관문이 없음',
    notYours: '해당 이름의 관문과 경로가 없거나 볼 수 있는 범위가 아님',

    troubles: {
      broken: (screened) => `판독 ${screened}`,
      stalled: (minutes) => `${minutes}분간 판독 없음`,
      aiDown: (time) => `AI 중단 ${time}부터`,
      silent: '연계 무응답',
      silentSince: (time) => `연계 무응답 ${time}부터`,
      fewer: (arrivals) => `최근 1시간 도착 ${arrivals}, 평소보다 적음`,
      late: (age) => `최장 대기 ${age}`,
      backlog: (items) => `적체 ${items}`,
      seats: (open, needed) => `판독석 ${open}, 필요 ${needed}`,
      down: (count) => `고장 ${count}`,
    },

    today: '오늘',
    byThisTime: (time) => `지난 14일, 같은 시각(${time})까지`,
    middle: '중앙값',
    range: '최소 – 최대',
    yesterday: '어제 하루',
    daysInNumbers: '날짜별 수치(하루 전체)',
    day: '날짜',
    todayFigures: {
      arrivals: '도착(편·묶음)',
      units: '도착 물량',
      highRiskUnits: '고위험 물량',
      primary: '1차 판독',
      flagged: '의심',
      secondary: '2차 판독',
      upheld: '의심 확인',
      cases: '마약 적발',
      grams: '마약 중량',
    },

    groups: {
      screening: '판독과 대기',
      readings: '7초 집중판독',
      hour: '최근 1시간',
      cases: '적발',
      currency: '외화 반출',
      intelligence: '정보와 위험도',
      leaks: '우편 2차 저지선(전국)',
    },
    matrix: '오늘 AI × 판독관',
    ai: 'AI',
    officer: '판독관',
    pairs: { clear: '이상 없음', suspect: '의심', confirmed: '확인', pending: '미판독' },
    noRows: 'AI만 이상 없음으로 본 물품은 개별 행이 없음',
    stations: '장비와 판독석',
    stationStates: { up: '정상', degraded: '저하', down: '고장', closed: '미사용' },
    oldest: (age) => `최장 ${age}`,
    usual: (low, high) => `평소 ${low}–${high}`,

    open: '열린 일',
    openAlarms: '경보',
    openTasks: '과제',
    openLeads: '정보',
    landings: '고위험 항공편',
    none: '없음',
    notKnown: '자료 없음',
    unowned: '담당 없음',
    owned: '담당 있음',
    deadline: (time) => `${time}까지`,
    lands: (time) => `${time} 도착 예정`,
    landed: (time) => `${time} 도착`,
    noTeam: '게이트에 기동조 없음',
    team: (team) => `기동조 ${team}`,
    matched: (conveyance) => `일치 ${conveyance}`,
    more: (count) => `외 ${count}`,
  },
  en: {
    title: 'Routes',
    all: 'All ports and routes',
    place: 'Port · route',
    state: 'State',
    normal: 'flow and equipment normal',
    alarms: 'Alarms',
    arrived: 'Arrived today',
    screened: 'Screened',
    waiting: 'Wait for an officer',
    noPlace: 'The board has told of no port yet',
    notYours: 'There is no such port and route, or it is not among your scopes',

    troubles: {
      broken: (screened) => `screened ${screened}`,
      stalled: (minutes) => `nothing read for ${minutes} min`,
      aiDown: (time) => `AI down since ${time}`,
      silent: 'feeds silent',
      silentSince: (time) => `feeds silent since ${time}`,
      fewer: (arrivals) => `${arrivals} arrivals in the last hour, fewer than usual`,
      late: (age) => `oldest waits ${age}`,
      backlog: (items) => `backlog ${items}`,
      seats: (open, needed) => `${open} seats, ${needed} needed`,
      down: (count) => `stations down: ${count}`,
    },

    today: 'Today',
    byThisTime: (time) => `14 days before, each until ${time}`,
    middle: 'median',
    range: 'least – most',
    yesterday: 'yesterday, whole',
    daysInNumbers: 'The days in numbers, each whole',
    day: 'Day',
    todayFigures: {
      arrivals: 'Arrivals (conveyances)',
      units: 'Units arrived',
      highRiskUnits: 'High-risk units',
      primary: 'First readings',
      flagged: 'Flagged',
      secondary: 'Second readings',
      upheld: 'Upheld',
      cases: 'Drug cases',
      grams: 'Drugs by weight',
    },

    groups: {
      screening: 'Screening and queue',
      readings: 'Seven seconds',
      hour: 'Last 60 minutes',
      cases: 'Seizures',
      currency: 'Currency carried out',
      intelligence: 'Leads and risk',
      leaks: 'Second line for mail (country)',
    },
    matrix: 'AI × officer today',
    ai: 'AI',
    officer: 'Officer',
    pairs: { clear: 'clear', suspect: 'suspect', confirmed: 'confirmed', pending: 'unread' },
    noRows: 'What the AI alone found clear has no rows of its own',
    stations: 'Stations',
    stationStates: { up: 'up', degraded: 'degraded', down: 'down', closed: 'not in use' },
    oldest: (age) => `oldest ${age}`,
    usual: (low, high) => `usual ${low}–${high}`,

    open: 'Open here',
    openAlarms: 'Alarms',
    openTasks: 'Tasks',
    openLeads: 'Leads',
    landings: 'High-risk flights',
    none: 'none',
    notKnown: 'no data',
    unowned: 'nobody’s yet',
    owned: 'taken',
    deadline: (time) => `by ${time}`,
    lands: (time) => `lands ${time}`,
    landed: (time) => `landed ${time}`,
    noTeam: 'no team at the gate',
    team: (team) => `team ${team}`,
    matched: (conveyance) => `matched ${conveyance}`,
    more: (count) => `${count} more`,
  },
};
