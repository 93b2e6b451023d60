import type { NewsItem } from '../../../server/contract/cells.ts';
import type { Scope } from '../../../server/contract/scope.ts';
import type { Board, Shown } from './board.svelte.ts';
import { cellsOf, isTold } from './cells-of.ts';

/** A line of text needs time to be read: the lines change at most this often, in milliseconds. */
const HOLD_MS = 5_000;
/** For this long a seizure or a change is not pushed out by arrivals, of which there is one every few seconds. */
const KEEP_MS = 6 * 3_600_000;
const KEPT = 1;

export interface News extends NewsItem {
  port: string;
  route: string;
}

/** What became known last, newest first: a seizure or change of the last hours keeps its line, then arrivals. */
export function newsOf({ cells, asOf }: Shown, scope: Scope, lines: number): News[] {
  if (asOf === null) return [];
  const all = cellsOf(cells, 'news', scope.covers)
    .flatMap(({ port, route, value }) => value.items.map((item) => ({ ...item, port, route })))
    .sort(newestFirst);
  const kept = all
    .filter(({ kind, knownAt }) => kind !== 'arrival' && asOf - Date.parse(knownAt) < KEEP_MS)
    .slice(0, KEPT);
  const others = all.filter((item) => !kept.includes(item)).slice(0, lines - kept.length);
  return [...kept, ...others].sort(newestFirst);
}

function newestFirst(a: News, b: News): number {
  return Date.parse(b.knownAt) - Date.parse(a.knownAt) || (a.subject < b.subject ? -1 : 1);
}

export class NewsLines {
  readonly #board: Board;
  readonly #scope: Scope;
  readonly #lines: number;
  #items = $state.raw<News[]>([]);
  #changedAt = -Infinity;
  #asOf: number | null = null;

  constructor(board: Board, scope: Scope, lines: number) {
    this.#board = board;
    this.#scope = scope;
    this.#lines = lines;
  }

  /** To be called at each paint, with the monotonic time. */
  look(now: number): void {
    const { asOf } = this.#board.shown;
    const jumped = Math.abs((asOf ?? 0) - (this.#asOf ?? 0)) > HOLD_MS;
    this.#asOf = asOf;
    // After an outage all figures are of a new moment: lines of the old one would look as new.
    if (!jumped && now - this.#changedAt < HOLD_MS && this.#items.length > 0) return;
    this.#changedAt = now;
    this.#items = newsOf(this.#board.shown, this.#scope, this.#lines);
  }

  /** `false`: no data, which is not none. */
  get known(): boolean {
    return isTold(this.#board.shown.cells, 'news', this.#scope.covers);
  }
  get items(): News[] {
    return this.#items;
  }
}
