import type { PairState } from '../../../../server/contract/screening-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, type Covers } from '../cells-of.ts';
import { siteDay } from '../../../../server/contract/days.ts';

export const AI_VERDICTS = ['clear', 'flagged', 'pending'] as const;
export const OFFICER_VERDICTS = ['clear', 'upheld', 'pending'] as const;
export type AiVerdict = (typeof AI_VERDICTS)[number];
export type OfficerVerdict = (typeof OFFICER_VERDICTS)[number];

/** Items first read today by both verdicts. `pending`: that verdict has not come; silence clears nothing. */
export type PairTable = Record<AiVerdict, Record<OfficerVerdict, number>>;

/** How often officers read against the AI. */
export interface Overrides {
  /** Flagged by the AI and read by an officer; of them found clear. */
  flaggedRead: number;
  down: number;
  /** Cleared by the AI and read by an officer all the same; of them not clear. */
  clearRead: number;
  up: number;
}
export interface SeatOverrides extends Overrides {
  port: string;
  station: string;
}

/** `null`: no data, which is not zero. A cell of another day is zero. */
export function pairsOf({ cells, asOf }: Shown, covers: Covers): PairTable | null {
  const found = cellsOf(cells, 'matrix', covers);
  if (found.length === 0 || asOf === null) return null;
  const none = () => ({ clear: 0, upheld: 0, pending: 0 });
  const table: PairTable = { clear: none(), flagged: none(), pending: none() };
  for (const { value } of found) {
    if (value.day !== siteDay(asOf)) continue;
    for (const [ai, officer, items] of value.pairs) table[aiVerdict(ai)][officerVerdict(officer)] += items;
  }
  return table;
}

function aiVerdict(state: PairState): AiVerdict {
  return state === 'suspect' || state === 'confirmed' ? 'flagged' : state;
}
function officerVerdict(state: PairState): OfficerVerdict {
  return state === 'suspect' || state === 'confirmed' ? 'upheld' : state;
}

export function overridesOf({ clear, flagged }: PairTable): Overrides {
  return {
    flaggedRead: flagged.clear + flagged.upheld,
    down: flagged.clear,
    clearRead: clear.clear + clear.upheld,
    up: clear.upheld,
  };
}

/** Officers' seats with the most overrides today, the worst first. */
export function worstSeats({ cells, asOf }: Shown, covers: Covers): SeatOverrides[] {
  if (asOf === null) return [];
  return cellsOf(cells, 'matrix', covers)
    .filter(({ value }) => value.day === siteDay(asOf))
    .flatMap(({ port, value }) =>
      value.stations.map(([station, flaggedRead, down, clearRead, up]) => ({
        ...{ port, station, flaggedRead, down, clearRead, up },
      })),
    )
    .sort((a, b) => b.down + b.up - a.down - a.up || (a.station < b.station ? -1 : 1));
}
