import type { IntakeReason } from '../../../../server/contract/cells.ts';
import type { Language } from '../format.ts';

interface NoticeWords {
  /** In place of "live": nothing comes in; some figures are old. */
  notReceiving: string;
  partlyOld: string;
  nothingComesIn: string;
  reasons: Record<IntakeReason, string>;
  since: (time: string) => string;
  clockBehind: (by: string) => string;
  clockAhead: (by: string) => string;
  databaseTime: string;
}

/** What is wrong around a board whose figures the database confirms. */
export const noticeWords: Record<Language, NoticeWords> = {
  ko: {
    notReceiving: '수신 중단',
    partlyOld: '일부 지연',
    nothingComesIn: '새 자료가 들어오지 않음',
    reasons: {
      full: '데이터베이스 디스크 용량 부족',
      'read-only': '데이터베이스가 읽기 전용 상태',
      away: '데이터베이스에 연결할 수 없음',
      waits: '데이터베이스 기록 지연(부하 또는 잠금)',
    },
    since: (time) => `${time}부터`,
    clockBehind: (by) => `서버 시계 ${by} 늦음`,
    clockAhead: (by) => `서버 시계 ${by} 빠름`,
    databaseTime: '시각은 데이터베이스 기준',
  },
  en: {
    notReceiving: 'Nothing comes in',
    partlyOld: 'Partly old',
    nothingComesIn: 'Nothing new comes in',
    reasons: {
      full: 'The disk of the database is full',
      'read-only': 'The database is read-only',
      away: 'The database cannot be reached',
      waits: 'The database does not write in time (load or a lock)',
    },
    since: (time) => `since ${time}`,
    clockBehind: (by) => `The server’s clock is ${by} behind`,
    clockAhead: (by) => `The server’s clock is ${by} ahead`,
    databaseTime: 'The time shown is the database’s',
  },
};
