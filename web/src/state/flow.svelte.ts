import type { Board, Shown } from './board.svelte.ts';
import { cellsOf, minutesOf, type Covers } from './cells-of.ts';
import { kstDay } from './kst.ts';
import type { Row, Rows } from './rows.svelte.ts';
import {
  GRACE_MINUTES,
  MIN_DENOMINATOR,
  MIN_SCREENED_SHARE,
  RECENT_MINUTES,
  SCREENED_IN_FULL,
} from './thresholds.ts';

export interface DayFigures {
  units: number;
  primary: number;
  flagged: number;
  secondary: number;
  cases: number;
}

/** Screening that does not follow. `minutes` is the window it was found in, `null` for the day. */
export interface Break {
  screened: number;
  of: number;
  minutes: number | null;
}

export interface FlowRow {
  row: Row;
  /** `null`: nobody has said anything about it, which is not zero. */
  figures: DayFigures | null;
  broken: Break | null;
}

/** Sums of the KST day. A cell that still holds another day counts as zero; no cell at all is no data. */
export function dayFigures({ cells, asOf }: Shown, covers: Covers): DayFigures | null {
  const found = cellsOf(cells, 'today', covers);
  if (found.length === 0 || asOf === null) return null;
  const today = kstDay(asOf);
  const sum: DayFigures = { units: 0, primary: 0, flagged: 0, secondary: 0, cases: 0 };
  for (const { value } of found) {
    if (value.day !== today) continue;
    sum.units += value.units;
    sum.primary += value.primary;
    sum.flagged += value.flagged;
    sum.secondary += value.secondary;
    sum.cases += value.cases;
  }
  return sum;
}

/** Where arrivals come and readings do not, on the routes that are screened in full. See `thresholds.ts`. */
export function findBreak(shown: Shown, within: Covers): Break | null {
  const covers: Covers = (port, route) => SCREENED_IN_FULL.has(route) && within(port, route);
  const day = dayFigures(shown, covers);
  if (day === null || shown.asOf === null) return null;
  const minutes = minutesOf(cellsOf(shown.cells, 'minute', covers), shown.asOf, RECENT_MINUTES);
  const settled = minutes.slice(0, -GRACE_MINUTES).reduce((sum, { units }) => sum + units, 0);
  const underway = minutes.slice(-GRACE_MINUTES).reduce((sum, { units }) => sum + units, 0);
  if (short({ screened: day.primary, of: day.units - underway })) {
    return { screened: day.primary, of: day.units, minutes: null };
  }
  const recent = { screened: minutes.reduce((sum, { primary }) => sum + primary, 0), of: settled };
  return short(recent) ? { ...recent, minutes: RECENT_MINUTES } : null;
}

function short({ screened, of }: { screened: number; of: number }): boolean {
  return of >= MIN_DENOMINATOR && screened < of * MIN_SCREENED_SHARE;
}

/** Routes × stages of the day. */
export class Flow {
  readonly #rows: FlowRow[];

  constructor(board: Board, rows: Rows) {
    this.#rows = $derived(
      rows.all.map((row) => ({
        row,
        figures: dayFigures(board.shown, row.covers),
        broken: findBreak(board.shown, row.covers),
      })),
    );
  }

  get rows(): FlowRow[] {
    return this.#rows;
  }
}
