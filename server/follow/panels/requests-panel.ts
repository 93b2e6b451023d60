import { nationalKey } from '../../contract/cells.ts';
import { hasSpoken } from '../../db/queries/read-leads.ts';
import { readRequests } from '../../db/queries/read-requests.ts';
import type { Panel } from '../panel-follower.ts';

export const requestsPanel: Panel = {
  name: 'requests',
  kinds: ['requests'],
  topics: ['lead'],
  everyMs: 60_000,
  read: async (realm) => {
    if (!(await hasSpoken(realm, 'kind', 'request'))) return [];
    return [[nationalKey('requests'), { partners: await readRequests(realm) }]];
  },
};
