import { INVESTIGATION_ROWS } from '../../contract/case-cells.ts';
import { readInvestigations } from '../../db/queries/read-investigations.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';
import { placeCells } from './place-cells.ts';

export const investigationsPanel: Panel = {
  name: 'investigations',
  kinds: ['investigations'],
  topics: ['seizure'],
  everyMs: 30_000,
  drawn: firstOf('waiting', INVESTIGATION_ROWS),
  read: async (realm, now) => {
    return placeCells('investigations', await readInvestigations(realm, new Date(now).toISOString()));
  },
};
