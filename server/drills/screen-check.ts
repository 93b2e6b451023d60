import type { Board } from '../board/board.ts';
import { sumsOfToday } from '../contract/drill-rest.ts';

/** What a paired screen says of itself; see `ScreenReport`. */
export interface ScreenSaid {
  screen: number;
  paintedVersion: number;
  outage?: { heardAt: number; bannerMs: number | null; presentMs: number | null };
  /** Sums over what it shows of today. */
  today?: readonly number[];
}

/** A screen is some seconds behind at most. */
const VERSIONS_KEPT = 500;

/** Holds what screens show against what the board showed at that version. */
export class ScreenCheck {
  #versions: { version: number; sums: readonly number[] }[] = [];
  #forget: (() => void) | null = null;
  readonly #told = new Set<string>();

  /** To be called again when the board has started anew. */
  follow(board: Board): void {
    this.close();
    this.#versions = [{ version: board.version, sums: sumsOfToday(board.state().cells) }];
    this.#forget = board.onChange(({ cells, version }) => {
      if (![...cells.keys()].some((key) => key.startsWith('today|'))) return;
      this.#versions.push({ version, sums: sumsOfToday(board.state().cells) });
      if (this.#versions.length > VERSIONS_KEPT) this.#versions.shift();
    });
  }

  close(): void {
    this.#forget?.();
    this.#forget = null;
  }

  /** What the log says of a screen that lost its link and is back, once for each time; `null`: nothing to say. */
  take({ outage, paintedVersion, screen, today }: ScreenSaid): Record<string, unknown> | null {
    if (outage === undefined || outage.presentMs === null || today === undefined) return null;
    const name = `${screen} ${outage.heardAt}`;
    const then = this.#versions.findLast(({ version }) => version <= paintedVersion);
    if (this.#told.has(name) || then === undefined) return null;
    this.#told.add(name);
    const { bannerMs, presentMs } = outage;
    return { screen: `screen:${screen}`, bannerMs, presentMs, shows: today, fresh: then.sums };
  }
}
