import { placeKey, type CellValue } from '../../contract/cells.ts';
import {
  addDays,
  daysLater,
  endOfHour,
  instantOf,
  siteDay,
  startOfDay,
  startOfHour,
} from '../../contract/days.ts';
import type { RollupFigures } from '../../contract/place-cells.ts';
import { readSpans, type Span } from '../../db/queries/read-rollup.ts';
import type { Panel } from '../panel-follower.ts';

/** Shifts begin at 06, 14 and 22 by the clocks of the site [E]. */
const SHIFTS = ['22:00', '14:00', '06:00'];

/** Headquarters' roll-up: the shift, the week from Monday, and the same of the week before until this hour began. */
export const rollupPanel: Panel = {
  name: 'rollup',
  kinds: ['rollup'],
  topics: [],
  everyMs: 5_000,
  read: async (realm, now) => {
    const { shift, week, weekBefore } = spansAt(now);
    const rows = await readSpans(realm, [shift, week, weekBefore]);
    const instant = ({ from }: Span) => new Date(from).toISOString();
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

/** What is of this hour counts in the shift and in the week. */
function spansAt(now: number): Record<'shift' | 'week' | 'weekBefore', Span> {
  const day = siteDay(now);
  const shift = SHIFTS.map((time) => instantOf(`${day}T${time}`)).find((at) => at <= now);
  const sinceMonday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const monday = addDays(day, -sinceMonday);
  const to = endOfHour(now);
  return {
    shift: { from: shift ?? instantOf(`${addDays(day, -1)}T${SHIFTS[0]}`), to },
    week: { from: startOfDay(monday), to },
    weekBefore: { from: startOfDay(addDays(monday, -7)), to: daysLater(startOfHour(now), -7) },
  };
}
