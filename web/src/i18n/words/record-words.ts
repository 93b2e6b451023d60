const ko = {
  months: '월별 적발 건수',
  month: (month: number) => String(month + 1),
  thisMonth: (month: number, cases: string) => `${month + 1}월 ${cases}건`,
  notStated: '미상',
  noData: '자료 없음',
  none: '적발 없음',
  more: (count: string) => `외 ${count}`,
  byRoute: '경로별',
  byPort: '통관지별',
  bySubstance: '품목별',
  byOrigin: '출발국별',
  announced: '최근 발표',
  asAnnounced: '발표 당시',
  againstBefore: '전년 동기 대비',
  asKnownNow: '현재 확인 기준',
  nothingAnnounced: '발표 없음',
};
const en: typeof ko = {
  months: 'Cases by month',
  month: (month) => 'JFMAMJJASOND'.charAt(month),
  thisMonth: (month, cases) =>
    `${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][month] ?? ''} ${cases}`,
  notStated: 'not stated',
  noData: 'No data',
  none: 'None on record',
  more: (count) => `+${count}`,
  byRoute: 'By route',
  byPort: 'By port',
  bySubstance: 'By substance',
  byOrigin: 'By origin',
  announced: 'Announced',
  asAnnounced: 'as announced',
  againstBefore: 'against a year earlier',
  asKnownNow: 'as known now',
  nothingAnnounced: 'Nothing announced yet',
};

/** Words of the record's statistics. */
export const recordWords = { ko, en };
