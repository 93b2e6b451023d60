import { nationalKey } from '../../contract/cells.ts';
import { hasSpoken } from '../../db/queries/read-leads.ts';
import { readMinorLeads } from '../../db/queries/read-minor-leads.ts';
import type { Panel } from '../panel-follower.ts';

export const minorLeadsPanel: Panel = {
  name: 'minor-leads',
  kinds: ['minor-leads'],
  topics: ['lead'],
  everyMs: 60_000,
  read: async (realm) => {
    if (!(await hasSpoken(realm, 'kind', 'minor'))) return [];
    const cell = await readMinorLeads(realm);
    return cell === undefined ? [] : [[nationalKey('minor-leads'), cell]];
  },
};
