import { placeKey } from '../../contract/cells.ts';
import { kstDay } from '../../contract/kst.ts';
import { readOffences } from '../../db/queries/read-offences.ts';
import type { Panel } from '../panel-follower.ts';

export const offencesPanel: Panel = {
  name: 'offences',
  kinds: ['offences'],
  topics: ['seizure', 'lead'],
  everyMs: 60_000,
  read: async (realm, now) => {
    const rows = await readOffences(realm, kstDay(now));
    return rows.map(({ port, route, value }) => [placeKey('offences', port, route), value]);
  },
};
