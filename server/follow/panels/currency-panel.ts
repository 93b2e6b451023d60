import { placeKey } from '../../contract/cells.ts';
import { kstDay } from '../../contract/kst.ts';
import { readCurrency } from '../../db/queries/read-currency.ts';
import type { Panel } from '../panel-follower.ts';

export const currencyPanel: Panel = {
  name: 'currency',
  kinds: ['currency'],
  topics: ['declaration'],
  everyMs: 30_000,
  read: async (realm, now) => {
    const rows = await readCurrency(realm, kstDay(now));
    return rows.map(({ port, route, value }) => [placeKey('currency', port, route), value]);
  },
};
