import type { FeedCell } from '../../../server/contract/cells.ts';
import type { Board, Shown } from './board.svelte.ts';
import { SILENT_CADENCES } from './thresholds.ts';

export interface Feed {
  name: string;
  /** `unknown`: nobody has said how often it should speak, so its silence means nothing. */
  state: 'speaking' | 'silent' | 'unknown';
  /** Milliseconds since it was heard; `null`: never. */
  silentMs: number | null;
}

export function feedsOf({ cells, asOf }: Shown): Feed[] {
  if (asOf === null) return [];
  return [...cells]
    .filter(([key]) => key.startsWith('feed|'))
    .map(([, value]) => judgeFeed(value as FeedCell, asOf))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @param asOf when it stood so, in milliseconds since the Unix epoch */
export function judgeFeed({ name, cadenceSeconds, lastHeardAt }: FeedCell, asOf: number): Feed {
  const silentMs = lastHeardAt === null ? null : Math.max(0, asOf - Date.parse(lastHeardAt));
  if (cadenceSeconds === null) return { name, state: 'unknown', silentMs };
  const silent = silentMs === null || silentMs > SILENT_CADENCES * cadenceSeconds * 1_000;
  return { name, state: silent ? 'silent' : 'speaking', silentMs };
}

/** Sources of events, by name, and which of them do not speak. */
export class Feeds {
  readonly #all: Feed[];
  /** Longest silence first. */
  readonly #silent: Feed[];
  readonly #expected: number;

  constructor(board: Board) {
    this.#all = $derived(feedsOf(board.shown));
    this.#silent = $derived(
      this.#all
        .filter(({ state }) => state === 'silent')
        .sort((a, b) => (b.silentMs ?? Infinity) - (a.silentMs ?? Infinity)),
    );
    this.#expected = $derived(this.#all.filter(({ state }) => state !== 'unknown').length);
  }

  get all(): Feed[] {
    return this.#all;
  }
  get silent(): Feed[] {
    return this.#silent;
  }
  /** Feeds whose silence would mean something. */
  get expected(): number {
    return this.#expected;
  }
}
