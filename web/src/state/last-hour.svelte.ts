import { WINDOW_MINUTES } from '../../../server/contract/cells.ts';
import type { Board } from './board.svelte.ts';
import { cellsOf, completeMinute, minutesOf, type MinuteFigures } from './cells-of.ts';
import type { Row, Rows } from './rows.svelte.ts';

export interface HourRow {
  row: Row;
  /** One for each of the last 60 complete minutes, oldest first; `null` without data. */
  minutes: MinuteFigures[] | null;
  /**
   * Their sum. The last minute alone would say 300 travellers or none, as a flight has landed in it or not.
   */
  units: number | null;
  /** Whole minutes since the Unix epoch of the last of them. */
  until: number;
}

/** The last hour, row by row. It ends with the last complete minute, so that no curve seems to drop. */
export class LastHour {
  readonly #rows: HourRow[];

  constructor(board: Board, rows: Rows) {
    this.#rows = $derived.by(() => {
      const { cells, asOf } = board.shown;
      return rows.all.map((row) => {
        const found = cellsOf(cells, 'minute', row.covers);
        const known = asOf !== null && (found.length > 0 || cellsOf(cells, 'today', row.covers).length > 0);
        const minutes = known ? minutesOf(found, asOf, WINDOW_MINUTES) : null;
        return {
          row,
          minutes,
          units: minutes?.reduce((sum, { units }) => sum + units, 0) ?? null,
          until: asOf === null ? 0 : completeMinute(asOf),
        };
      });
    });
  }

  get rows(): HourRow[] {
    return this.#rows;
  }
}
