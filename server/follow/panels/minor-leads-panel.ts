import { CLUSTER_ROWS } from '../../contract/intelligence-cells.ts';
import { nationalKey } from '../../contract/cells.ts';
import { hasSpoken } from '../../db/queries/read-leads.ts';
import { readMinorLeads } from '../../db/queries/read-minor-leads.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';

export const minorLeadsPanel: Panel = {
  name: 'minor-leads',
  kinds: ['minor-leads'],
  topics: ['lead'],
  everyMs: 60_000,
  drawn: firstOf('clusters', CLUSTER_ROWS),
  read: async (realm) => {
    if (!(await hasSpoken(realm, 'kind', 'minor'))) return [];
    const cell = await readMinorLeads(realm);
    return cell === undefined ? [] : [[nationalKey('minor-leads'), cell]];
  },
};
