import { placeKey } from '../../contract/cells.ts';
import { kstDay } from '../../contract/kst.ts';
import { readMatrix } from '../../db/queries/read-matrix.ts';
import type { Panel } from '../panel-follower.ts';

export const matrixPanel: Panel = {
  name: 'matrix',
  kinds: ['matrix'],
  topics: ['item'],
  // What the AI alone found clear grows by the counts, without a word.
  everyMs: 5_000,
  read: async (realm, now) => {
    const rows = await readMatrix(realm, kstDay(now));
    return rows.map(({ port, route, value }) => [placeKey('matrix', port, route), value]);
  },
};
