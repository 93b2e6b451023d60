import { RISK_ROWS } from '../../contract/intelligence-cells.ts';
import { readHoldAt, readRisk } from '../../db/queries/read-risk.ts';
import type { Panel } from '../panel-follower.ts';
import { firstOf } from './first-of.ts';
import { placeCells } from './place-cells.ts';
import { withEmpty } from './with-empty.ts';

export const riskPanel: Panel = {
  name: 'risk',
  kinds: ['risk'],
  topics: ['risk', 'match', 'lead', 'seizure', 'arrival'],
  // Weights may be edited, and arrivals grow older than 6 hours, without a word.
  everyMs: 10_000,
  drawn: firstOf('rows', RISK_ROWS),
  read: async (realm, now) => {
    const rows = await readRisk(realm, new Date(now).toISOString());
    const cells = placeCells('risk', rows);
    return withEmpty(realm, 'risk', cells, { scored: 0, hold: 0, holdAt: await readHoldAt(realm), rows: [] });
  },
};
