import { placeKey } from '../../contract/cells.ts';
import { readLeads } from '../../db/queries/read-leads.ts';
import type { Panel } from '../panel-follower.ts';
import type { Cells } from '../read-cells.ts';
import { withEmpty } from './with-empty.ts';

export const leadsPanel: Panel = {
  name: 'leads',
  kinds: ['leads'],
  topics: ['lead', 'match'],
  everyMs: 10_000,
  read: async (realm, now) => {
    const rows = await readLeads(realm, new Date(now).toISOString());
    const cells = rows.map(({ port, route, value }): Cells[number] => [
      placeKey('leads', port, route),
      value,
    ]);
    return withEmpty(realm, 'leads', cells, { rows: [], partners: [] }, { needsLeads: true });
  },
};
