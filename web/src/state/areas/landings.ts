import type { LandingRow } from '../../../../server/contract/intelligence-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, type Covers } from '../cells-of.ts';
import { GATE_TEAM_MS } from '../thresholds.ts';
import { sumOf } from './narrowed.ts';

export interface Landing extends LandingRow {
  route: string;
  /** `late`: its time has come and it has not landed. `done`: all aboard are inspected. */
  phase: 'due' | 'late' | 'landed' | 'done';
  /** Milliseconds until it lands, since it should have, or since it has. */
  ms: number;
  /** Nobody is at the gate though somebody must be. */
  noTeam: boolean;
}

export interface LandingWatch {
  /** Those without a team first, then the next to land, then the ones that have landed, the latest first. */
  rows: Landing[];
  flights: number;
  withoutTeam: number;
}

/** High-risk flights; `null` where the board has said nothing about landings. */
export function landingsOf({ cells, asOf }: Shown, covers: Covers): LandingWatch | null {
  const found = cellsOf(cells, 'landings', covers);
  if (found.length === 0 || asOf === null) return null;
  const rows = found
    .flatMap(({ route, value }) => value.rows.map((row) => landing(row, route, asOf)))
    .sort((a, b) => rank(a) - rank(b) || order(a) - order(b) || (a.conveyance < b.conveyance ? -1 : 1));
  return {
    rows,
    flights: sumOf(found, ({ value }) => value.flights),
    withoutTeam: sumOf(found, ({ value }) => value.withoutTeam),
  };
}

function landing(row: LandingRow, route: string, asOf: number): Landing {
  const untilMs = Date.parse(row.dueAt) - asOf;
  const landed = row.landedAt !== null && Date.parse(row.landedAt) <= asOf;
  const done = landed && row.aboard !== null && row.inspected !== null && row.inspected >= row.aboard;
  const phase = done ? 'done' : landed ? 'landed' : untilMs < 0 ? 'late' : 'due';
  const ms = landed ? asOf - Date.parse(row.landedAt ?? row.dueAt) : Math.abs(untilMs);
  const noTeam = row.team === null && !done && (landed || untilMs <= GATE_TEAM_MS);
  return { ...row, route, phase, ms, noTeam };
}

function rank({ noTeam, phase }: Landing): number {
  if (noTeam) return 0;
  return phase === 'due' || phase === 'late' ? 1 : phase === 'landed' ? 2 : 3;
}
function order({ phase, ms, dueAt }: Landing): number {
  return phase === 'due' || phase === 'late' ? Date.parse(dueAt) : ms;
}
