import type { Offence } from '../../../../server/contract/fields.ts';
import { shorten, type Language } from '../format.ts';

/** Numbers come in formatted. */
interface CasesWords {
  none: string;

  weapons: string;
  today: string;
  year: string;
  firearms: string;
  gunParts: string;
  nailers: string;
  /** Of firearms in the last 24 hours. */
  times: (quantity: string) => string;
  items: Record<string, string>;

  sets: string;
  complete: string;
  holdSets: (sets: string) => string;
  partsThere: (parts: string) => string;
  parts: Record<string, string>;
  noSets: string;

  currency: string;
  checks: string;
  declaredAbove: string;
  undeclared: string;
  undeclaredYear: string;
  undeclaredToday: string;
  casesOf: (count: string) => string;
  couriers: string;
  courierChecks: (checks: string) => string;
  busiest: (times: string) => string;
  seen: (age: string) => string;

  offences: string;
  cases: string;
  amount: string;
  unreferred: string;
  oldest: string;
  kinds: Record<Offence, string>;
  toReferTitle: string;
  partnersTold: string;
  told: (notified: string) => string;
  answered: (answered: string) => string;

  minor: string;
  leads: string;
  age: string;
  referred: string;
  toRefer: string;
  state: string;
  clusters: (count: string) => string;
  ofMinor: (clustered: string, open: string) => string;
  noClusters: string;

  investigations: string;
  waiting: (count: string) => string;
  requested: string;
  notRequested: string;
  accepted: (count: string) => string;
  median: string;
  noWaiting: string;
}

export const CASES_WORDS: Record<Language, CasesWords> = {
  ko: {
    none: '없음',
    weapons: '총기류',
    today: '오늘',
    year: '올해',
    firearms: '총기',
    gunParts: '총기 부품',
    nailers: '타정총',
    times: (quantity) => `${quantity}정`,
    items: {
      pistol: '권총',
      revolver: '리볼버',
      rifle: '소총',
      shotgun: '산탄총',
      'air-gun': '공기총',
      'gas-gun': '가스총',
      firearm: '총기',
    },
    sets: '총기 부품 조합',
    complete: '완성 가능',
    holdSets: (sets) => `일괄 보류 ${sets}`,
    partsThere: (parts) => `필수 4개 중 ${parts}개`,
    parts: {
      frame: '프레임',
      slide: '슬라이드',
      barrel: '총열',
      trigger: '방아쇠',
      magazine: '탄창',
      stock: '개머리판',
      receiver: '총몸',
      bolt: '노리쇠',
    },
    noSets: '없음',
    currency: '외화 밀반출',
    checks: '오늘 검사',
    declaredAbove: '1만 달러 초과',
    undeclared: '미신고 적발',
    undeclaredYear: '올해 미신고',
    undeclaredToday: '오늘 미신고 외화',
    casesOf: (count) => `${count}건`,
    couriers: '반복 운반자',
    courierChecks: (checks) => `검사 ${checks}회`,
    busiest: (times) => `최다 ${times}회`,
    seen: (age) => `${age} 전 확인`,
    offences: '무역안보',
    cases: '건수',
    amount: '금액',
    unreferred: '미이첩',
    oldest: '최장',
    kinds: {
      'origin-laundering': '원산지 세탁',
      'strategic-goods': '전략물자',
      'illegal-trade': '불법 무역',
      'fund-flow': '불법 자금',
      'virtual-asset': '가상자산',
      'voice-phishing': '보이스피싱',
      'transnational-crime': '초국가범죄',
    },
    toReferTitle: '미이첩 사건',
    partnersTold: '상대국·기관',
    told: (notified) => `통보 ${notified}`,
    answered: (answered) => `회신 ${answered}`,
    minor: '경미 첩보 연계',
    leads: '첩보',
    age: '경과',
    referred: '이첩됨',
    toRefer: '병합·이첩',
    state: '상태',
    clusters: (count) => `${count}묶음`,
    ofMinor: (clustered, open) => `경미 첩보 ${open}건 중 ${clustered}건`,
    noClusters: '3건 이상 연계 없음',
    investigations: '수사 인계 대기',
    waiting: (count) => `${count}건`,
    requested: '의뢰함',
    notRequested: '의뢰 전',
    accepted: (count) => `30일간 인계 ${count}건`,
    median: '중앙값',
    noWaiting: '대기 없음',
  },
  en: {
    none: 'none',
    weapons: 'Weapons',
    today: 'today',
    year: 'year',
    firearms: 'Firearms',
    gunParts: 'Gun parts',
    nailers: 'Nailers',
    times: (quantity) => `× ${quantity}`,
    items: { 'air-gun': 'air gun', 'gas-gun': 'gas gun' },
    sets: 'Gun-part sets',
    complete: 'complete',
    holdSets: (sets) => `HOLD ${sets}`,
    partsThere: (parts) => `${parts} of 4 parts`,
    parts: {},
    noSets: 'none',
    currency: 'Currency out',
    checks: 'Checks today',
    declaredAbove: 'Over $10,000',
    undeclared: 'Undeclared',
    undeclaredYear: 'This year',
    undeclaredToday: 'Undeclared money today',
    casesOf: (count) => `${count} cases`,
    couriers: 'Repeat couriers',
    courierChecks: (checks) => `${checks} checks`,
    busiest: (times) => `busiest ${times}`,
    seen: (age) => `${age} ago`,
    offences: 'Trade security',
    cases: 'cases',
    amount: 'amount',
    unreferred: 'refer',
    oldest: 'oldest',
    kinds: {
      'origin-laundering': 'Origin fraud',
      'strategic-goods': 'Strategic',
      'illegal-trade': 'Illegal trade',
      'fund-flow': 'Fund flows',
      'virtual-asset': 'Virtual assets',
      'voice-phishing': 'Voice phishing',
      'transnational-crime': 'Transnational',
    },
    toReferTitle: 'To refer',
    partnersTold: 'Partners',
    told: (notified) => `${notified} told`,
    answered: (answered) => `${answered} answered`,
    minor: 'Minor leads',
    leads: 'leads',
    age: 'age',
    referred: 'referred',
    toRefer: 'refer',
    state: 'state',
    clusters: (count) => `${count} clusters`,
    ofMinor: (clustered, open) => `${clustered} of ${open} leads`,
    noClusters: 'No three have anything in common',
    investigations: 'To investigate',
    waiting: (count) => `${count} waiting`,
    requested: 'asked',
    notRequested: 'not asked',
    accepted: (count) => `${count} accepted in 30 days`,
    median: 'median',
    noWaiting: 'No case waits',
  },
};

const GOODS_LETTERS = 14;

/** What came from outside by its word, or as it came, never at any length. */
export function named(words: Record<string, string>, name: string): string {
  return words[name] ?? shorten(name, GOODS_LETTERS);
}
