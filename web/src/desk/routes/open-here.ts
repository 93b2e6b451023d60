import { placeKey, type CellKind, type CellKinds } from '../../../../server/contract/cells.ts';
import type { TaskCell } from '../../../../server/contract/duty-cells.ts';
import type { LandingRow, LeadRow } from '../../../../server/contract/intelligence-cells.ts';
import type { Shown } from '../../state/board.svelte.ts';
import { cellsOf } from '../../state/cells-of.ts';
import { GATE_TEAM_MS } from '../../state/thresholds.ts';
import type { PortRoute } from './addresses.ts';

/** Tasks of the place that are not done, the most urgent first. */
export function openTasks({ cells }: Shown, { port, route }: PortRoute): TaskCell[] {
  return cellsOf(cells, 'task', (otherPort, otherRoute) => otherPort === port && otherRoute === route)
    .map(({ value }) => value)
    .filter(({ state }) => state === 'open' || state === 'accepted')
    .toSorted((a, b) => Date.parse(a.deadline) - Date.parse(b.deadline));
}

/** Leads that name the place, those that the board names one by one, and how many there are. */
export function openLeads(shown: Shown, place: PortRoute): { rows: LeadRow[]; count: number } {
  const cell = cellAt(shown, 'leads', place);
  return {
    rows: cell?.rows ?? [],
    count: cell?.partners.reduce((sum, [, open]) => sum + open, 0) ?? 0,
  };
}

export interface Landing extends LandingRow {
  /** In milliseconds: when it has landed, else when it does. */
  at: number;
  /** Nobody is at the gate though it lands soon or has landed. */
  unattended: boolean;
}

export function landingsAt(shown: Shown, place: PortRoute): Landing[] {
  const { asOf } = shown;
  if (asOf === null) return [];
  return (cellAt(shown, 'landings', place)?.rows ?? []).map((row) => {
    const at = Date.parse(row.landedAt ?? row.dueAt);
    return { ...row, at, unattended: row.team === null && at - asOf < GATE_TEAM_MS };
  });
}

function cellAt<K extends CellKind>({ cells }: Shown, kind: K, { port, route }: PortRoute) {
  return cells.get(placeKey(kind, port, route)) as CellKinds[K] | undefined;
}
