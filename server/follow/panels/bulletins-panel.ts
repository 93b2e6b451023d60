import { nationalKey } from '../../contract/cells.ts';
import { readBulletins } from '../../db/queries/read-bulletins.ts';
import type { Panel } from '../panel-follower.ts';

export const bulletinsPanel: Panel = {
  name: 'bulletins',
  kinds: ['bulletins'],
  topics: ['bulletin'],
  everyMs: 60_000,
  read: async (realm, now) => {
    const cell = await readBulletins(realm, new Date(now).toISOString());
    return cell === null ? [] : [[nationalKey('bulletins'), cell]];
  },
};
