import { placeKey } from '../../contract/cells.ts';
import { readRisk } from '../../db/queries/read-risk.ts';
import type { Panel } from '../panel-follower.ts';

export const riskPanel: Panel = {
  name: 'risk',
  kinds: ['risk'],
  topics: ['risk', 'match', 'lead', 'seizure', 'arrival'],
  // Weights may be edited, and arrivals grow older than 6 hours, without a word.
  everyMs: 10_000,
  read: async (realm, now) => {
    const rows = await readRisk(realm, new Date(now).toISOString());
    return rows.map(({ port, route, value }) => [placeKey('risk', port, route), value]);
  },
};
