import { LEAD_ROWS } from '../../contract/intelligence-cells.ts';
import { readLeads } from '../../db/queries/read-leads.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';
import { placeCells } from './place-cells.ts';
import { withEmpty } from './with-empty.ts';

export const leadsPanel: Panel = {
  name: 'leads',
  kinds: ['leads'],
  topics: ['lead', 'match'],
  everyMs: 10_000,
  drawn: firstOf('rows', LEAD_ROWS),
  read: async (realm, now) => {
    const rows = await readLeads(realm, new Date(now).toISOString());
    const cells = placeCells('leads', rows);
    return withEmpty(realm, 'leads', cells, { rows: [], partners: [] }, { needsLeads: true });
  },
};
