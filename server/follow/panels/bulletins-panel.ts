import { nationalKey } from '../../contract/cells.ts';
import { BULLETIN_HEADINGS, BULLETIN_ROWS, type BulletinsCell } from '../../contract/programme-cells.ts';
import { readBulletins } from '../../db/queries/read-bulletins.ts';
import type { Panel } from '../panel-follower.ts';

export const bulletinsPanel: Panel = {
  name: 'bulletins',
  kinds: ['bulletins'],
  topics: ['bulletin'],
  everyMs: 60_000,
  drawn,
  read: async (realm, now) => {
    const cell = await readBulletins(realm, new Date(now).toISOString());
    return cell === null ? [] : [[nationalKey('bulletins'), cell]];
  },
};

/** The newest, of each kind at least one. */
function drawn(cell: BulletinsCell): BulletinsCell {
  const kinds = new Set<string>();
  const firsts = cell.rows.filter(({ kind }) => kinds.size < kinds.add(kind).size);
  const others = cell.rows.filter((row) => !firsts.includes(row));
  const shown = new Set([...firsts, ...others].slice(0, BULLETIN_ROWS));
  return {
    ...cell,
    rows: cell.rows.filter((row) => shown.has(row)),
    headings: cell.headings.slice(0, BULLETIN_HEADINGS),
  };
}
