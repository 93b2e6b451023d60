const ko = {
  drill: '훈련',
  replay: '재생',
  simulated: '모의',
  paused: '일시정지',
  linked: '연결됨',
  real: '실제 상황',
  everywhere: '전국',
  since: (time: string, age: string | null) => `${time}부터${age === null ? '' : ` · ${age} 경과`}`,
  more: (count: string) => `외 ${count}건`,
  toAlarms: '실제 경보로 가기',
  leaveDrill: '훈련에서 나가기',
  leaveReplay: '재생에서 나가기',
  leaveRealm: '원래 상황판으로',
};
const en: typeof ko = {
  drill: 'DRILL',
  replay: 'REPLAY',
  simulated: 'SIMULATED',
  paused: 'PAUSED',
  linked: 'linked',
  real: 'REAL ALARM',
  everywhere: 'whole country',
  since: (time, age) => `since ${time}${age === null ? '' : ` · ${age}`}`,
  more: (count) => `and ${count} more`,
  toAlarms: 'To the real alarms',
  leaveDrill: 'Leave the drill',
  leaveReplay: 'Leave the replay',
  leaveRealm: 'Back to your own board',
};

/** Words of the banner over drills and replays, and of what breaks through to them. */
export const exerciseWords = { ko, en };
