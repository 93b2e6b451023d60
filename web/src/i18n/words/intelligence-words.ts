import type { LeadKind, RiskReason } from '../../../../server/contract/intelligence-cells.ts';
import type { Format, Language } from '../format.ts';

/** Numbers come in formatted. */
interface IntelligenceWords {
  landings: string;
  flights: (count: string) => string;
  withoutTeam: (count: string) => string;
  noTeam: string;
  teamNotYet: string;
  landed: string;
  late: string;
  lands: (time: string) => string;
  aboard: (count: string) => string;
  noFlights: string;

  risk: string;
  holds: (count: string) => string;
  hold: string;
  release: string;
  threshold: (points: string) => string;
  reasons: Record<RiskReason, string>;
  noScored: string;

  leads: string;
  open: string;
  unacknowledged: string;
  matched: string;
  oldest: string;
  kinds: Record<LeadKind, string>;
  toAcknowledge: string;
  acknowledged: string;
  tasked: string;
  noLeads: string;
  /** Title of the leads one by one. */
  toTakeUp: string;
  /** Who gives leads and asks, where it is no country. */
  partners: Record<string, string>;

  information: string;
  list: string;
  noList: string;
  issued: (age: string) => string;
  latency: string;
  half: string;
  nearlyAll: string;
  steps: string;
  openSteps: (steps: string) => string;
  targets: (count: string) => string;
  listLeads: string;
  notClosed: (count: string) => string;
  matches: (count: string) => string;

  operations: string;
  left: string;
  closed: string;
  screened: (items: string) => string;
  hits: (cases: string) => string;
  noOperations: string;

  requests: string;
  owed: string;
  asked: string;
  oweThem: (count: string) => string;
  noRequests: string;
}

export const INTELLIGENCE_WORDS: Record<Language, IntelligenceWords> = {
  ko: {
    landings: '우범편 일제검사',
    flights: (count) => `${count}편`,
    withoutTeam: (count) => `${count}편 미배치`,
    noTeam: '검사팀 없음',
    teamNotYet: '배치 전',
    landed: '착륙',
    late: '지연',
    lands: (time) => `${time} 착`,
    aboard: (count) => `${count}명`,
    noFlights: '6시간 내 우범 항공편 없음',
    risk: '위험점수',
    holds: (count) => `보류 ${count}`,
    hold: '보류',
    release: '통과',
    threshold: (points) => `보류 기준 ${points}점`,
    reasons: {
      'declared-high': '고위험 통보',
      origin: '우범 출발국',
      lead: '첩보',
      'watch-list': '감시목록',
      'recent-seizures': '최근 적발',
      'repeat-conveyance': '반복 편명',
    },
    noScored: '6시간 내 고위험 도착 없음',
    leads: '첩보',
    open: '진행',
    unacknowledged: '미확인',
    matched: '일치',
    oldest: '최장',
    kinds: {
      flight: '항공편',
      consignment: '화물',
      'person-category': '여행자 유형',
      'watch-list': '감시목록',
      operation: '합동단속',
      request: '공조요청',
      minor: '경미 첩보',
    },
    toAcknowledge: '미확인',
    acknowledged: '확인',
    tasked: '지시',
    noLeads: '진행 중인 첩보 없음',
    toTakeUp: '코리안 데스크 첩보',
    partners: { DIC: '정보센터', KR: '국내기관' },
    information: '마약정보센터',
    list: '정보목록',
    noList: '목록 없음',
    issued: (age) => `${age} 전`,
    latency: '일치 소요',
    half: '중앙값',
    nearlyAll: '95%',
    steps: '표준분석절차',
    openSteps: (steps) => `${steps}단계`,
    targets: (count) => `대상 ${count}`,
    listLeads: '목록 첩보',
    notClosed: (count) => `진행 ${count}`,
    matches: (count) => `일치 ${count}`,
    operations: '합동단속',
    left: '남음',
    closed: '종료',
    screened: (items) => `판독 ${items}`,
    hits: (cases) => `적발 ${cases}건`,
    noOperations: '진행 중인 합동단속 없음',
    requests: '공조요청',
    owed: '회신할 것',
    asked: '받을 것',
    oweThem: (count) => `회신할 것 ${count}`,
    noRequests: '미결 요청 없음',
  },
  en: {
    landings: 'Landings',
    flights: (count) => `${count} flights`,
    withoutTeam: (count) => `${count} no team`,
    noTeam: 'NO TEAM',
    teamNotYet: 'none yet',
    landed: 'landed',
    late: 'late',
    lands: (time) => `at ${time}`,
    aboard: (count) => `${count} pax`,
    noFlights: 'No high-risk flight within 6 h',
    risk: 'Risk score',
    holds: (count) => `${count} to hold`,
    hold: 'HOLD',
    release: 'release',
    threshold: (points) => `hold from ${points}`,
    reasons: {
      'declared-high': 'declared high',
      origin: 'origin',
      lead: 'lead',
      'watch-list': 'watch list',
      'recent-seizures': 'recent cases',
      'repeat-conveyance': 'repeat',
    },
    noScored: 'No high-risk arrival in 6 h',
    leads: 'Leads',
    open: 'open',
    unacknowledged: 'new',
    matched: 'match',
    oldest: 'oldest',
    kinds: {
      flight: 'flight',
      consignment: 'consignment',
      'person-category': 'travellers',
      'watch-list': 'watch list',
      operation: 'operation',
      request: 'request',
      minor: 'minor',
    },
    toAcknowledge: 'new',
    acknowledged: 'seen',
    tasked: 'tasked',
    noLeads: 'No open lead',
    toTakeUp: 'Korean Desk leads',
    partners: { DIC: 'DIC', KR: 'Domestic' },
    information: 'Drug Information Center',
    list: 'List',
    noList: 'no list',
    issued: (age) => `${age} ago`,
    latency: 'Match',
    half: 'median',
    nearlyAll: '95 %',
    steps: 'Steps',
    openSteps: (steps) => `${steps} open`,
    targets: (count) => `${count} targets`,
    listLeads: 'Its leads',
    notClosed: (count) => `${count} open`,
    matches: (count) => `${count} matched`,
    operations: 'Joint operations',
    left: 'left',
    closed: 'closed',
    screened: (items) => `${items} read`,
    hits: (cases) => `${cases} hits`,
    noOperations: 'No joint operation',
    requests: 'Requests',
    owed: 'we owe',
    asked: 'asked',
    oweThem: (count) => `${count} owed`,
    noRequests: 'No open request',
  },
};

/** Longer names of countries stand as their code in the first column of a table. */
const COLUMN_LETTERS = 9;

/** A partner country, or what DIC and KR stand for. */
export function partnerName(partner: string, format: Format): string {
  return INTELLIGENCE_WORDS[format.language].partners[partner] ?? format.country(partner);
}

export function partnerColumn(partner: string, format: Format): string {
  const name = partnerName(partner, format);
  return name.length > COLUMN_LETTERS ? partner : name;
}
