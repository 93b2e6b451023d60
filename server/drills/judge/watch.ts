import type { Board } from '../../board/board.ts';
import type { CellValue } from '../../contract/cells.ts';
import { sinceStart, type Scenario } from '../../contract/scenario.ts';
import { figureOf, type FigureCheck } from './figure-of.ts';

export interface DrillWatchOptions {
  scenario: Scenario;
  /** T0, milliseconds since the Unix epoch. */
  startsAt: number;
  record: (kind: string, detail: Record<string, unknown>) => void;
}

/** A figure to be looked at when the clock has come so far. */
interface Sample {
  check: FigureCheck;
  when: 'at' | 'since';
  dueAt: number;
}
interface Word {
  criterion: string;
  word: string;
  /** As it would stand in JSON, in small letters. */
  text: string;
}

/** Looks at a drill's board while it runs: for what its end does not show. */
export class DrillWatch {
  readonly #record: DrillWatchOptions['record'];
  #samples: Sample[];
  #words: Word[];
  #judged: (() => ReadonlyMap<string, CellValue>) | null = null;
  #forget: (() => void) | null = null;

  constructor({ record, scenario, startsAt }: DrillWatchOptions) {
    this.#record = record;
    this.#samples = scenario.criteria.flatMap((check) => {
      if (check.is !== 'figure') return [];
      return (['at', 'since'] as const).flatMap((when) => {
        const text = check[when];
        return text === undefined ? [] : [{ check, when, dueAt: startsAt + (sinceStart(text) ?? 0) }];
      });
    });
    this.#words = scenario.criteria.flatMap((check) =>
      check.is === 'words-unseen'
        ? check.words.map((word) => ({ criterion: check.id, word, text: searched(word) }))
        : [],
    );
  }

  /** To be called again when the board has started again. Words are looked for where they are seen, figures judged whole. */
  follow({ board, judgedCells }: { board: Board; judgedCells: () => ReadonlyMap<string, CellValue> }): void {
    this.close();
    this.#judged = judgedCells;
    if (this.#words.length === 0) return;
    // That nothing was seen says something only where somebody looked.
    for (const criterion of new Set(this.#words.map((each) => each.criterion)))
      this.#record('figure', { criterion, when: 'watched', value: board.keys().length });
    this.#look(board.state().cells);
    this.#forget = board.onChange(({ cells }) => this.#look(cells));
  }

  /** All that was told until then is on the board. @param at what the clock shows */
  settled(at: number): void {
    const due = this.#samples.filter(({ dueAt }) => dueAt <= at);
    if (due.length === 0 || this.#judged === null) return;
    this.#samples = this.#samples.filter(({ dueAt }) => dueAt > at);
    const cells = this.#judged();
    for (const { check, when } of due)
      this.#record('figure', { criterion: check.id, when, value: figureOf(check, cells) });
  }

  close(): void {
    this.#forget?.();
    this.#forget = null;
  }

  #look(cells: Iterable<readonly [string, CellValue | null]>): void {
    if (this.#words.length === 0) return;
    for (const [key, value] of cells) {
      if (value === null) continue;
      const text = `${key} ${JSON.stringify(value)}`.toLowerCase();
      const seen = this.#words.filter((each) => text.includes(each.text));
      if (seen.length === 0) continue;
      this.#words = this.#words.filter((each) => !seen.includes(each));
      for (const { criterion, word } of seen) this.#record('word-seen', { criterion, word, key });
    }
  }
}

function searched(word: string): string {
  return JSON.stringify(word).slice(1, -1).toLowerCase();
}
