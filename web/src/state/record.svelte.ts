import type { Scope } from '../../../server/contract/scope.ts';
import type { Board, Shown } from './board.svelte.ts';
import { cellsOf, type Covers, type Found } from './cells-of.ts';
import type { RecordCell } from '../../../server/contract/cells.ts';
import { siteDay } from '../../../server/contract/days.ts';
import { dayOfYear, splitDay, YEAR_POINTS } from './calendar.ts';

interface RecordFigures {
  cases: number;
  grams: number;
}

/** A period of seizures and the same dates a year earlier. */
export interface Comparison {
  /** First and last site day, `YYYY-MM-DD`. */
  from: string;
  to: string;
  current: RecordFigures;
  /** `null` when nothing is known of the year before. */
  before: RecordFigures | null;
}

/** Cumulative cases by day of a leap year; `null` where the year has not come to. */
export interface Curves {
  year: number;
  current: (number | null)[];
  before: (number | null)[] | null;
}

/** `null` when the board holds no record at all. */
export function comparisonOf({ cells, asOf }: Shown, { covers }: { covers: Covers }): Comparison | null {
  if (asOf === null) return null;
  const found = cellsOf(cells, 'record', covers);
  const to = siteDay(asOf);
  const { year, monthDay } = splitDay(to);
  const current = sumUntil(found, year, monthDay);
  const before = sumUntil(found, year - 1, monthDay);
  if (current === null && before === null) return null;
  return { from: `${year}-01-01`, to, current: current ?? { cases: 0, grams: 0 }, before };
}

export function curvesOf({ cells, asOf }: Shown, scope: Scope): Curves | null {
  if (asOf === null) return null;
  const { year, monthDay } = splitDay(siteDay(asOf));
  const found = cellsOf(cells, 'record', scope.covers);
  const current = cumulative(found, year, dayOfYear(monthDay));
  const before = cumulative(found, year - 1, YEAR_POINTS);
  if (current === null && before === null) return null;
  return { year, current: current ?? Array.from({ length: YEAR_POINTS }, () => null), before };
}

function sumUntil(found: Found<RecordCell>[], year: number, last: number): RecordFigures | null {
  const ofYear = found.filter(({ value }) => value.year === year);
  if (ofYear.length === 0) return null;
  const sum = { cases: 0, grams: 0 };
  for (const { value } of ofYear) {
    for (const [monthDay, cases, grams] of value.days) {
      if (monthDay > last) break;
      sum.cases += cases;
      sum.grams += grams;
    }
  }
  return sum;
}

function cumulative(found: Found<RecordCell>[], year: number, until: number): (number | null)[] | null {
  const ofYear = found.filter(({ value }) => value.year === year);
  if (ofYear.length === 0) return null;
  const perDay = new Array<number>(YEAR_POINTS).fill(0);
  for (const { value } of ofYear) {
    for (const [monthDay, cases] of value.days) {
      const day = dayOfYear(monthDay);
      perDay[day] = (perDay[day] ?? 0) + cases;
    }
  }
  let sum = 0;
  return perDay.map((cases, day) => (day > until ? null : (sum += cases)));
}

/** Seizures of this year against last year to the same date, as known now. */
export class YearRecord {
  readonly #comparison: Comparison | null;
  readonly #curves: Curves | null;

  constructor(board: Board, scope: Scope) {
    this.#comparison = $derived(comparisonOf(board.shown, scope));
    this.#curves = $derived(curvesOf(board.shown, scope));
  }

  get comparison(): Comparison | null {
    return this.#comparison;
  }
  get curves(): Curves | null {
    return this.#curves;
  }
}
