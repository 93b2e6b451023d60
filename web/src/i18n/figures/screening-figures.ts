import type { Definition } from '../messages.ts';

const PAIRS = {
  ko: 'AI 판정과 판독관 판정을 물품별로 짝지은 집계, 데이터베이스 확정분.',
  en: 'AI and officer verdicts paired by item, as confirmed by the database.',
};
const READINGS = {
  ko: '우범국 물품의 판독 시간, 누가 판독했든 모두. 7,000 ms는 통과, 6,999 ms는 미달.',
  en: 'Reading times of goods from high-risk countries, by whomever. 7,000 ms passes, 6,999 does not.',
};
const QUEUE = {
  ko: '판정이 없는 물품의 현재 목록. 시간은 서버 시계 기준.',
  en: 'The present list of items without a verdict; ages by the server’s clock.',
};

/** What each figure counts, what it is divided by, and where it comes from, by its name in the page. */
export const screeningFigures = {
  'ai.down': {
    ko: {
      what: 'AI가 중단된 뒤 도착했고 아직 아무도 판독하지 않은 수. 모두 판독관에게 간다. 저절로 통과되는 것은 없다.',
      divided: '나누지 않은 수. 여행자, 특송, 우편물, 화물을 하나씩.',
      source: '판독 시스템 자신의 상태 보고, 또는 평소보다 긴 침묵(하트비트가 있으면 12초).',
    },
    en: {
      what: 'Units that arrived since the AI went down and that nobody has read. All go to officers; nothing clears itself.',
      divided: 'A count, divided by nothing.',
      source:
        'The AI station’s own word, or its silence for longer than it is ever silent (12 s with heartbeats).',
    },
  },
  'ai.others': {
    ko: {
      what: 'AI가 중단된 곳 가운데 여기에 이름이 없는 곳. 옆의 수는 그곳의 것까지 더한다.',
      divided: '나누지 않은 수. 관문과 경로를 하나씩.',
      source: '판독 시스템 자신의 상태 보고, 또는 침묵.',
    },
    en: {
      what: 'Places whose AI is down and that are not named here; the number beside it is also of them.',
      divided: 'A count of ports and routes, divided by nothing.',
      source: 'The AI station’s own word, or its silence.',
    },
  },
  'queue.flagged': {
    ko: {
      what: 'AI가 이상 없음으로 판독하지 않았고 판독관이 아직 보지 않은 물품.',
      divided: '나누지 않은 건수.',
      source: QUEUE.ko,
    },
    en: {
      what: 'Items that the AI did not find clear and no officer has read.',
      divided: 'A count, divided by nothing.',
      source: QUEUE.en,
    },
  },
  'queue.again': {
    ko: {
      what: '마지막 판독이 7초에 못 미쳐 다시 판독해야 하는 우범국 물품.',
      divided: '나누지 않은 건수.',
      source: QUEUE.ko,
    },
    en: {
      what: 'Items from high-risk countries whose last reading was under seven seconds: to be read again.',
      divided: 'A count, divided by nothing.',
      source: QUEUE.en,
    },
  },
  'queue.oldest': {
    ko: {
      what: '판독관을 가장 오래 기다린 물품이 기다린 시간(초). 30분을 넘으면 주황[추정 기준].',
      divided: '나누지 않음.',
      source: QUEUE.ko,
    },
    en: {
      what: 'How long the longest-waiting item has waited for an officer, in seconds. Amber above 30 minutes [our estimate].',
      divided: 'Divided by nothing.',
      source: QUEUE.en,
    },
  },
  'queue.p95': {
    ko: {
      what: '기다리는 물품의 95%가 이보다 짧게 기다렸다(초).',
      divided: '대기 중인 모든 물품의 95번째 백분위. 여러 관문은 가장 나쁜 관문의 값.',
      source: QUEUE.ko,
    },
    en: {
      what: '95 % of those that wait have waited for less than this, in seconds.',
      divided: '95th percentile of all that wait; of several ports that of the worst.',
      source: QUEUE.en,
    },
  },
  'matrix.items': {
    ko: {
      what: '오늘 처음 판독된 물품을 AI 판정(행)과 판독관 판정(열)으로 나눈 건수. ‘AI 이상 없음 · 미판독’은 판독관이 볼 필요가 없던 물품, ‘AI 의심 · 미판독’은 아직 기다리는 물품.',
      divided: '나누지 않은 건수. 두 판정은 따로, 영구히 보존된다.',
      source: PAIRS.ko,
    },
    en: {
      what: 'Items first read today by the AI’s verdict (row) and the officer’s (column). “AI clear, not read” went to no officer; “AI flagged, not read” still waits.',
      divided: 'A count, divided by nothing. Both verdicts are kept, apart.',
      source: PAIRS.en,
    },
  },
  'override.down': {
    ko: {
      what: 'AI가 의심했고 판독관이 이상 없음으로 판정한 물품. 뒤의 범위는 95% 신뢰구간(Wilson).',
      divided: 'AI가 의심하고 판독관이 본 물품. 30건 미만이면 비율 대신 건수.',
      source: PAIRS.ko,
    },
    en: {
      what: 'Items that the AI flagged and the officer found clear. The range is the 95 % interval (Wilson).',
      divided: 'Flagged items that an officer read; fewer than 30 are counted.',
      source: PAIRS.en,
    },
  },
  'override.up': {
    ko: {
      what: 'AI가 이상 없음으로 판독했으나 판독관이 이상을 찾은 물품. 뒤의 범위는 95% 신뢰구간(Wilson).',
      divided: 'AI가 이상 없음으로 판독하고 판독관도 본 물품. 30건 미만이면 비율 대신 건수.',
      source: PAIRS.ko,
    },
    en: {
      what: 'Items that the AI cleared and the officer did not. The range is the 95 % interval (Wilson).',
      divided: 'Cleared items that an officer read all the same; fewer than 30 are counted.',
      source: PAIRS.en,
    },
  },
  'reading.short': {
    ko: {
      what: '우범국 물품 가운데 7초보다 짧게 본 판독. 30건 이상에서 2%를 넘으면 주황[추정 기준].',
      divided: '오늘의 우범국 물품 판독. 30건 미만이면 비율 대신 건수.',
      source: READINGS.ko,
    },
    en: {
      what: 'Readings of high-risk goods that were under seven seconds. Amber above 2 % of at least 30 [our estimate].',
      divided: 'Readings of such goods today; fewer than 30 are counted.',
      source: READINGS.en,
    },
  },
  'reading.read': {
    ko: { what: '오늘의 우범국 물품 판독.', divided: '나누지 않은 건수.', source: READINGS.ko },
    en: {
      what: 'Readings of goods from high-risk countries today.',
      divided: 'A count, divided by nothing.',
      source: READINGS.en,
    },
  },
  'reading.median': {
    ko: {
      what: '우범국 물품 한 건을 본 시간의 중앙값(ms).',
      divided: '1초 단위 구간(10초부터 더 넓음) 안에서 직선으로 보간. 60초를 넘으면 값 대신 표시.',
      source: READINGS.ko,
    },
    en: {
      what: 'Median time for which an item from a high-risk country was looked at, in milliseconds.',
      divided:
        'On a straight line within classes of one second, wider ones from ten; above 60 s it is only said.',
      source: READINGS.en,
    },
  },
  'reading.offChannel': {
    ko: {
      what: '전용 판독대가 있는 관문에서 전용이 아닌 판독대로 들어온 우범국 물품의 첫 판독. 30건 미만이면 하나라도, 그 이상이면 1%를 넘을 때 주황[추정 기준].',
      divided: '그 관문들의 우범국 물품 첫 판독.',
      source: '판독 기록과 전용으로 등록된 판독대.',
    },
    en: {
      what: 'First readings of high-risk goods at stations that are not dedicated, at ports that have dedicated ones. Amber: any of fewer than 30, above 1 % of more [our estimate].',
      divided: 'First readings of such goods at those ports.',
      source: 'Verdicts, and stations that are registered as dedicated.',
    },
  },
  'reading.station': {
    ko: {
      what: '이 판독석에서 7초보다 짧게 본 우범국 물품. 30건 이상에서 2%를 넘으면 주황[추정 기준].',
      divided: '이 판독석의 오늘 우범국 물품 판독. 30건 미만이면 비율 대신 건수.',
      source: READINGS.ko,
    },
    en: {
      what: 'Readings of high-risk goods under seven seconds at this station. Amber above 2 % of at least 30 [our estimate].',
      divided: 'Readings of such goods at this station today; fewer than 30 are counted.',
      source: READINGS.en,
    },
  },
  'model.flagRate': {
    ko: {
      what: '오늘 AI가 이상 없음으로 판독하지 않은 영상.',
      divided: '오늘 AI가 판독한 영상. 30건 미만이면 비율 대신 건수.',
      source: '모델 이름이 있는 1차 판독.',
    },
    en: {
      what: 'Images that the AI did not find clear today.',
      divided: 'Images that it read today; fewer than 30 are counted.',
      source: 'Primary verdicts that name their model.',
    },
  },
  'model.psi': {
    ko: {
      what: 'AI 점수 분포가 지난 28일과 얼마나 달라졌는지(모집단 안정성 지수). 0.1 미만 안정, 0.25부터 이탈, 주황[통용 기준].',
      divided:
        '열 구간에서 (오늘 비율 − 이전 비율) × ln(오늘 ÷ 이전)의 합. 어느 한쪽 점수가 500개 미만이면 개수만.',
      source: '1차 판독의 점수, 열 구간.',
    },
    en: {
      what: 'How far the AI’s scores have moved from those of the 28 days before (population stability index). Below 0.1 stable; from 0.25 drifted, amber [bands in common use].',
      divided:
        'Sum over tenths of (share today − before) × ln(today ÷ before). With fewer than 500 scores on a side they are only counted.',
      source: 'Scores of primary verdicts, by tenth.',
    },
  },
  'leaks.checked': {
    ko: {
      what: '1차에서 통과된 우편물을 2차 저지선에서 다시 판독한 수.',
      divided: '나누지 않은 통수.',
      source: '2차 저지선의 판독과 1차 판정의 짝.',
    },
    en: {
      what: 'Mail items that the first line had cleared and the second line read again.',
      divided: 'A count, divided by nothing.',
      source: 'Readings of the second line, paired with those of the first.',
    },
  },
  'leaks.caught': {
    ko: {
      what: '1차에서 통과되었으나 2차 저지선에서 적발된 우편물.',
      divided: '2차에서 다시 판독한 1차 통과분. 30통 미만이면 비율 대신 통수.',
      source: '2차 저지선의 판독과 1차 판정의 짝.',
    },
    en: {
      what: 'Mail items that the first line had cleared and the second line caught.',
      divided: 'Cleared items that the second line read again.',
      source: 'Readings of the second line, paired with those of the first.',
    },
  },
  'leaks.reread': {
    ko: {
      what: '적발된 우편물과 같은 묶음으로 들어와 1차에서 통과된 우편물 가운데 다시 판독한 수. 남은 것이 있으면 주황.',
      divided: '같은 묶음에서 1차 통과된 우편물.',
      source: '같은 도착 묶음의 판독.',
    },
    en: {
      what: 'Items that came with the leak, were cleared by the first line and have been read again. Amber while some have not.',
      divided: 'Items of the same batch that the first line cleared.',
      source: 'Readings of the items in the same arrival.',
    },
  },
} as const satisfies Record<string, { ko: Definition; en: Definition }>;
