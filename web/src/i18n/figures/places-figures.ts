import type { Definition } from '../messages.ts';

/** What each figure counts, what it is divided by, and where it comes from, by its name in the page. */
export const placesFigures = {
  'place.today': {
    ko: {
      what: '오늘 0시(서울) 이후 도착한 여행자, 특송, 우편물, 화물.',
      divided: '나누지 않은 합계.',
      source: '이 관문 또는 경로의 도착 자료, 데이터베이스 확정분.',
    },
    en: {
      what: 'Travellers, parcels, mail items or consignments that arrived since midnight in Seoul.',
      divided: 'A sum, divided by nothing.',
      source: 'Arrivals of the port or route, as confirmed by the database.',
    },
  },
  'place.arrivals': {
    ko: {
      what: '최근 60분에 도착한 운송수단, 건, 묶음. 평소 범위보다 적으면 주황, 많으면 말로 표시. 자료가 없으면 ‘—’이며 0과 다르다.',
      divided: '나누지 않은 수. 평소는 지난 몇 주 같은 요일 같은 시각의 99% 예측구간(4주 이상일 때).',
      source: '도착 자료와 그 관문을 알리는 연계의 침묵.',
    },
    en: {
      what: 'Conveyances, consignments or batches that arrived in the last 60 minutes. Amber when fewer than usual; more is said in words. “—” is no data, which is not zero.',
      divided:
        'A count. Usual: the 99 % prediction interval from the same hour of the week in at least four weeks before.',
      source: 'Arrivals, and whether the feeds that tell of the place speak.',
    },
  },
  'place.usual': {
    ko: {
      what: '이 요일 이 시각에 평소 도착하는 수의 범위.',
      divided: '지난 몇 주 같은 요일 같은 시각의 99% 예측구간.',
      source: '지난 몇 주의 도착 자료, 4주 미만이면 표시하지 않음.',
    },
    en: {
      what: 'What usually arrives in such an hour of the week: lowest and highest.',
      divided: '99 % prediction interval from the same hour in the weeks before.',
      source: 'Arrivals of those weeks; nothing with fewer than four.',
    },
  },
  'place.coverage': {
    ko: {
      what: '오늘 AI가 판독한 영상. 주황: 25분 이전 도착분의 90% 미만이 판독됨(하루 또는 최근 1시간), 또는 15분간 판독 없음. 선별하는 일반화물은 판단하지 않음.',
      divided: '오늘 도착. 주황이면 문제가 발견된 시간대의 도착. 30 미만이면 비율 대신 건수.',
      source: '도착과 1차 판독을 데이터베이스에서 집계.',
    },
    en: {
      what: 'Images that the AI read today. Amber: of what arrived more than 25 minutes ago less than 90 % was read, today or in the last hour, or nothing for 15 minutes. Cargo is selected and not judged.',
      divided: 'Arrivals of today, or of the window in which it breaks; fewer than 30 are counted.',
      source: 'Arrivals and primary verdicts, counted by the database.',
    },
  },
  'place.waiting': {
    ko: {
      what: '판독관을 기다리는 물품. AI가 이상 없음으로 판독하지 않은 것과 7초에 못 미쳐 다시 판독할 우범국 물품의 합.',
      divided: '나누지 않은 합계.',
      source: '이 관문 또는 경로의 대기 목록.',
    },
    en: {
      what: 'Items that wait for an officer: those that the AI did not find clear, and those from high-risk countries to be read again because seven seconds were not kept.',
      divided: 'A sum, divided by nothing.',
      source: 'The queue of the port or route.',
    },
  },
  'place.silent': {
    ko: {
      what: '도착을 알리는 연계가 침묵하여 자료가 없는 관문. 0과 다르다.',
      divided: '나누지 않은 관문 수.',
      source: '연계의 마지막 수신 시각과 약속된 주기.',
    },
    en: {
      what: 'Ports without data, because every feed that tells of them is silent. That is not zero.',
      divided: 'A count of ports, divided by nothing.',
      source: 'When feeds were last heard, and how often they are to speak.',
    },
  },
  'place.backlog': {
    ko: {
      what: '지난 24시간에 도착했으나 판독되지 않은 수와 판독관을 기다리는 수의 합. 선별하는 일반화물은 대기만.',
      divided: '나누지 않은 합계.',
      source: '도착, 판독, 대기 목록.',
    },
    en: {
      what: 'Units that arrived in 24 hours and are not read, and items that wait for an officer. Of cargo, which is selected, only those that wait.',
      divided: 'A sum, divided by nothing.',
      source: 'Arrivals, readings and the queue.',
    },
  },
  'place.clear': {
    ko: {
      what: '최근 1시간의 속도로 적체가 없어지기까지의 시간(초). 정체: 1시간 동안 처리가 없음. 30건 이상이 정체되거나 2시간을 넘으면 주황[추정 기준].',
      divided: '적체 ÷ 시간당 처리량. 판독과 판독관 중 더 오래 걸리는 쪽.',
      source: '최근 60분의 판독과 판독관 판정.',
    },
    en: {
      what: 'Time in which the backlog is done at the pace of the last hour, in seconds. Stalled: nothing was done for an hour. Amber when at least 30 are stalled or it takes over two hours [our estimate].',
      divided: 'Backlog ÷ throughput, of readings or officers, whichever takes longer.',
      source: 'Readings and officers’ verdicts of the last 60 minutes.',
    },
  },
  'place.dwellP50': {
    ko: {
      what: '첫 판독에서 판독관 판정까지 걸린 시간의 중앙값(초).',
      divided: '최근 60분에 판정된 물품. 여러 관문은 가장 느린 관문.',
      source: 'AI와 판독관 판정의 짝.',
    },
    en: {
      what: 'Median time from the first reading to the officer’s verdict, in seconds.',
      divided: 'Items decided in the last 60 minutes; of several ports the slowest.',
      source: 'AI and officer verdicts, paired by item.',
    },
  },
  'place.dwellP90': {
    ko: {
      what: '판정된 물품의 90%가 이보다 빨리 판정되었다(초).',
      divided: '최근 60분에 판정된 물품. 여러 관문은 가장 느린 관문.',
      source: 'AI와 판독관 판정의 짝.',
    },
    en: {
      what: '90 % were decided sooner than this, in seconds.',
      divided: 'Items decided in the last 60 minutes; of several ports the slowest.',
      source: 'AI and officer verdicts, paired by item.',
    },
  },
  'place.seatsNeeded': {
    ko: {
      what: '지금의 물량에 필요한 판독석. 가동보다 많으면 주황. AI가 중단된 곳은 도착 전량을 더함.',
      divided:
        '(시간당 의심 + 한 시간 안에 처리할 대기) ÷ 514건(판독석당 시간당 최대, 7초 기준[도출]), 관문별로 올림.',
      source: '최근 60분의 판독과 대기 목록.',
    },
    en: {
      what: 'Seats needed for the present load; amber when more than are open. Where the AI is down, all that arrives is added.',
      divided:
        '(Flagged in an hour + the queue, to be done within one) ÷ 514, the most one seat reads in an hour at seven seconds [derived]; rounded up port by port.',
      source: 'Readings of the last 60 minutes and the queue.',
    },
  },
  'place.seatsOpen': {
    ko: {
      what: '가동 중이거나 성능이 저하된 판독석.',
      divided: '나누지 않은 수. ‘—’는 판독석이 보고된 적이 없음.',
      source: '판독석의 상태 보고.',
    },
    en: {
      what: 'Readers’ seats that are up or degraded.',
      divided: 'A count; “—”: no seat has ever been reported.',
      source: 'The seats’ own word.',
    },
  },
  'place.hourUnits': {
    ko: {
      what: '최근 60분(완료된 분)에 도착한 여행자, 특송, 우편물, 화물.',
      divided: '나누지 않은 합계. 막대 하나가 1분.',
      source: '발생한 분 기준의 도착 자료.',
    },
    en: {
      what: 'Travellers, parcels, mail items or consignments of the last 60 complete minutes.',
      divided: 'A sum, divided by nothing: the bars, one for each minute, add up to it.',
      source: 'Arrivals by the minute in which they happened.',
    },
  },
  'station.kind': {
    ko: {
      what: '이 종류의 장비 가운데 가동 중인 수.',
      divided: '가동, 저하, 고장의 합. 쓰지 않는 것은 제외.',
      source: '장비의 마지막 상태 보고.',
    },
    en: {
      what: 'Stations of this kind that are up.',
      divided: 'Those up, degraded or down; closed ones are left out.',
      source: 'The stations’ latest word.',
    },
  },
  'station.trouble': {
    ko: {
      what: '이 장비가 고장 나거나 저하된 시간(초). 고장은 주황.',
      divided: '나누지 않음.',
      source: '장비의 마지막 상태 보고.',
    },
    en: {
      what: 'How long this station has been down or degraded, in seconds. Down is amber.',
      divided: 'Divided by nothing.',
      source: 'The station’s latest word.',
    },
  },
  'station.others': {
    ko: {
      what: '여기에 이름이 없는 정지·저하 장비.',
      divided: '나누지 않은 대수.',
      source: '장비가 스스로 보고한 상태.',
    },
    en: {
      what: 'Stations down or degraded that are not named here.',
      divided: 'A count, divided by nothing.',
      source: 'The state that stations report of themselves.',
    },
  },
  'station.overdue': {
    ko: {
      what: '정기 점검일이 지난 장비. 하나라도 있으면 주황.',
      divided: '점검일이 등록된 장비.',
      source: '장비에 등록된 점검일.',
    },
    en: {
      what: 'Stations whose regular inspection is overdue; amber from one.',
      divided: 'Stations that have a date of inspection.',
      source: 'The dates that stations state.',
    },
  },
  'station.due': {
    ko: {
      what: '7일 안에 정기 점검을 받아야 하는 장비.',
      divided: '점검일이 등록된 장비.',
      source: '장비에 등록된 점검일.',
    },
    en: {
      what: 'Stations whose regular inspection is due within seven days.',
      divided: 'Stations that have a date of inspection.',
      source: 'The dates that stations state.',
    },
  },
  'station.passed': {
    ko: {
      what: '판독관이 찾아낸 시험 영상. 30개 이상에서 80% 미만이면 주황[추정 기준].',
      divided: '보여 준 시험 영상. 30개 미만이면 비율 대신 개수.',
      source: '현재 평가 기간의 판독석 보고.',
    },
    en: {
      what: 'Test images that the readers found. Amber below 80 % of at least 30 [our estimate].',
      divided: 'Test images shown; fewer than 30 are counted.',
      source: 'The seats’ own word in the present assessment period.',
    },
  },
  'selection.selected': {
    ko: {
      what: '오늘 AI가 이상 없음으로 판독하지 않은 영상. 뒤의 범위는 95% 신뢰구간(Wilson).',
      divided: '오늘의 1차 판독. 30건 미만이면 비율 대신 건수.',
      source: '1차 판독을 데이터베이스에서 집계.',
    },
    en: {
      what: 'Images that the AI did not find clear today. The range is the 95 % interval (Wilson).',
      divided: 'Primary readings of today; fewer than 30 are counted.',
      source: 'Primary verdicts, counted by the database.',
    },
  },
  'selection.hits': {
    ko: {
      what: '오늘 판독관이 의심을 확인한 판정. 뒤의 범위는 95% 신뢰구간(Wilson).',
      divided: '오늘 판독관이 본 영상. 30건 미만이면 비율 대신 건수.',
      source: '2차 판정을 데이터베이스에서 집계.',
    },
    en: {
      what: 'Officers’ verdicts that upheld the suspicion today. The range is the 95 % interval (Wilson).',
      divided: 'Images that officers read today; fewer than 30 are counted.',
      source: 'Secondary verdicts, counted by the database.',
    },
  },
  'rollup.shift': {
    ko: {
      what: '이번 근무조(06–14, 14–22, 22–06시[추정])의 합계.',
      divided: '나누지 않은 합계. 도착, 의심, 확인, 적발 건수.',
      source: '시간별 집계, 데이터베이스 확정분.',
    },
    en: {
      what: 'Sum of the present shift (06–14, 14–22, 22–06 h [our estimate]).',
      divided: 'A sum, divided by nothing.',
      source: 'Hourly counts, as confirmed by the database.',
    },
  },
  'rollup.week': {
    ko: {
      what: '월요일 0시(서울)부터의 합계.',
      divided: '나누지 않은 합계.',
      source: '시간별 집계, 데이터베이스 확정분.',
    },
    en: {
      what: 'Sum since Monday midnight in Seoul.',
      divided: 'A sum, divided by nothing.',
      source: 'Hourly counts, as confirmed by the database.',
    },
  },
  'rollup.change': {
    ko: {
      what: '지난주 같은 시각까지와 견준 증감.',
      divided: '지난주 같은 시각까지의 합. 30건 미만이면 비율 대신 차이.',
      source: '시간별 집계, 데이터베이스 확정분.',
    },
    en: {
      what: 'Change on the week before until the same hour.',
      divided: 'The sum of last week until that hour; below 30 the difference is shown.',
      source: 'Hourly counts, as confirmed by the database.',
    },
  },
  'body.requested': {
    ko: {
      what: '오늘 요청된 신변검색. 신원은 상황판에 없음.',
      divided: '나누지 않은 건수.',
      source: '신변검색 요청.',
    },
    en: {
      what: 'Body searches requested today. No identity exists on the board.',
      divided: 'A count, divided by nothing.',
      source: 'Requests for body searches.',
    },
  },
  'body.approved': {
    ko: { what: '오늘 승인된 신변검색.', divided: '나누지 않은 건수.', source: '신변검색 승인.' },
    en: {
      what: 'Body searches approved today.',
      divided: 'A count, divided by nothing.',
      source: 'Approvals of body searches.',
    },
  },
  'body.carriedOut': {
    ko: { what: '오늘 실시된 신변검색.', divided: '나누지 않은 건수.', source: '신변검색 결과.' },
    en: {
      what: 'Body searches carried out today.',
      divided: 'A count, divided by nothing.',
      source: 'Results of body searches.',
    },
  },
  'body.found': {
    ko: {
      what: '오늘 신변검색에서 은닉물이 나온 수.',
      divided: '나누지 않은 건수.',
      source: '신변검색 결과.',
    },
    en: {
      what: 'Body searches of today that found something.',
      divided: 'A count, divided by nothing.',
      source: 'Results of body searches.',
    },
  },
} as const satisfies Record<string, { ko: Definition; en: Definition }>;
