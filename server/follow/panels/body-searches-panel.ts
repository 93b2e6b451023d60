import { placeKey } from '../../contract/cells.ts';
import { kstDay } from '../../contract/kst.ts';
import { readBodySearches } from '../../db/queries/read-body-searches.ts';
import type { Panel } from '../panel-follower.ts';

export const bodySearchesPanel: Panel = {
  name: 'body-searches',
  kinds: ['body-searches'],
  topics: ['indicator'],
  everyMs: 30_000,
  read: async (realm, now) => {
    const rows = await readBodySearches(realm, kstDay(now));
    return rows.map(({ port, route, value }) => [placeKey('body-searches', port, route), value]);
  },
};
