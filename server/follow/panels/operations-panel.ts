import { nationalKey } from '../../contract/cells.ts';
import { hasSpoken } from '../../db/queries/read-leads.ts';
import { readOperations } from '../../db/queries/read-operations.ts';
import type { Panel } from '../panel-follower.ts';

export const operationsPanel: Panel = {
  name: 'operations',
  kinds: ['operations'],
  topics: ['lead', 'seizure', 'verdict'],
  // Items are screened all the time.
  everyMs: 5_000,
  read: async (realm, now) => {
    if (!(await hasSpoken(realm, 'kind', 'operation'))) return [];
    const rows = await readOperations(realm, new Date(now).toISOString());
    return [[nationalKey('operations'), { rows }]];
  },
};
