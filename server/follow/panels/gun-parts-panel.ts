import { GUN_SETS, type GunPartsCell } from '../../contract/case-cells.ts';
import { nationalKey } from '../../contract/cells.ts';
import { readGunParts } from '../../db/queries/read-gun-parts.ts';
import type { Panel } from '../panel-follower.ts';

export const gunPartsPanel: Panel = {
  name: 'gun-parts',
  kinds: ['gun-parts'],
  topics: ['seizure'],
  everyMs: 60_000,
  drawn: ({ sets }: GunPartsCell) => ({
    sets: sets.slice(0, GUN_SETS.sets).map((set) => ({ ...set, parts: set.parts.slice(0, GUN_SETS.parts) })),
  }),
  read: async (realm, now) => {
    const cell = await readGunParts(realm, new Date(now).toISOString());
    return cell === null ? [] : [[nationalKey('gun-parts'), cell]];
  },
};
