import { siteDay } from '../../contract/days.ts';
import { readQueue } from '../../db/queries/read-queue.ts';
import type { Panel } from '../panel-follower.ts';
import { placeCells } from './place-cells.ts';

export const queuePanel: Panel = {
  name: 'queue',
  kinds: ['queue'],
  topics: ['item'],
  everyMs: 10_000,
  read: async (realm, now) => {
    return placeCells('queue', await readQueue(realm, siteDay(now)));
  },
};
