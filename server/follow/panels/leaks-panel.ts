import { LEAK_ROWS } from '../../contract/case-cells.ts';
import { nationalKey } from '../../contract/cells.ts';
import { siteDay } from '../../contract/days.ts';
import { readLeaks } from '../../db/queries/read-leaks.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';

export const leaksPanel: Panel = {
  name: 'leaks',
  kinds: ['leaks'],
  topics: ['second-line'],
  everyMs: 15_000,
  drawn: firstOf('rows', LEAK_ROWS),
  read: async (realm, now) => {
    const rows = await readLeaks(realm, siteDay(now));
    return rows.map((cell) => [nationalKey('leaks'), cell]);
  },
};
