import { placeKey, type CellValue } from '../../contract/cells.ts';
import { KST_OFFSET_MS } from '../../contract/kst.ts';
import type { RollupFigures } from '../../contract/place-cells.ts';
import { readSpans, type Span } from '../../db/queries/read-rollup.ts';
import type { Panel } from '../panel-follower.ts';

const HOUR_MS = 3_600_000;
const KST_HOURS = KST_OFFSET_MS / HOUR_MS;
const WEEK_HOURS = 168;
/** Shifts begin at 06, 14 and 22 KST [E]: every eight hours, from six. */
const SHIFT_HOURS = 8;
const FIRST_SHIFT = 6;
/** The Unix epoch was a Thursday. */
const MONDAY = 4 * 24;

/** Headquarters' roll-up: the shift, the week from Monday, and the same of the week before until this hour began. */
export const rollupPanel: Panel = {
  name: 'rollup',
  kinds: ['rollup'],
  topics: [],
  everyMs: 5_000,
  read: async (realm, now) => {
    const { shift, week, weekBefore } = spansAt(now);
    const rows = await readSpans(realm, [shift, week, weekBefore]);
    const instant = ({ from }: Span) => new Date(from * HOUR_MS).toISOString();
    return rows.map(({ figures, port, route }): [string, CellValue] => {
      const [ofShift = NONE, ofWeek = NONE, ofWeekBefore = NONE] = figures;
      return [
        placeKey('rollup', port, route),
        {
          ...{ shiftFrom: instant(shift), shift: ofShift, weekFrom: instant(week), week: ofWeek },
          weekBefore: ofWeekBefore,
        },
      ];
    });
  },
};

const NONE: RollupFigures = { units: 0, primary: 0, flagged: 0, secondary: 0, upheld: 0, cases: 0, grams: 0 };

/** Whole hours since the Unix epoch. What is of this hour counts in the shift and in the week. */
function spansAt(now: number): Record<'shift' | 'week' | 'weekBefore', Span> {
  const hour = Math.floor(now / HOUR_MS);
  const local = hour + KST_HOURS;
  const shift = hour - ((local - FIRST_SHIFT) % SHIFT_HOURS);
  const week = hour - ((local - MONDAY) % WEEK_HOURS);
  return {
    shift: { from: shift, to: hour + 1 },
    week: { from: week, to: hour + 1 },
    weekBefore: { from: week - WEEK_HOURS, to: hour - WEEK_HOURS },
  };
}
