import type { Language } from '../format.ts';

/** Numbers and times come in formatted. */
interface DeskRowsWords {
  rowsOf: (stream: string) => string;
  /** Of the measure: how many rows, and what they add up to. */
  counted: (rows: string) => string;
  sum: (column: string, sum: string) => string;
  filters: string;
  from: string;
  to: string;
  periodHint: string;
  all: string;
  yes: string;
  no: string;
  none: string;
  apply: string;
  clear: string;
  csv: string;
  json: string;
  files: string;
  loading: string;
  empty: string;
  foreign: string;
  tooMany: (most: string) => string;
  history: string;
  corrected: string;
  asStated: string;
  statements: (count: string) => string;
  statedAt: (time: string, source: string) => string;
  event: string;
  back: string;
}

export const deskRowsWords: Record<Language, DeskRowsWords> = {
  ko: {
    rowsOf: (stream) => `${stream} 내역`,
    counted: (rows) => `${rows}건`,
    sum: (column, sum) => `${column} 합계 ${sum}`,
    filters: '조건',
    from: '시작',
    to: '끝',
    periodHint: '한국 날짜(YYYY-MM-DD, 그날 포함) 또는 시간대가 있는 시각',
    all: '전체',
    yes: '예',
    no: '아니오',
    none: '해당 없음',
    apply: '조회',
    clear: '조건 지우기',
    csv: 'CSV 내려받기',
    json: 'JSON 내려받기',
    files: '조건에 맞는 모든 행을 내려받으며 감사 기록에 남음',
    loading: '불러오는 중',
    empty: '조건에 맞는 행이 없음',
    foreign: '볼 수 있는 범위가 아님. 담당 관문과 경로를 고를 것',
    tooMany: (most) => `파일에는 최대 ${most}행까지 담김. 기간이나 조건을 좁힐 것`,
    history: '이력',
    corrected: '정정됨',
    asStated: '처음 그대로',
    statements: (count) => `보고 ${count}건`,
    statedAt: (time, source) => `${time} ${source}`,
    event: '원본 이벤트',
    back: '경로 화면으로',
  },
  en: {
    rowsOf: (stream) => `${stream}: rows`,
    counted: (rows) => `${rows} rows`,
    sum: (column, sum) => `${column} in all: ${sum}`,
    filters: 'Filters',
    from: 'From',
    to: 'To',
    periodHint: 'A day in Seoul (YYYY-MM-DD, the last one included) or an instant with offset',
    all: 'all',
    yes: 'yes',
    no: 'no',
    none: 'names none',
    apply: 'Show',
    clear: 'Clear the filters',
    csv: 'Export CSV',
    json: 'Export JSON',
    files: 'All rows of the filter; the audit log notes it',
    loading: 'loading',
    empty: 'No row fits these filters',
    foreign: 'This is not among your scopes: choose a port and route of yours',
    tooMany: (most) => `A file holds at most ${most} rows: choose a shorter period or more filters`,
    history: 'History',
    corrected: 'corrected',
    asStated: 'as first stated',
    statements: (count) => `${count} statements`,
    statedAt: (time, source) => `${time} ${source}`,
    event: 'Event',
    back: 'To the route',
  },
};
