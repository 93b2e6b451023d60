import { readClearance } from '../../db/queries/read-clearance.ts';
import type { Panel } from '../panel-follower.ts';
import { placeCells } from './place-cells.ts';

export const clearancePanel: Panel = {
  name: 'clearance',
  kinds: ['clearance'],
  topics: [],
  // All of it is of the last hour or day: a word of every item would only repeat that time passes.
  everyMs: 5_000,
  read: async (realm, now) => {
    return placeCells('clearance', await readClearance(realm, now));
  },
};
