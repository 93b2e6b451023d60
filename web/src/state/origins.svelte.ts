import type { Scope } from '../../../server/contract/scope.ts';
import type { Board, Shown } from './board.svelte.ts';
import { cellsOf, isTold } from './cells-of.ts';
import { siteDay } from '../../../server/contract/days.ts';

export interface Origin {
  /** ISO 3166-1 alpha-2. */
  country: string;
  units: number;
}

/** Units of the site day by country, most first; equal ones by code, so that rows do not swap for nothing. */
export function originsOf({ cells, asOf }: Shown, scope: Scope): Origin[] {
  if (asOf === null) return [];
  const today = siteDay(asOf);
  const sums = new Map<string, number>();
  for (const { value } of cellsOf(cells, 'origins', scope.covers)) {
    if (value.day !== today) continue;
    for (const [country, units] of Object.entries(value.units)) {
      sums.set(country, (sums.get(country) ?? 0) + units);
    }
  }
  return [...sums]
    .map(([country, units]) => ({ country, units }))
    .sort((a, b) => b.units - a.units || (a.country < b.country ? -1 : 1));
}

/** Where today's arrivals come from. */
export class Origins {
  readonly #top: Origin[];
  readonly #known: boolean;

  constructor(board: Board, scope: Scope) {
    this.#top = $derived(originsOf(board.shown, scope));
    this.#known = $derived(isTold(board.shown.cells, 'origins', scope.covers));
  }

  /** `false`: no data, which is not none. */
  get known(): boolean {
    return this.#known;
  }
  get top(): Origin[] {
    return this.#top;
  }
}
