import { nationalKey } from '../../contract/cells.ts';
import { readGunParts } from '../../db/queries/read-gun-parts.ts';
import type { Panel } from '../panel-follower.ts';

export const gunPartsPanel: Panel = {
  name: 'gun-parts',
  kinds: ['gun-parts'],
  topics: ['seizure'],
  everyMs: 60_000,
  read: async (realm, now) => {
    const cell = await readGunParts(realm, new Date(now).toISOString());
    return cell === null ? [] : [[nationalKey('gun-parts'), cell]];
  },
};
