/** Figures of alarms on the wall: what each counts, what it is divided by, where it comes from. */
export const alarmFigures = {
  'alarms.open': {
    ko: {
      what: '이 중요도의 열린 경보: 조건이 남아 있거나, 아무도 확인하지 않은 채 해제된 경보. 보류한 것은 뺀다.',
      divided: '나누지 않은 건수.',
      source: '상황판의 수치에 규칙을 적용해 생긴 경보. 당직 관리자가 처리한다.',
    },
    en: {
      what: 'Open alarms of this priority: their condition holds, or went without being seen. Shelved ones are left out.',
      divided: 'Counts, divided by nothing.',
      source: 'Rules over the figures of the board. Duty managers act on them.',
    },
  },
  'alarms.value': {
    ko: {
      what: '경보 규칙이 지켜보는 수치의 현재 값과, 넘어선 한계.',
      divided: '비율이면 규칙이 정한 전체, 그 밖에는 나누지 않은 값.',
      source: '상황판의 수치. 한계는 경보 규칙의 값.',
    },
    en: {
      what: 'The figure that the rule of the alarm watches, as it is now, and the limit that it is beyond.',
      divided: 'A share by what its rule says; else by nothing.',
      source: 'Figures of the board; the limit is that of the rule.',
    },
  },
  'alarms.more': {
    ko: {
      what: '여기에 이름이 없는, 아직 아무도 확인하지 않은 위급 경보.',
      divided: '나누지 않은 건수.',
      source: '상황판의 수치에 규칙을 적용해 생긴 경보.',
    },
    en: {
      what: 'Critical alarms that nobody has acknowledged and that are not named here.',
      divided: 'Counts, divided by nothing.',
      source: 'Rules over the figures of the board.',
    },
  },
};
