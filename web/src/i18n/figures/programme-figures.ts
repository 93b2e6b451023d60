import type { Definition } from '../messages.ts';

const stated = {
  ko: '담당 부서가 보낸 지표(border.indicator.v1) 가운데 가장 최근 것.',
  en: 'The latest statement of the office in charge (border.indicator.v1).',
};
const bulletins = {
  ko: '게시물(border.bulletin.v1). 같은 번호의 나중 것이 앞의 것을 대신한다.',
  en: 'Bulletins (border.bulletin.v1); a later statement of a number replaces the earlier one.',
};

/** Figures of programmes and bulletins: what each counts, what it is divided by, where it comes from. */
export const programmeFigures = {
  'indicator.value': {
    ko: {
      what: '이 지표의 가장 최근 기간의 값.',
      divided: '단위는 값 옆에. 나눈 값이면 지표의 이름이 무엇으로 나누었는지 말한다.',
      source: stated.ko,
    },
    en: {
      what: 'Value of the indicator in its newest period.',
      divided: 'Its unit stands beside it; where it is a rate, its name says of what.',
      source: stated.en,
    },
  },
  'indicator.target': {
    ko: {
      what: '이 기간의 목표. 목표에 10 % 넘게 못 미치면 황색으로 표시한다.',
      divided: '값과 같은 단위.',
      source: stated.ko,
    },
    en: {
      what: 'Target of the period. Amber where the value misses it by more than 10 %.',
      divided: 'In the unit of the value.',
      source: stated.en,
    },
  },
  'indicator.age': {
    ko: { what: '값을 받은 뒤 지난 시간.', divided: '나누지 않은 시간.', source: stated.ko },
    en: {
      what: 'Time since the value was stated.',
      divided: 'A time, divided by nothing.',
      source: stated.en,
    },
  },
  'bulletins.published': {
    ko: { what: '최근 90일에 게시한 건수.', divided: '나누지 않은 건수.', source: bulletins.ko },
    en: {
      what: 'Bulletins published in the last 90 days.',
      divided: 'A count, divided by nothing.',
      source: bulletins.en,
    },
  },
  'bulletins.drafts': {
    ko: { what: '아직 게시하지 않은 초안.', divided: '나누지 않은 건수.', source: bulletins.ko },
    en: { what: 'Drafts not published yet.', divided: 'A count, divided by nothing.', source: bulletins.en },
  },
  'bulletins.digestAge': {
    ko: {
      what: '가장 최근 요약본을 게시한 뒤 지난 시간. 35일이 넘으면 황색.',
      divided: '나누지 않은 시간.',
      source: bulletins.ko,
    },
    en: {
      what: 'Age of the newest published digest. Amber beyond 35 days.',
      divided: 'A time, divided by nothing.',
      source: bulletins.en,
    },
  },
  'bulletins.heading': {
    ko: {
      what: '최근 90일에 이 HS 4단위를 다룬 게시물 수.',
      divided: '나누지 않은 건수.',
      source: bulletins.ko,
    },
    en: {
      what: 'Bulletins on this HS heading in the last 90 days.',
      divided: 'A count, divided by nothing.',
      source: bulletins.en,
    },
  },
} as const satisfies Record<string, { ko: Definition; en: Definition }>;
