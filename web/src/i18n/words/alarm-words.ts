import type { Priority } from '../../../../server/contract/duty-cells.ts';

const ko = {
  title: '경보',
  priorities: { critical: '위급', high: '높음', low: '낮음' } satisfies Record<Priority, string>,
  everywhere: '전국',
  more: (count: string) => `외 ${count}`,
  limit: (limit: string) => `한계 ${limit}`,
};
const en: typeof ko = {
  title: 'Alarms',
  priorities: { critical: 'critical', high: 'high', low: 'low' },
  everywhere: 'whole country',
  more: (count) => `+${count}`,
  limit: (limit) => `limit ${limit}`,
};

/** Words of the wall's alarm band. */
export const alarmWords = { ko, en };
