import type { EventRow } from '../db/queries/insert-events.ts';

interface Piece {
  rows: readonly EventRow[];
  days: ReadonlySet<string>;
  resolve(fresh: boolean[]): void;
  reject(error: unknown): void;
}

export interface BatcherOptions {
  /** One statement, one transaction: which of the rows were new. */
  insert(rows: readonly EventRow[]): Promise<boolean[]>;
  /** Statements at the same time. */
  writers: number;
  /** Rows in one statement at most. */
  mostRows: number;
  /** A monotonic clock, in milliseconds. */
  clock: () => number;
}

/**
 * How long one statement should take at most, in milliseconds. One that corrects 5,000 events, or brings one for each of
 * 300 days, each of which needs a chunk, took 7 to 13 s on the embedded engine, and the board stood still for it.
 */
const STATEMENT_MS = 100;
/** A day that needs a chunk costs as much as so many rows; days before yesterday may. */
const ROWS_PER_DAY = 200;
const FEW_DAYS = 2;
const ROWS_AT_FIRST = 1_000;
const FEWEST_ROWS = 50;

/**
 * Group commit: what arrives while a statement runs shares the next one, so that under load a commit is paid once for
 * many requests, and without load nobody waits. How much goes into a statement is learnt from how long the last ones took.
 */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #queue: Piece[] = [];
  #queuedRows = 0;
  #writing = 0;
  /** What fits into a statement, in rows. */
  #room: number;

  constructor(options: BatcherOptions) {
    this.#options = options;
    this.#room = Math.min(ROWS_AT_FIRST, options.mostRows);
  }

  /** Rows that wait for a statement. */
  get queuedRows(): number {
    return this.#queuedRows;
  }

  /**
   * Resolves after the commit, with whether each row was new. Rejects when it is not known of all rows whether they are
   * committed.
   */
  async submit(rows: readonly EventRow[]): Promise<boolean[]> {
    this.#queuedRows += rows.length;
    const whole = daysOf(rows);
    if (costOf(rows.length, whole.size) <= this.#room) return await this.#queueUp(rows, whole);
    const fresh: boolean[] = [];
    let sent = 0;
    try {
      const order = [...rows.keys()].sort((a, b) => compare(dayOf(rows[a]), dayOf(rows[b])) || a - b);
      while (sent < order.length) {
        const piece = this.#pieceOf(order.slice(sent).flatMap((index) => rows.slice(index, index + 1)));
        sent += piece.length;
        const answers = await this.#queueUp(piece, daysOf(piece));
        const first = sent - piece.length;
        answers.forEach((isFresh, nth) => (fresh[order[first + nth] ?? -1] = isFresh));
      }
      return fresh;
    } finally {
      this.#queuedRows -= rows.length - sent;
    }
  }

  /** As many of the rows, from the first on, as fit into a statement. */
  #pieceOf(rows: readonly EventRow[]): EventRow[] {
    const days = new Set<string>();
    const end = rows.findIndex((row, index) => {
      days.add(dayOf(row));
      return index > 0 && costOf(index + 1, days.size) > this.#room;
    });
    return rows.slice(0, end === -1 ? rows.length : end);
  }

  #queueUp(rows: readonly EventRow[], days: ReadonlySet<string>): Promise<boolean[]> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ rows, days, resolve, reject });
      this.#write();
    });
  }

  #write(): void {
    while (this.#writing < this.#options.writers && this.#queue.length > 0) {
      const group = this.#takeGroup();
      this.#writing++;
      void this.#commit(group).finally(() => {
        this.#writing--;
        this.#write();
      });
    }
  }

  #takeGroup(): Piece[] {
    const group: Piece[] = [];
    const days = new Set<string>();
    let rows = 0;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      for (const day of next.days) days.add(day);
      if (group.length > 0 && costOf(rows + next.rows.length, days.size) > this.#room) break;
      group.push(next);
      rows += next.rows.length;
      this.#queue.shift();
    }
    this.#queuedRows -= rows;
    return group;
  }

  async #commit(group: readonly Piece[]): Promise<void> {
    const rows = group.flatMap((piece) => piece.rows);
    const began = this.#options.clock();
    try {
      const fresh = await this.#options.insert(rows);
      let start = 0;
      for (const piece of group) {
        piece.resolve(fresh.slice(start, start + piece.rows.length));
        start += piece.rows.length;
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      const days = new Set(group.flatMap((piece) => [...piece.days]));
      this.#learn(costOf(rows.length, days.size), this.#options.clock() - began);
    }
  }

  /** Less than fits says nothing of how much would. */
  #learn(cost: number, tookMs: number): void {
    const fits = (cost * STATEMENT_MS) / Math.max(1, tookMs);
    if (tookMs > STATEMENT_MS) this.#room = Math.max(FEWEST_ROWS, Math.min(this.#room, fits));
    else if (cost > this.#room / 2) this.#room = Math.min(this.#options.mostRows, 2 * this.#room);
  }
}

function costOf(rows: number, days: number): number {
  return rows + ROWS_PER_DAY * Math.max(0, days - FEW_DAYS);
}

function daysOf(rows: readonly EventRow[]): Set<string> {
  const days = new Set<string>();
  let last: string | null = null;
  for (const row of rows) {
    if (last === null || !String(row[0]).startsWith(last)) days.add((last = dayOf(row)));
  }
  return days;
}

/** In UTC: hypertables are cut there. */
function dayOf(row: EventRow | undefined): string {
  return String(row?.[0]).slice(0, 10);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
