import { placeKey } from '../../contract/cells.ts';
import { kstDay } from '../../contract/kst.ts';
import { readWeapons } from '../../db/queries/read-weapons.ts';
import type { Panel } from '../panel-follower.ts';

export const weaponsPanel: Panel = {
  name: 'weapons',
  kinds: ['weapons'],
  topics: ['seizure'],
  everyMs: 30_000,
  read: async (realm, now) => {
    const rows = await readWeapons(realm, kstDay(now), new Date(now).toISOString());
    return rows.map(({ port, route, value }) => [placeKey('weapons', port, route), value]);
  },
};
