import type { Priority } from '../../../server/contract/duty-cells.ts';
import type { Scope } from '../../../server/contract/scope.ts';
import { alarmsOf, countsOf, isOpen, type PlacedAlarm } from './alarm-cells.ts';
import type { Board } from './board.svelte.ts';

/** Alarms of the scope as a wall shows them: how many are open, and which call; never in whose hands they are. */
export class Alarms {
  readonly #open: PlacedAlarm[];
  readonly #counts: Record<Priority, number>;
  readonly #calling: PlacedAlarm[];

  constructor(board: Board, scope: Scope) {
    this.#open = $derived(alarmsOf(board.shown.cells, scope.covers).filter(isOpen));
    this.#counts = $derived(countsOf(this.#open));
    this.#calling = $derived(
      this.#open.filter(({ priority, state }) => priority === 'critical' && state === 'unacknowledged'),
    );
  }

  /** Open ones of each priority. */
  get counts(): Readonly<Record<Priority, number>> {
    return this.#counts;
  }
  get some(): boolean {
    return this.#open.length > 0;
  }
  /** Open ones that are critical or high. */
  get urgent(): boolean {
    return this.#counts.critical + this.#counts.high > 0;
  }
  /** Critical ones that nobody has acknowledged, the newest first. */
  get calling(): readonly PlacedAlarm[] {
    return this.#calling;
  }
}
