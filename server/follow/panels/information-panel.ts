import { nationalKey } from '../../contract/cells.ts';
import { readInformation } from '../../db/queries/read-information.ts';
import { hasSpoken } from '../../db/queries/read-leads.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';

export const informationPanel: Panel = {
  name: 'information',
  kinds: ['information'],
  topics: ['lead', 'match'],
  everyMs: 30_000,
  drawn: firstOf('analyses', 0),
  read: async (realm, now) => {
    if (!(await hasSpoken(realm, 'partner', 'DIC'))) return [];
    const cell = await readInformation(realm, new Date(now).toISOString());
    return cell === undefined ? [] : [[nationalKey('information'), cell]];
  },
};
