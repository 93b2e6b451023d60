import type { Definition } from '../messages.ts';

/** What each figure counts, what it is divided by, and where it comes from, by its name in the page. */
export const overviewFigures = {
  'map.units': {
    ko: {
      what: '이 관문에 최근 60분(완료된 분) 동안 도착한 여행자, 특송, 우편물, 화물을 똑같이 하나로 센 합계.',
      divided: '나누지 않은 합계. 원의 넓이가 합계에 비례하고, 빈 점은 자료 없음, 작은 점은 0.',
      source: '이 관문 연계의 도착 자료, 데이터베이스 확정분.',
    },
    en: {
      what: 'Travellers, parcels, mail items and consignments, counted alike, that arrived at this port in the last 60 complete minutes.',
      divided:
        'A sum, divided by nothing. The area of the circle follows it; a hollow dot is no data, a small full one zero.',
      source: 'Arrivals from the port’s own feeds, as confirmed by the database.',
    },
  },
  'hour.units': {
    ko: {
      what: '최근 60분(완료된 분) 동안 이 경로 또는 관문에 도착한 여행자, 특송, 우편물, 화물 수.',
      divided: '나누지 않은 합계. 그래프의 막대 하나가 1분이며 모두 더하면 이 수.',
      source: '발생한 분 기준의 도착 자료, 데이터베이스 확정분.',
    },
    en: {
      what: 'Travellers, parcels, mail items or consignments that arrived on this route, or at this port, in the last 60 complete minutes.',
      divided: 'A sum, divided by nothing: the bars of the chart, one for each minute, add up to it.',
      source: 'Arrivals by the minute in which they happened, as confirmed by the database.',
    },
  },
  'today.units': {
    ko: {
      what: '오늘 0시(서울) 이후 도착한 여행자, 특송, 우편물, 화물 수. 자료가 없으면 줄표, 도착이 없으면 0.',
      divided: '나누지 않은 합계.',
      source: '오늘의 도착 자료, 데이터베이스에서 집계.',
    },
    en: {
      what: 'Travellers, parcels, mail items or consignments that arrived since midnight in Seoul. A dash is no data; zero is zero.',
      divided: 'A sum, divided by nothing.',
      source: 'Arrivals of the day, counted in the database.',
    },
  },
  'today.screened': {
    ko: {
      what: 'AI가 판독한 X-ray 영상 수의 비율. 주황이면 판독이 도착을 따라가지 못한 구간의 비율.',
      divided:
        '판독한 영상 ÷ 도착. 분모가 30 미만이면 비율 대신 건수. 전날 도착분을 오늘 판독하면 100%를 넘음. 선별 검사하는 일반화물은 낮아도 이상이 아님.',
      source: '오늘의 도착과 1차 판독, 데이터베이스에서 집계.',
    },
    en: {
      what: 'Images read by the AI, as a share. In amber: the share of the period in which screening did not follow.',
      divided:
        'Images read, divided by units arrived; below 30, counts. Above 100 % when yesterday’s arrivals are read today. Cargo is selected, so its low share is normal.',
      source: 'Arrivals and primary verdicts of the day, counted in the database.',
    },
  },
  'today.minutes': {
    ko: {
      what: '판독이 도착을 따라가지 못한 것으로 확인된 구간의 길이. 옆의 비율은 이 구간의 것.',
      divided: '분. 15분 구간은 판독이 전혀 없음, 60분 구간은 도착의 90% 미만이 판독됨.',
      source: '분당 도착과 1차 판독, 데이터베이스 확정분. 기준은 자체 설정.',
    },
    en: {
      what: 'Length of the period in which screening was found not to follow; the share beside it is of this period.',
      divided: 'Minutes. 15: nothing at all was read; 60: under 90 % of what arrived was read.',
      source:
        'Arrivals and primary verdicts by the minute, as confirmed by the database; the limits are our own.',
    },
  },
  'today.flagged': {
    ko: {
      what: '오늘 0시(서울) 이후 AI가 이상 없음으로 판독하지 않은 영상 수.',
      divided: '나누지 않은 건수.',
      source: '오늘의 1차 판독, 데이터베이스에서 집계.',
    },
    en: {
      what: 'Images that the AI did not find clear since midnight in Seoul.',
      divided: 'A count, divided by nothing.',
      source: 'Primary verdicts of the day, counted in the database.',
    },
  },
  'today.reviewed': {
    ko: {
      what: '의심 영상 가운데 전담 판독관이 다시 판독한 비율.',
      divided: '판독관이 본 영상 ÷ AI가 의심한 영상. 분모가 30 미만이면 비율 대신 건수.',
      source: '오늘의 1차와 2차 판독, 데이터베이스에서 집계.',
    },
    en: {
      what: 'Images read by a dedicated officer, as a share of the flagged ones.',
      divided: 'Images read by an officer, divided by images the AI flagged; below 30, counts.',
      source: 'Primary and secondary verdicts of the day, counted in the database.',
    },
  },
  'today.cases': {
    ko: {
      what: '오늘 0시(서울) 이후 적발된 마약 사건 수. 총기, 외화 등은 따로 집계.',
      divided: '나누지 않은 건수. 잠정 사건 포함.',
      source: '오늘의 적발, 모든 정정 반영.',
    },
    en: {
      what: 'Drug cases seized since midnight in Seoul. Firearms, currency and others are counted elsewhere.',
      divided: 'A count, divided by nothing; provisional cases are in it.',
      source: 'Seizures of the day, with all corrections.',
    },
  },
  'rows.others': {
    ko: {
      what: '이름을 따로 적지 않고 한 줄로 묶은 관문의 수.',
      divided: '오늘 도착이 많은 세 관문을 뺀 나머지.',
      source: '관문 기준표와 오늘의 도착 자료.',
    },
    en: {
      what: 'Ports that share this line instead of having their own.',
      divided: 'All ports but the three with most arrivals today.',
      source: 'Reference list of ports, and arrivals of the day.',
    },
  },
  'origins.units': {
    ko: {
      what: '오늘 0시(서울) 이후 이 나라에서 도착한 여행자, 특송, 우편물, 화물 수.',
      divided: '나누지 않은 합계. 출발국이 없는 도착은 제외.',
      source: '도착별 출발국, ISO 3166-1.',
    },
    en: {
      what: 'Travellers, parcels, mail items and consignments that came from this country since midnight in Seoul.',
      divided: 'A sum, divided by nothing. Arrivals without an origin are left out.',
      source: 'Origin of each arrival, ISO 3166-1.',
    },
  },
  'record.cases': {
    ko: {
      what: '제목에 적힌 기간에 적발된 마약 사건 수.',
      divided: '나누지 않은 건수. 사건 번호 하나가 한 건.',
      source: '모든 정정을 반영한 현재의 적발, 또는 제목에 적힌 날까지 알려진 적발.',
    },
    en: {
      what: 'Drug cases seized in the period named beside the title.',
      divided: 'A count, divided by nothing; a case number is one case.',
      source:
        'Seizures as they stand now with all corrections, or as known on the day named below the title.',
    },
  },
  'record.cases.before': {
    ko: {
      what: '전년 같은 날짜까지 적발된 마약 사건 수.',
      divided: '나누지 않은 건수.',
      source: '왼쪽 수와 같은 자료, 한 해 전.',
    },
    en: {
      what: 'Drug cases seized on the same dates of the year before.',
      divided: 'A count, divided by nothing.',
      source: 'The same as of the figure beside it, a year earlier.',
    },
  },
  'record.cases.change': {
    ko: {
      what: '적발 건수가 전년 같은 기간보다 늘거나 줄어든 정도.',
      divided: '(올해 − 전년) ÷ 전년. 전년이 30건 미만이면 비율 대신 차이.',
      source: '옆의 두 수에서 계산.',
    },
    en: {
      what: 'How much the number of cases went up or down against the same dates of the year before.',
      divided:
        'This year less the year before, divided by the year before; against fewer than 30 cases the plain difference.',
      source: 'Worked out from the two figures beside it.',
    },
  },
  'record.grams': {
    ko: {
      what: '제목에 적힌 기간에 적발된 마약의 중량. 정확한 값은 그램.',
      divided: '나누지 않은 합계.',
      source: '모든 정정을 반영한 현재의 적발, 또는 제목에 적힌 날까지 알려진 적발.',
    },
    en: {
      what: 'Weight of the drugs seized in the period named beside the title; the exact value is in grams.',
      divided: 'A sum, divided by nothing.',
      source:
        'Seizures as they stand now with all corrections, or as known on the day named below the title.',
    },
  },
  'record.grams.before': {
    ko: {
      what: '전년 같은 날짜까지 적발된 마약의 중량. 정확한 값은 그램.',
      divided: '나누지 않은 합계.',
      source: '왼쪽 수와 같은 자료, 한 해 전.',
    },
    en: {
      what: 'Weight of the drugs seized on the same dates of the year before; the exact value is in grams.',
      divided: 'A sum, divided by nothing.',
      source: 'The same as of the figure beside it, a year earlier.',
    },
  },
  'record.grams.change': {
    ko: {
      what: '적발 중량이 전년 같은 기간보다 늘거나 줄어든 정도. +384%는 4.84배.',
      divided: '(올해 − 전년) ÷ 전년. 전년이 30건 미만이면 비율 대신 차이.',
      source: '옆의 두 수에서 계산.',
    },
    en: {
      what: 'How much the weight went up or down against the same dates of the year before. +384 % is 4.84 times.',
      divided:
        'This year less the year before, divided by the year before; against fewer than 30 cases the plain difference.',
      source: 'Worked out from the two figures beside it.',
    },
  },
  'latest.grams': {
    ko: {
      what: '이 사건에서 적발된 중량. 알려지지 않았으면 줄표.',
      divided: '한 사건의 값, 그램 또는 킬로그램. 확정 전에는 잠정치.',
      source: '사건의 가장 최근 보고, 모든 정정 반영.',
    },
    en: {
      what: 'Weight seized in this case; a dash where nobody has said.',
      divided: 'One case, in grams or kilograms; provisional until confirmed.',
      source: 'The latest statement of the case, with all corrections.',
    },
  },
  'latest.amount': {
    ko: {
      what: '이 사건에서 적발된 금액.',
      divided: '한 사건의 값, 원화 환산. 확정 전에는 잠정치.',
      source: '사건의 가장 최근 보고, 모든 정정 반영.',
    },
    en: {
      what: 'Amount of money in this case.',
      divided: 'One case, in won; provisional until confirmed.',
      source: 'The latest statement of the case, with all corrections.',
    },
  },
  'news.units': {
    ko: {
      what: '이 편이나 묶음으로 도착한 여행자, 특송, 우편물 또는 화물 수.',
      divided: '도착 한 건의 값.',
      source: '관문 연계의 도착 보고.',
    },
    en: {
      what: 'Travellers, parcels, mail items or consignments in this arrival.',
      divided: 'One arrival, divided by nothing.',
      source: 'The arrival as its port’s feed stated it.',
    },
  },
  'news.grams': {
    ko: {
      what: '이 사건에서 적발된 중량.',
      divided: '한 사건의 값, 그램 또는 킬로그램.',
      source: '이 보고가 알려진 때의 내용.',
    },
    en: {
      what: 'Weight seized in this case.',
      divided: 'One case, in grams or kilograms.',
      source: 'The statement, as it became known.',
    },
  },
  'feeds.speaking': {
    ko: {
      what: '간격이 정해진 연계 가운데 정상 수신 중인 수.',
      divided: '정상 수 ÷ 간격이 정해진 연계 수. 간격의 두 배를 넘게 조용하면 정상이 아님.',
      source: '각 연계에서 마지막으로 수신한 시각.',
    },
    en: {
      what: 'Feeds that speak, of those that have an agreed cadence.',
      divided: 'Speaking, of all with a cadence. Silent for more than two cadences is not speaking.',
      source: 'The time each feed was heard last.',
    },
  },
  'feeds.silence': {
    ko: {
      what: '가장 오래 조용한 연계의 이름과 경과 시간, 그 밖에 조용한 연계의 수.',
      divided: '마지막 수신부터 지금까지의 시간. 정확한 값은 밀리초.',
      source: '각 연계에서 마지막으로 수신한 시각.',
    },
    en: {
      what: 'The feed that has been silent longest, for how long, and how many more are silent.',
      divided: 'Time from its last word to now; the exact value is in milliseconds.',
      source: 'The time each feed was heard last.',
    },
  },
} as const satisfies Record<string, { ko: Definition; en: Definition }>;
