import { siteDay } from '../../contract/days.ts';
import { readBodySearches } from '../../db/queries/read-body-searches.ts';
import type { Panel } from '../panel-follower.ts';
import { placeCells } from './place-cells.ts';

export const bodySearchesPanel: Panel = {
  name: 'body-searches',
  kinds: ['body-searches'],
  topics: ['indicator'],
  everyMs: 30_000,
  read: async (realm, now) => {
    return placeCells('body-searches', await readBodySearches(realm, siteDay(now)));
  },
};
