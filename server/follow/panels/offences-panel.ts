import { siteDay } from '../../contract/days.ts';
import { readOffences } from '../../db/queries/read-offences.ts';
import type { Panel } from '../panel-follower.ts';
import { placeCells } from './place-cells.ts';

export const offencesPanel: Panel = {
  name: 'offences',
  kinds: ['offences'],
  topics: ['seizure', 'lead'],
  everyMs: 60_000,
  read: async (realm, now) => {
    return placeCells('offences', await readOffences(realm, siteDay(now)));
  },
};
