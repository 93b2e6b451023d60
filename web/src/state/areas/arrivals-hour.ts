import type { CoverageCell } from '../../../../server/contract/place-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, type Covers } from '../cells-of.ts';

/** What came in the last 60 minutes against what comes at this hour of the week. */
export interface ArrivalsHour {
  /** Conveyances, consignments or batches, and the units in them. */
  arrivals: number;
  units: number;
  /** Of one port and route only: bounds of several do not add up. */
  expected: CoverageCell['expected'];
  /** At one port at least. What no feed tells is not judged: it is silence, not a quiet port. */
  fewer: boolean;
  more: boolean;
  /** Ports and routes of which no feed speaks: no data there, whatever the counts say. */
  silent: number;
  /** When the last word of those came, in milliseconds; `null`: never, or none is silent. */
  silentSince: number | null;
  /** Nobody has said how often the feeds speak: zero may be a quiet port or a dead feed. */
  unknown: boolean;
}

/** `null`: no data. */
export function arrivalsHour({ cells }: Shown, covers: Covers): ArrivalsHour | null {
  const found = cellsOf(cells, 'coverage', covers).map(({ value }) => value);
  if (found.length === 0) return null;
  const silent = found.filter(({ feed }) => feed === 'silent');
  const judged = found.filter(({ feed, expected }) => feed !== 'silent' && expected !== null);
  const heard = silent.flatMap(({ lastHeardAt }) => (lastHeardAt === null ? [] : [Date.parse(lastHeardAt)]));
  return {
    arrivals: found.reduce((sum, { arrivals }) => sum + arrivals, 0),
    units: found.reduce((sum, { units }) => sum + units, 0),
    expected: found.length === 1 ? (found[0]?.expected ?? null) : null,
    fewer: judged.some(({ arrivals, expected }) => expected !== null && arrivals < expected.low),
    more: judged.some(({ arrivals, expected }) => expected !== null && arrivals > expected.high),
    silent: silent.length,
    silentSince: heard.length === 0 ? null : Math.min(...heard),
    unknown: found.every(({ feed }) => feed === 'unknown'),
  };
}
