import type { AlarmEventName } from '../contract/alarm-rest.ts';
import type { TaskEventWhat } from '../contract/duty-rest.ts';
import type { InjectKind, Words } from '../contract/scenario.ts';

/** What happened in a drill, in the words of its report. */
export const INJECT_WORDS: Record<InjectKind, Words> = {
  send: { ko: '자료 통보', en: 'Events are told' },
  paxlst: { ko: '승객 명단 접수', en: 'A passenger list comes in' },
  surge: { ko: '물량 증가', en: 'More traffic' },
  silence: { ko: '연계 침묵', en: 'Feeds are silent' },
  'ai-outage': { ko: 'AI 판독 중단', en: 'The AI is down' },
  'slow-readers': { ko: '짧은 판독', en: 'Readings are too short' },
  faults: { ko: '자료 오류', en: 'Faults among the messages' },
  skew: { ko: '시계 오류', en: 'A clock is wrong' },
  'screen-cut': { ko: '화면 통신 단절', en: 'Screens are cut off' },
  'server-restart': { ko: '서버 재시작', en: 'The server restarts' },
  'board-stall': { ko: '현황판 정지', en: 'The board stands still' },
};

export const ALARM_WORDS: Record<AlarmEventName, Words> = {
  raised: { ko: '경보 발생', en: 'Alarm' },
  'raised-again': { ko: '경보 재발생', en: 'Alarm again' },
  acknowledged: { ko: '경보 확인', en: 'Acknowledged' },
  taken: { ko: '경보 인수', en: 'Taken' },
  assigned: { ko: '경보 배정', en: 'Assigned' },
  released: { ko: '경보 인수 해제', en: 'Released' },
  shelved: { ko: '경보 보류', en: 'Shelved' },
  unshelved: { ko: '경보 보류 해제', en: 'Taken off the shelf' },
  'shelf-ended': { ko: '경보 보류 종료', en: 'Time on the shelf is over' },
  escalated: { ko: '경보 상향 전달', en: 'Passed on by the clock' },
  returned: { ko: '경보 조건 해소', en: 'Condition is over' },
  ended: { ko: '경보 종료', en: 'Ended' },
};

export const TASK_WORDS: Record<TaskEventWhat, Words> = {
  created: { ko: '업무 지정', en: 'Task made' },
  accepted: { ko: '업무 인수', en: 'Task accepted' },
  assigned: { ko: '업무 배정', en: 'Task assigned' },
  remarked: { ko: '업무 메모', en: 'Remark on a task' },
  finished: { ko: '업무 완료', en: 'Task done' },
  cancelled: { ko: '업무 취소', en: 'Task cancelled' },
};

/** Deeds of whoever directs a drill. */
export const DIRECTOR_WORDS: Record<string, Words> = {
  started: { ko: '훈련 시작', en: 'The drill is started' },
  paused: { ko: '일시 정지', en: 'It is paused' },
  resumed: { ko: '재개', en: 'It goes on' },
  speed: { ko: '속도 변경', en: 'Its speed is changed' },
  ended: { ko: '훈련 종료', en: 'The drill is ended' },
  ordered: { ko: '상황 추가', en: 'An inject is ordered' },
};

export const PART_WORDS: Record<string, Words> = {
  joined: { ko: '참가', en: 'Takes part' },
  left: { ko: '참가 종료', en: 'Takes part no more' },
};
