import type { BoardState, CellValue } from '../contract/cells.ts';
import type { Time } from '../contract/time.ts';

interface Versioned {
  version: number;
  /** `null`: the cell is no more; it stays as a gravestone for a while, so that a screen that had it is told. */
  value: CellValue | null;
  /** The value as JSON: what "changed" means. */
  text: string;
}

/** Cells that changed in one tick, under the version that they got; `null`: the cell is no more. */
export interface Change {
  version: number;
  cells: ReadonlyMap<string, CellValue | null>;
}

/** A board runs for months and alarms come and go under ever new keys: the oldest gravestones beyond these are cleared. */
const MOST_GRAVES = 2_000;

/**
 * One realm's board: a map of versioned cells. It answers one question, "what changed since version v?", as far back as
 * {@link Board.reaches} says, and from 0 always.
 */
export class Board {
  /** One run of one server: versions of different epochs cannot be compared. */
  readonly epoch: string;
  readonly #cells = new Map<string, Versioned>();
  /** Keys of the cells that are no more, the oldest first. */
  readonly #graves = new Set<string>();
  readonly #listeners = new Set<(change: Change) => void>();
  #version = 0;
  /** Version of the newest gravestone that was cleared. */
  #cleared = 0;
  #confirmedAt = 0;

  constructor(epoch: string) {
    this.epoch = epoch;
  }

  get version(): number {
    return this.#version;
  }

  /** When the database last confirmed the figures, by the clock that nobody sets, in milliseconds; 0: never. */
  get confirmedAt(): number {
    return this.#confirmedAt;
  }

  /** The same by a clock that shows what time it is, in whole milliseconds since the Unix epoch. */
  confirmedTime({ elapsed, now }: Time): number {
    return Math.round(now() - (elapsed() - this.#confirmedAt));
  }

  /**
   * Every read of one tick together: cells that really changed get the next version. What was read apart from the counts
   * leaves `confirmedAt` as it is.
   */
  update(
    cells: Iterable<readonly [string, CellValue | null]>,
    confirmedAt: number = this.#confirmedAt,
  ): void {
    const changed = new Map<string, CellValue | null>();
    for (const [key, value] of cells) {
      const text = JSON.stringify(value);
      const known = this.#cells.get(key);
      if (known === undefined ? value === null : known.text === text) continue;
      if (changed.size === 0) this.#version++;
      this.#cells.set(key, { version: this.#version, value, text });
      changed.set(key, value);
      this.#graves.delete(key);
      if (value === null) this.#graves.add(key);
    }
    this.#clearGraves();
    this.#confirmedAt = confirmedAt;
    if (changed.size === 0) return;
    const change: Change = { version: this.#version, cells: changed };
    for (const listener of this.#listeners) listener(change);
  }

  /** Whether it still knows all that changed since a version; else a screen needs the whole. */
  reaches(version: number): boolean {
    return version >= this.#cleared && version <= this.#version;
  }

  /** Cells newer than a version, of those that `covers` lets through; version 0 asks for all. */
  since(version: number, covers: (key: string) => boolean = () => true): Record<string, CellValue | null> {
    const cells: Record<string, CellValue | null> = {};
    for (const [key, cell] of this.#cells) {
      if (cell.version <= version || !covers(key)) continue;
      if (version > 0 || cell.value !== null) cells[key] = cell.value;
    }
    return cells;
  }

  has(key: string): boolean {
    const value = this.#cells.get(key)?.value;
    return value !== undefined && value !== null;
  }

  keys(): string[] {
    return [...this.#cells.keys()].filter((key) => this.has(key));
  }

  /** The whole as a screen holds it. */
  state(): BoardState {
    const cells: BoardState['cells'] = new Map();
    for (const [key, { value }] of this.#cells) if (value !== null) cells.set(key, value);
    return { epoch: this.epoch, version: this.#version, cells };
  }

  #clearGraves(): void {
    for (const key of this.#graves) {
      if (this.#graves.size <= MOST_GRAVES) return;
      this.#cleared = Math.max(this.#cleared, this.#cells.get(key)?.version ?? 0);
      this.#graves.delete(key);
      this.#cells.delete(key);
    }
  }

  /** Calls back after each change until the answer is called. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
