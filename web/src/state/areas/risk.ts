import type { ScoredArrival } from '../../../../server/contract/intelligence-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, type Covers } from '../cells-of.ts';
import { sumOf } from './narrowed.ts';

interface Scored extends ScoredArrival {
  /** The advice: hold it, or let it go. */
  hold: boolean;
}
export interface Risk {
  scored: number;
  hold: number;
  holdAt: number;
  /** The highest first, of equal ones the latest. */
  rows: Scored[];
}

/** Arrivals by their score; `null` where the board has said nothing about it. */
export function riskOf({ cells }: Shown, covers: Covers): Risk | null {
  const found = cellsOf(cells, 'risk', covers);
  const [first] = found;
  if (!first) return null;
  const rows = found
    .flatMap(({ value }) =>
      value.rows.map((row) => ({
        ...row,
        hold: row.score >= value.holdAt,
        reasons: row.reasons.toSorted(([, a], [, b]) => b - a),
      })),
    )
    .sort((a, b) => b.score - a.score || Date.parse(b.time) - Date.parse(a.time));
  return {
    scored: sumOf(found, ({ value }) => value.scored),
    hold: sumOf(found, ({ value }) => value.hold),
    holdAt: first.value.holdAt,
    rows,
  };
}
