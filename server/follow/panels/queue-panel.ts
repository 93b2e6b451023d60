import { placeKey } from '../../contract/cells.ts';
import { kstDay } from '../../contract/kst.ts';
import { readQueue } from '../../db/queries/read-queue.ts';
import type { Panel } from '../panel-follower.ts';

export const queuePanel: Panel = {
  name: 'queue',
  kinds: ['queue'],
  topics: ['item'],
  everyMs: 10_000,
  read: async (realm, now) => {
    const rows = await readQueue(realm, kstDay(now));
    return rows.map(({ port, route, value }) => [placeKey('queue', port, route), value]);
  },
};
