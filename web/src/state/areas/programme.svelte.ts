import type { Scope } from '../../../../server/contract/scope.ts';
import type { BulletinsCell, IndicatorsCell } from '../../../../server/contract/programme-cells.ts';
import { nationalKey } from '../../../../server/contract/cells.ts';
import type { Board } from '../board.svelte.ts';
import { BEHIND_TARGET } from '../thresholds.ts';

export type IndicatorRow = IndicatorsCell['rows'][number];

export interface IndicatorLine {
  row: IndicatorRow;
  /** Behind its target by more than {@link BEHIND_TARGET} of it; `null` where it has none. */
  behind: boolean | null;
}

function isBehind({ value, target, better }: Pick<IndicatorRow, 'value' | 'target' | 'better'>) {
  if (target === null) return null;
  const lead = better === 'higher' ? value - target : target - value;
  return lead < -BEHIND_TARGET * Math.abs(target);
}

/** What no stream of events feeds: programmes' figures and bulletins. */
export class ProgrammeArea {
  readonly #indicators: IndicatorLine[] | null;
  readonly #bulletins: BulletinsCell | null;

  constructor(board: Board, _scope: Scope) {
    const indicators = $derived(
      board.shown.cells.get(nationalKey('indicators')) as IndicatorsCell | undefined,
    );
    const bulletins = $derived(board.shown.cells.get(nationalKey('bulletins')) as BulletinsCell | undefined);
    this.#indicators = $derived(
      indicators?.rows
        .map((row) => ({ row, behind: isBehind(row) }))
        .sort((a, b) => Number(b.behind === true) - Number(a.behind === true)) ?? null,
    );
    this.#bulletins = $derived(bulletins ?? null);
  }

  /** Those behind their target first; `null`: no data. */
  get indicators(): IndicatorLine[] | null {
    return this.#indicators;
  }
  get bulletins(): BulletinsCell | null {
    return this.#bulletins;
  }
}
