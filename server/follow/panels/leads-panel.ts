import { placeKey } from '../../contract/cells.ts';
import { readLeads } from '../../db/queries/read-leads.ts';
import type { Panel } from '../panel-follower.ts';

export const leadsPanel: Panel = {
  name: 'leads',
  kinds: ['leads'],
  topics: ['lead', 'match'],
  everyMs: 10_000,
  read: async (realm, now) => {
    const rows = await readLeads(realm, new Date(now).toISOString());
    return rows.map(({ port, route, value }) => [placeKey('leads', port, route), value]);
  },
};
