import type { Board } from './board.svelte.ts';
import { findBreak, type Break, type Breaks } from './breaks.svelte.ts';
import { dayFigures, type DayFigures } from './day-figures.ts';
import type { Row, Rows } from './rows.svelte.ts';

export interface FlowRow {
  row: Row;
  /** `null`: nobody has said anything about it, which is not zero. */
  figures: DayFigures | null;
  /** Screening of the row as a whole does not follow. */
  broken: Break | null;
  /** Nor does it at one port of it, at least. */
  partlyBroken: boolean;
}

/** Routes × stages of the day. */
export class Flow {
  readonly #rows: FlowRow[];

  constructor(board: Board, rows: Rows, breaks: Breaks) {
    this.#rows = $derived(
      rows.all.map((row) => ({
        row,
        figures: dayFigures(board.shown, row.covers),
        broken: findBreak(board.shown, row.covers),
        partlyBroken: breaks.ports.some(({ port, route }) => row.covers(port, route)),
      })),
    );
  }

  get rows(): FlowRow[] {
    return this.#rows;
  }
}
