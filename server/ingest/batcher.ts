import type { EventRow } from '../db/queries/insert-events.ts';

interface Submission {
  rows: readonly EventRow[];
  resolve(fresh: boolean[]): void;
  reject(error: unknown): void;
}

export interface BatcherOptions {
  /** One statement, one transaction: which of the rows were new. */
  insert(rows: readonly EventRow[]): Promise<boolean[]>;
  /** Statements at the same time. */
  writers: number;
  /** Rows in one statement, unless one submission alone has more. */
  mostRows: number;
}

/**
 * Group commit: what arrives while a statement runs shares the next one, so that under load a commit is paid once for
 * many requests, and without load nobody waits.
 */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #queue: Submission[] = [];
  #queuedRows = 0;
  #writing = 0;

  constructor(options: BatcherOptions) {
    this.#options = options;
  }

  /** Rows that wait for a statement. */
  get queuedRows(): number {
    return this.#queuedRows;
  }

  /** Resolves after the commit, with whether each row was new. Rejects when nothing of it is known to be committed. */
  submit(rows: readonly EventRow[]): Promise<boolean[]> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ rows, resolve, reject });
      this.#queuedRows += rows.length;
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

  #takeGroup(): Submission[] {
    const group: Submission[] = [];
    let rows = 0;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (group.length > 0 && rows + next.rows.length > this.#options.mostRows) break;
      group.push(next);
      rows += next.rows.length;
      this.#queue.shift();
    }
    this.#queuedRows -= rows;
    return group;
  }

  async #commit(group: readonly Submission[]): Promise<void> {
    try {
      const fresh = await this.#options.insert(group.flatMap(({ rows }) => rows));
      let start = 0;
      for (const { rows, resolve } of group) {
        resolve(fresh.slice(start, start + rows.length));
        start += rows.length;
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}
