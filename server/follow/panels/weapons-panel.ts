import { WEAPON_ROWS } from '../../contract/case-cells.ts';
import { siteDay } from '../../contract/days.ts';
import { readWeapons } from '../../db/queries/read-weapons.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';
import { placeCells } from './place-cells.ts';

export const weaponsPanel: Panel = {
  name: 'weapons',
  kinds: ['weapons'],
  topics: ['seizure'],
  everyMs: 30_000,
  drawn: firstOf('rows', WEAPON_ROWS),
  read: async (realm, now) => {
    return placeCells('weapons', await readWeapons(realm, siteDay(now), new Date(now).toISOString()));
  },
};
