import { INDICATOR_ROWS } from '../../contract/programme-cells.ts';
import { nationalKey } from '../../contract/cells.ts';
import { siteDay } from '../../contract/days.ts';
import { readIndicators } from '../../db/queries/read-indicators.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';

export const indicatorsPanel: Panel = {
  name: 'indicators',
  kinds: ['indicators'],
  topics: ['indicator'],
  everyMs: 60_000,
  drawn: firstOf('rows', INDICATOR_ROWS),
  read: async (realm, now) => {
    const rows = await readIndicators(realm, siteDay(now));
    return rows.length === 0 ? [] : [[nationalKey('indicators'), { rows }]];
  },
};
