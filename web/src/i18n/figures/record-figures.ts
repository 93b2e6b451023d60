import type { Definition } from '../messages.ts';

const source = {
  ko: '적발 사건. 정정·취소·지연 공개를 모두 반영한 현재 확인 기준.',
  en: 'Seizures, as they stand now with all corrections, retractions and late disclosures.',
};
const announced = {
  ko: '발표 게시물(border.bulletin.v1)의 기간과 시각, 그때까지 기록된 적발 사건.',
  en: 'Period and time of the announcement (border.bulletin.v1), and seizures recorded by then.',
};

/** Figures of the record: what each counts, what it is divided by, where it comes from. */
export const recordFigures = {
  'statistics.cases': {
    ko: {
      what: '1월 1일부터 오늘(한국 시각)까지의 마약류 적발 건수.',
      divided: '나누지 않은 건수. 사건번호 하나가 한 건.',
      source: source.ko,
    },
    en: {
      what: 'Drug cases from 1 January to today, KST.',
      divided: 'A count, divided by nothing. One case number is one case.',
      source: source.en,
    },
  },
  'statistics.grams': {
    ko: { what: '같은 기간 마약류 적발 중량.', divided: '나누지 않은 중량.', source: source.ko },
    en: { what: 'Weight of those cases.', divided: 'A weight, divided by nothing.', source: source.en },
  },
  'statistics.change': {
    ko: {
      what: '전년 같은 날짜까지와 견준 건수의 증감.',
      divided: '전년 같은 기간의 건수로 나눈다. 30건 미만이면 비율 대신 차이를 보인다.',
      source: source.ko,
    },
    en: {
      what: 'Change in cases against the same dates a year earlier.',
      divided: 'Divided by the cases of the year before; below 30 it is the difference, not a percentage.',
      source: source.en,
    },
  },
  'statistics.more': {
    ko: {
      what: '자리가 없어 보이지 않는 줄의 수.',
      divided: '나누지 않은 수.',
      source: source.ko,
    },
    en: {
      what: 'Lines of this table that there is no room for.',
      divided: 'A count, divided by nothing.',
      source: source.en,
    },
  },
  'statistics.month': {
    ko: {
      what: '그 달(한국 시각)의 마약류 적발 건수. 어두운 막대는 전년 같은 달 전체.',
      divided: '나누지 않은 건수. 뒤의 수는 전년 같은 달 전체의 건수. 이번 달은 오늘까지.',
      source: source.ko,
    },
    en: {
      what: 'Drug cases of the month, KST. The darker bar is the whole same month a year earlier.',
      divided:
        'A count; the second number is the whole same month a year earlier. The present month is up to today.',
      source: source.en,
    },
  },
  'announced.cases': {
    ko: { what: '발표 당시 집계한 기간의 적발 건수.', divided: '나누지 않은 건수.', source: announced.ko },
    en: {
      what: 'Cases of the announced period, as known when it was announced.',
      divided: 'A count, divided by nothing.',
      source: announced.en,
    },
  },
  'announced.grams': {
    ko: { what: '발표 당시 집계한 기간의 적발 중량.', divided: '나누지 않은 중량.', source: announced.ko },
    en: {
      what: 'Weight of the announced period, as known when it was announced.',
      divided: 'A weight, divided by nothing.',
      source: announced.en,
    },
  },
  'announced.casesChange': {
    ko: {
      what: '발표 당시 기준 전년 같은 기간 대비 건수 증감.',
      divided: '전년 같은 기간의 건수로 나눈다. +384 %는 4.84배.',
      source: announced.ko,
    },
    en: {
      what: 'Change in cases against the same period a year earlier, as announced.',
      divided: 'Divided by the cases of that period a year earlier. +384 % is 4.84 times.',
      source: announced.en,
    },
  },
  'announced.gramsChange': {
    ko: {
      what: '발표 당시 기준 전년 같은 기간 대비 중량 증감.',
      divided: '전년 같은 기간의 중량으로 나눈다. +384 %는 4.84배.',
      source: announced.ko,
    },
    en: {
      what: 'Change in weight against the same period a year earlier, as announced.',
      divided: 'Divided by the weight of that period a year earlier. +384 % is 4.84 times.',
      source: announced.en,
    },
  },
  'announced.casesNow': {
    ko: { what: '같은 기간을 현재 아는 대로 다시 센 건수.', divided: '나누지 않은 건수.', source: source.ko },
    en: {
      what: 'Cases of the same period, counted again as known now.',
      divided: 'A count, divided by nothing.',
      source: source.en,
    },
  },
  'announced.gramsNow': {
    ko: { what: '같은 기간을 현재 아는 대로 다시 센 중량.', divided: '나누지 않은 중량.', source: source.ko },
    en: {
      what: 'Weight of the same period, summed again as known now.',
      divided: 'A weight, divided by nothing.',
      source: source.en,
    },
  },
} as const satisfies Record<string, { ko: Definition; en: Definition }>;
