import { apply, EMPTY_STATE, type BoardState, type CellsMessage } from '../../../server/contract/cells.ts';
import type { LastState } from '../keep/packed.ts';

/** The board as painted: figures, and the moment the database confirmed them. */
export interface Shown {
  cells: BoardState['cells'];
  version: number;
  /**
   * When these figures were true, by the clock of the realm: the server's, where it has none of its own; `null` before the
   * first message. Windows and ages end here.
   */
  asOf: number | null;
}

/** Cells, gathered as they come and shown when painted: what is on the wall is always of one moment. */
export class Board {
  #gathered: BoardState = EMPTY_STATE;
  #asOf: number | null = null;
  #shown = $state.raw<Shown>({ cells: EMPTY_STATE.cells, version: 0, asOf: null });

  take(message: CellsMessage): void {
    this.#gathered = apply(this.#gathered, message);
    this.#asOf = message.clock?.time ?? message.confirmedAt;
  }

  /**
   * Shows what an earlier page kept, unless the server has spoken. It gets no epoch, so the next connection asks for
   * everything and the answer replaces it: what a disk did to it cannot outlive the first message.
   */
  restore({ cells, asOf }: LastState): boolean {
    if (this.#gathered.epoch !== '') return false;
    this.#gathered = { ...EMPTY_STATE, cells };
    this.#asOf = asOf;
    return true;
  }

  /** Nobody here may see it any more. */
  forget(): void {
    this.#gathered = EMPTY_STATE;
    this.#asOf = null;
    this.paint();
  }

  paint(): void {
    const { cells, version } = this.#gathered;
    if (cells === this.#shown.cells && this.#asOf === this.#shown.asOf) return;
    this.#shown = { cells, version, asOf: this.#asOf };
  }

  get shown(): Shown {
    return this.#shown;
  }
  /** What the server has said; `null` while it has not. */
  get heard(): LastState | null {
    const { epoch, cells } = this.#gathered;
    return epoch === '' || this.#asOf === null ? null : { cells, asOf: this.#asOf };
  }
  /** Where the next connection goes on. */
  get epoch(): string {
    return this.#gathered.epoch;
  }
  get version(): number {
    return this.#gathered.version;
  }
}
