import type { Definition } from '../messages.ts';

const seizures = {
  ko: '적발(border.seizure.v1), 모든 정정을 반영한 현재 기준.',
  en: 'Seizures (border.seizure.v1) as they stand now, with all corrections.',
};
const declarations = {
  ko: '외화 검사(border.declaration.v1), 나가는 것. 신고 의무는 미화 1만 달러 초과.',
  en: 'Checks of money (border.declaration.v1) leaving the country. A declaration is owed above US$10,000.',
};
const couriers = {
  ko: '최근 30일에 세 번 이상 돈을 지니고 검사받은 사람. 수만 있고 신원은 상황판에 없다.',
  en: 'Couriers checked with money three times or more in 30 days, as counts: no identity exists on the board.',
};
const plain = { ko: '나누지 않은 수.', en: 'A count, divided by nothing.' };
const age = { ko: '서버 시계로 잰 경과 시간.', en: 'Time passed, by the server’s clock.' };
const won = { ko: '원. 금액이 밝혀진 것만.', en: 'Won, where it was stated.' };

/** What each figure counts, what it is divided by, and where it comes from, by its name in the page. */
export const casesFigures = {
  'weapons.firearmsToday': {
    ko: {
      what: '오늘(서울) 적발한 총기의 수. 한 정이라도 있으면 적색: 경찰에 알릴 것.',
      divided: '정. 타정총은 넣지 않음.',
      source: seizures.ko,
    },
    en: {
      what: 'Firearms seized since midnight in Seoul, as items. Red from the first: call the police.',
      divided: 'Items; nailers are not among them.',
      source: seizures.en,
    },
  },
  'weapons.firearmsYear': {
    ko: { what: '올해 적발한 총기의 수.', divided: '정. 타정총은 넣지 않음.', source: seizures.ko },
    en: {
      what: 'Firearms seized this year, as items.',
      divided: 'Items; nailers are not among them.',
      source: seizures.en,
    },
  },
  'weapons.gunPartsToday': {
    ko: { what: '오늘(서울) 적발한 총기 부품의 수.', divided: '나누지 않은 개수.', source: seizures.ko },
    en: { what: 'Gun parts seized since midnight in Seoul.', divided: 'Items.', source: seizures.en },
  },
  'weapons.gunPartsYear': {
    ko: { what: '올해 적발한 총기 부품의 수.', divided: '나누지 않은 개수.', source: seizures.ko },
    en: { what: 'Gun parts seized this year.', divided: 'Items.', source: seizures.en },
  },
  'weapons.nailersToday': {
    ko: {
      what: '오늘(서울) 적발한 화약식 타정총. 총기와 따로 센다.',
      divided: '나누지 않은 수량(정).',
      source: seizures.ko,
    },
    en: {
      what: 'Powder-actuated nailers seized since midnight in Seoul, apart from firearms.',
      divided: 'Items.',
      source: seizures.en,
    },
  },
  'weapons.nailersYear': {
    ko: {
      what: '올해 적발한 화약식 타정총. 총기와 따로 센다.',
      divided: '나누지 않은 수량(정).',
      source: seizures.ko,
    },
    en: {
      what: 'Powder-actuated nailers seized this year, apart from firearms.',
      divided: 'Items.',
      source: seizures.en,
    },
  },
  'weapons.firearm': {
    ko: {
      what: '최근 24시간에 적발한 총기 한 건의 수량.',
      divided: '나누지 않은 수량(정).',
      source: seizures.ko,
    },
    en: {
      what: 'A case of firearms in the last 24 hours: how many.',
      divided: 'Items.',
      source: seizures.en,
    },
  },
  'gunParts.sets': {
    ko: {
      what: '한 총기에 맞는 부품이 30일 안에 두 곳 이상의 관문에서 적발된 조합의 수. 하나라도 있으면 황색: 조합을 일괄 보류할 것.',
      divided: plain.ko,
      source: seizures.ko,
    },
    en: {
      what: 'Sets: parts that fit one weapon, seized at two or more ports within 30 days. Amber from the first: hold the set.',
      divided: plain.en,
      source: seizures.en,
    },
  },
  'gunParts.there': {
    ko: {
      what: '완성에 필요한 부품(프레임, 슬라이드, 총열, 방아쇠) 가운데 적발된 것. 다 있으면 완성 가능.',
      divided: '필요한 부품 4개로.',
      source: seizures.ko,
    },
    en: {
      what: 'Of the parts that make a weapon (frame, slide, barrel, trigger) those seized; with all it is complete.',
      divided: 'By the four parts that make one.',
      source: seizures.en,
    },
  },
  'gunParts.part': {
    ko: { what: '부품과 적발한 관문.', divided: '나누지 않음.', source: seizures.ko },
    en: { what: 'A part, and the port at which it was seized.', divided: 'Nothing.', source: seizures.en },
  },
  'currency.checks': {
    ko: { what: '오늘(서울) 한 외화 검사.', divided: plain.ko, source: declarations.ko },
    en: { what: 'Checks since midnight in Seoul.', divided: plain.en, source: declarations.en },
  },
  'currency.declaredAbove': {
    ko: { what: '오늘 미화 1만 달러를 초과해 신고한 건수.', divided: plain.ko, source: declarations.ko },
    en: {
      what: 'Declarations of today strictly above US$10,000.',
      divided: plain.en,
      source: declarations.en,
    },
  },
  'currency.declaredUsd': {
    ko: { what: '그 신고 금액의 합계.', divided: '미국 달러, 관세 환율 기준.', source: declarations.ko },
    en: { what: 'Their sum.', divided: 'US dollars, at the customs rate.', source: declarations.en },
  },
  'currency.undeclared': {
    ko: {
      what: '오늘 신고 없이 미화 1만 달러를 초과해 반출하려다 적발된 건수.',
      divided: plain.ko,
      source: declarations.ko,
    },
    en: {
      what: 'Cases of today strictly above US$10,000 that were not declared.',
      divided: plain.en,
      source: declarations.en,
    },
  },
  'currency.undeclaredKrw': {
    ko: { what: '그 적발 금액의 합계.', divided: won.ko, source: declarations.ko },
    en: { what: 'Their sum.', divided: won.en, source: declarations.en },
  },
  'currency.undeclaredYear': {
    ko: { what: '올해 미신고 적발 건수.', divided: plain.ko, source: declarations.ko },
    en: { what: 'Undeclared cases of this year.', divided: plain.en, source: declarations.en },
  },
  'currency.undeclaredYearKrw': {
    ko: { what: '올해 미신고 적발 금액의 합계.', divided: won.ko, source: declarations.ko },
    en: { what: 'Their sum.', divided: won.en, source: declarations.en },
  },
  'couriers.repeat': {
    ko: { what: '반복 운반자의 수.', divided: plain.ko, source: couriers.ko },
    en: { what: 'Repeat couriers.', divided: plain.en, source: couriers.en },
  },
  'couriers.checks': {
    ko: { what: '그들이 받은 검사의 합.', divided: plain.ko, source: couriers.ko },
    en: { what: 'Checks of all of them.', divided: plain.en, source: couriers.en },
  },
  'couriers.busiest': {
    ko: { what: '가장 자주 온 사람의 검사 횟수.', divided: plain.ko, source: couriers.ko },
    en: { what: 'Checks of the one who came most often.', divided: plain.en, source: couriers.en },
  },
  'couriers.amountUsd': {
    ko: { what: '그들이 지닌 금액의 합계.', divided: '미국 달러.', source: couriers.ko },
    en: { what: 'What they carried, in all.', divided: 'US dollars.', source: couriers.en },
  },
  'couriers.seen': {
    ko: {
      what: '마지막으로 검사받은 뒤 지난 시간. 1시간 안이면 황색: 아직 게이트에 있을 수 있다.',
      divided: age.ko,
      source: couriers.ko,
    },
    en: {
      what: 'Time since one was checked last. Amber within the hour: still at the gate, perhaps.',
      divided: age.en,
      source: couriers.en,
    },
  },
  'offences.cases': {
    ko: { what: '올해 이 범죄로 분류된 사건.', divided: plain.ko, source: seizures.ko },
    en: {
      what: 'Cases of this year that are tagged with the offence.',
      divided: plain.en,
      source: seizures.en,
    },
  },
  'offences.amount': {
    ko: { what: '그 사건 금액의 합계.', divided: won.ko, source: seizures.ko },
    en: { what: 'Sum of their amounts.', divided: won.en, source: seizures.en },
  },
  'offences.unreferred': {
    ko: {
      what: '담당 기관에 아직 이첩하지 않은 사건.',
      divided: '올해 그 범죄의 사건 가운데.',
      source: seizures.ko,
    },
    en: {
      what: 'Cases that have not gone to the agency they belong to.',
      divided: 'Of this year’s cases of the offence.',
      source: seizures.en,
    },
  },
  'offences.oldest': {
    ko: {
      what: '이첩하지 않은 사건 가운데 가장 오래된 것의 경과. 30일이 넘으면 황색.',
      divided: age.ko,
      source: seizures.ko,
    },
    en: {
      what: 'Age of the oldest case that has not been referred. Amber above 30 days.',
      divided: age.en,
      source: seizures.en,
    },
  },
  'offences.notified': {
    ko: {
      what: '보이스피싱과 초국가범죄 사건 가운데 상대국이나 기관에 알린 것.',
      divided: '올해의 그 사건 전체로.',
      source: '사건을 지목한 공조 요청(border.lead.v1).',
    },
    en: {
      what: 'Cases of voice phishing and transnational crime whose partner has been told.',
      divided: 'By this year’s cases of both.',
      source: 'Requests (border.lead.v1) that name the case.',
    },
  },
  'offences.answered': {
    ko: {
      what: '상대가 회신한 것.',
      divided: '알린 사건 가운데.',
      source: '사건을 지목한 공조 요청(border.lead.v1).',
    },
    en: {
      what: 'Those whose partner has answered.',
      divided: 'Of the cases told.',
      source: 'Requests (border.lead.v1) that name the case.',
    },
  },
  'investigations.waiting': {
    ko: { what: '수사팀이 아직 받지 않은 중대 사건.', divided: plain.ko, source: seizures.ko },
    en: {
      what: 'Major cases that the investigation has not accepted.',
      divided: plain.en,
      source: seizures.en,
    },
  },
  'investigations.clock': {
    ko: {
      what: '적발한 때부터 지난 시간. 60분이 넘으면 황색: 수사팀을 부를 것.',
      divided: age.ko,
      source: seizures.ko,
    },
    en: {
      what: 'Time since the seizure. Amber above 60 minutes: page the team.',
      divided: age.en,
      source: seizures.en,
    },
  },
  'investigations.grams': {
    ko: { what: '사건의 중량.', divided: '그램 또는 킬로그램.', source: seizures.ko },
    en: { what: 'Weight of the case.', divided: 'Grams or kilograms.', source: seizures.en },
  },
  'investigations.accepted': {
    ko: { what: '최근 30일에 수사팀이 받은 중대 사건.', divided: plain.ko, source: seizures.ko },
    en: { what: 'Major cases accepted in the last 30 days.', divided: plain.en, source: seizures.en },
  },
  'investigations.median': {
    ko: {
      what: '적발부터 수사팀이 받기까지의 중앙값, 최근 30일.',
      divided: '관문과 경로마다 하나. 여럿이면 가장 짧은 것과 가장 긴 것.',
      source: seizures.ko,
    },
    en: {
      what: 'Median from the seizure to the acceptance, in the last 30 days.',
      divided: 'One for each port and route; of several, the shortest and the longest.',
      source: seizures.en,
    },
  },
} as const satisfies Record<string, { ko: Definition; en: Definition }>;
