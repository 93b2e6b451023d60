import { placeKey } from '../../contract/cells.ts';
import { readInvestigations } from '../../db/queries/read-investigations.ts';
import type { Panel } from '../panel-follower.ts';

export const investigationsPanel: Panel = {
  name: 'investigations',
  kinds: ['investigations'],
  topics: ['seizure'],
  everyMs: 30_000,
  read: async (realm, now) => {
    const rows = await readInvestigations(realm, new Date(now).toISOString());
    return rows.map(({ port, route, value }) => [placeKey('investigations', port, route), value]);
  },
};
