import { apply, EMPTY_STATE, type BoardState, type CellsMessage } from '../../../server/contract/cells.ts';

/** The board as painted: figures, and the moment the database confirmed them. */
export interface Shown {
  cells: BoardState['cells'];
  version: number;
  /** Server time at which these figures were true; `null` before the first message. Windows and ages end here. */
  asOf: number | null;
}

/** Cells, gathered as they come and shown when painted: what is on the wall is always of one moment. */
export class Board {
  #gathered: BoardState = EMPTY_STATE;
  #confirmedAt: number | null = null;
  #shown = $state.raw<Shown>({ cells: EMPTY_STATE.cells, version: 0, asOf: null });

  take(message: CellsMessage): void {
    this.#gathered = apply(this.#gathered, message);
    this.#confirmedAt = message.confirmedAt;
  }

  paint(): void {
    const { cells, version } = this.#gathered;
    if (cells === this.#shown.cells && this.#confirmedAt === this.#shown.asOf) return;
    this.#shown = { cells, version, asOf: this.#confirmedAt };
  }

  get shown(): Shown {
    return this.#shown;
  }
  /** Where the next connection goes on. */
  get epoch(): string {
    return this.#gathered.epoch;
  }
  get version(): number {
    return this.#gathered.version;
  }
}
