import { nationalKey } from '../../contract/cells.ts';
import { readCouriers } from '../../db/queries/read-couriers.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';

export const couriersPanel: Panel = {
  name: 'couriers',
  kinds: ['couriers'],
  topics: ['declaration'],
  everyMs: 30_000,
  drawn: firstOf('rows', 0),
  read: async (realm, now) => {
    const cell = await readCouriers(realm, new Date(now).toISOString());
    return cell === null ? [] : [[nationalKey('couriers'), cell]];
  },
};
