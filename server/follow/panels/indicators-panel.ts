import { nationalKey } from '../../contract/cells.ts';
import { kstDay } from '../../contract/kst.ts';
import { readIndicators } from '../../db/queries/read-indicators.ts';
import type { Panel } from '../panel-follower.ts';

export const indicatorsPanel: Panel = {
  name: 'indicators',
  kinds: ['indicators'],
  topics: ['indicator'],
  everyMs: 60_000,
  read: async (realm, now) => {
    const rows = await readIndicators(realm, kstDay(now));
    return rows.length === 0 ? [] : [[nationalKey('indicators'), { rows }]];
  },
};
