import { siteDay } from '../../contract/days.ts';
import { readCurrency } from '../../db/queries/read-currency.ts';
import type { Panel } from '../panel-follower.ts';
import { placeCells } from './place-cells.ts';

export const currencyPanel: Panel = {
  name: 'currency',
  kinds: ['currency'],
  topics: ['declaration'],
  everyMs: 30_000,
  read: async (realm, now) => {
    return placeCells('currency', await readCurrency(realm, siteDay(now)));
  },
};
