import { MATRIX_STATIONS } from '../../contract/screening-cells.ts';
import { siteDay } from '../../contract/days.ts';
import { readMatrix } from '../../db/queries/read-matrix.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';
import { placeCells } from './place-cells.ts';

export const matrixPanel: Panel = {
  name: 'matrix',
  kinds: ['matrix'],
  topics: ['item'],
  // What the AI alone found clear grows by the counts, without a word.
  everyMs: 5_000,
  drawn: firstOf('stations', MATRIX_STATIONS),
  read: async (realm, now) => {
    return placeCells('matrix', await readMatrix(realm, siteDay(now)));
  },
};
