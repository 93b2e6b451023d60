import type { ModelDay } from '../../../../server/contract/screening-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, type Covers } from '../cells-of.ts';
import { siteDay } from '../../../../server/contract/days.ts';
import { psi, sum } from '../statistics.ts';
import { MIN_SCORES, PSI_DRIFT, PSI_MOVED } from '../thresholds.ts';

interface Drift {
  /** Population stability index; `null` where there are too few scores for one. */
  psi: number | null;
  band: 'stable' | 'moved' | 'drifted' | null;
  /** Scores of today and of the 28 days before that it compares. */
  scores: number;
  scoresBefore: number;
}
/** The models that read on a route today. */
export interface Model {
  /** The one that read most; `null` when none has read today. */
  name: string | null;
  others: number;
  /** It did not read in the 28 days before, though another did. */
  changed: boolean;
  /** What read most in the 28 days before. */
  nameBefore: string | null;
  /** Images read today, of them not found clear, and the same of the 28 days before. */
  read: number;
  flagged: number;
  readBefore: number;
  flaggedBefore: number;
  drift: Drift;
}

/** `null`: no data. A cell of another day has no models of today. */
export function modelOf({ cells, asOf }: Shown, covers: Covers): Model | null {
  const found = cellsOf(cells, 'model', covers);
  if (found.length === 0 || asOf === null) return null;
  const today = found.flatMap(({ value }) => (value.day === siteDay(asOf) ? value.today : []));
  const before = found.flatMap(({ value }) => value.before);
  const main = mostRead(today);
  const nameBefore = mostRead(before)?.model ?? null;
  return {
    name: main?.model ?? null,
    others: Math.max(0, new Set(today.map(({ model }) => model)).size - 1),
    changed: main !== null && before.length > 0 && before.every(({ model }) => model !== main.model),
    nameBefore,
    read: sum(today.map(({ read }) => read)),
    flagged: sum(today.map(({ flagged }) => flagged)),
    readBefore: sum(before.map(({ read }) => read)),
    flaggedBefore: sum(before.map(({ flagged }) => flagged)),
    drift: driftOf(scoresOf(today), scoresOf(before)),
  };
}

function mostRead(days: ModelDay[]): ModelDay | null {
  return days.reduce<ModelDay | null>((most, each) => (each.read > (most?.read ?? 0) ? each : most), null);
}

function scoresOf(days: ModelDay[]): number[] {
  return Array.from({ length: 10 }, (_, tenth) => sum(days.map(({ scores }) => scores[tenth] ?? 0)));
}

function driftOf(now: number[], before: number[]): Drift {
  const scores = sum(now);
  const scoresBefore = sum(before);
  const index = Math.min(scores, scoresBefore) < MIN_SCORES ? null : psi(now, before);
  return { psi: index, band: bandOf(index), scores, scoresBefore };
}

function bandOf(index: number | null): Drift['band'] {
  if (index === null) return null;
  if (index >= PSI_DRIFT) return 'drifted';
  return index >= PSI_MOVED ? 'moved' : 'stable';
}
