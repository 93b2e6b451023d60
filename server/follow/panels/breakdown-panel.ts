import type { Breakdown, BreakdownCell } from '../../contract/case-cells.ts';
import { placeKey } from '../../contract/cells.ts';
import { endOfDay, siteDay, samePeriodLastYear, startOfDay } from '../../contract/days.ts';
import { readBreakdown, type BreakdownRow } from '../../db/queries/read-breakdown.ts';
import type { Panel } from '../panel-follower.ts';

/**
 * Names that stay names, by cases and by grams each; what is left is `other`. They are chosen for the whole country, so that
 * the sum of some ports is as right as each of them.
 */
const MOST_NAMES = 12;
const REST = 'other';

export const breakdownPanel: Panel = {
  name: 'breakdown',
  kinds: ['breakdown'],
  topics: ['seizure'],
  everyMs: 60_000,
  read: async (realm, now) => {
    const day = siteDay(now);
    const from = `${day.slice(0, 4)}-01-01`;
    const before = samePeriodLastYear(startOfDay(from), endOfDay(day));
    const days = { from, to: day, beforeFrom: siteDay(before.from), beforeTo: siteDay(before.to - 1) };
    const rows = await readBreakdown(realm, days);
    const names = { substance: namesOf(rows, 'substance'), origin: namesOf(rows, 'origin') };
    const places = new Map<string, BreakdownRow[]>();
    for (const row of rows) {
      const key = placeKey('breakdown', row.port, row.route);
      const own = places.get(key);
      if (own) own.push(row);
      else places.set(key, [row]);
    }
    return [...places].map(([key, own]): [string, BreakdownCell] => [
      key,
      {
        day,
        substances: list(own, 'substance', names.substance, false),
        origins: list(own, 'origin', names.origin, false),
        substancesBefore: list(own, 'substance', names.substance, true),
        originsBefore: list(own, 'origin', names.origin, true),
        months: months(own, false),
        monthsBefore: months(own, true),
      },
    ]);
  },
};

/** Cases and grams by name, most cases first. */
function sumOf(rows: readonly BreakdownRow[], nameOf = ({ name }: BreakdownRow) => name): Breakdown {
  const sums = new Map<string, [cases: number, grams: number]>();
  for (const row of rows) {
    const [cases, grams] = sums.get(nameOf(row)) ?? [0, 0];
    sums.set(nameOf(row), [cases + row.cases, toMilligram(grams + row.grams)]);
  }
  return [...sums]
    .map(([name, [cases, grams]]): Breakdown[number] => [name, cases, grams])
    .filter(([, cases]) => cases > 0)
    .sort(byCases);
}

function namesOf(rows: readonly BreakdownRow[], by: BreakdownRow['by']): ReadonlySet<string> {
  const all = sumOf(rows.filter((row) => row.by === by));
  const heaviest = [...all].sort((a, b) => b[2] - a[2]);
  return new Set([...all.slice(0, MOST_NAMES), ...heaviest.slice(0, MOST_NAMES)].map(([name]) => name));
}

function list(
  rows: readonly BreakdownRow[],
  by: BreakdownRow['by'],
  names: ReadonlySet<string>,
  before: boolean,
): Breakdown {
  const own = rows.filter((row) => row.by === by && row.before === before);
  return sumOf(own, ({ name }) => (names.has(name) ? name : REST));
}

function months(rows: readonly BreakdownRow[], before: boolean): BreakdownCell['months'] {
  const own = rows.filter((row) => row.by === 'month' && row.before === before);
  return Array.from({ length: 12 }, (_, index) => {
    const row = own.find(({ name }) => Number(name) === index + 1);
    return [row?.cases ?? 0, row?.grams ?? 0];
  });
}

function byCases(a: Breakdown[number], b: Breakdown[number]): number {
  return b[1] - a[1] || b[2] - a[2] || (a[0] < b[0] ? -1 : 1);
}

/** Weights are kept to the milligram; sums of them in binary are not. */
function toMilligram(grams: number): number {
  return Math.round(grams * 1_000) / 1_000;
}
