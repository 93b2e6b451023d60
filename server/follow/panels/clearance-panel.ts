import { placeKey } from '../../contract/cells.ts';
import { readClearance } from '../../db/queries/read-clearance.ts';
import type { Panel } from '../panel-follower.ts';

export const clearancePanel: Panel = {
  name: 'clearance',
  kinds: ['clearance'],
  topics: [],
  // All of it is of the last hour or day: a word of every item would only repeat that time passes.
  everyMs: 5_000,
  read: async (realm, now) => {
    const rows = await readClearance(realm, now);
    return rows.map(({ port, route, value }) => [placeKey('clearance', port, route), value]);
  },
};
