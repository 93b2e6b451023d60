import type { RealmCell } from '../../../server/contract/cells.ts';

/** Realms of drills are called so; the ordinary day, which is simulated as well, is not. */
const DRILL_NAME = /^drill_\d/;

/** A drill or a replay: what is shown is not what happens now at the border. */
export interface Shown {
  kind: 'drill' | 'replay';
  /** Of its realm. */
  cell: RealmCell;
}

/** Whether the screen shows a drill or a replay, which a banner says all the time. */
export class Exercise {
  readonly #shown: Shown | null;

  /**
   * @param cell realm that is shown; `null` while that is not known
   * @param rate of the realm's own clock; `null` where it has none
   */
  constructor(cell: () => RealmCell | null, rate: () => number | null) {
    this.#shown = $derived(exerciseOf(cell(), rate()));
  }

  get shown(): Shown | null {
    return this.#shown;
  }
}

/** The ordinary day goes by real time and is no drill: nobody takes part in it. */
function exerciseOf(cell: RealmCell | null, rate: number | null): Shown | null {
  if (cell === null || cell.kind === 'live') return null;
  const ordinary = cell.kind === 'drill' && rate === null && !DRILL_NAME.test(cell.name);
  return ordinary ? null : { kind: cell.kind, cell };
}
