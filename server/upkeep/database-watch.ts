import { DatabaseAway, type Database } from '../db/database.ts';
import type { DatabaseTime } from '../db/database-time.ts';
import { askDatabase } from '../db/queries/ask-database.ts';

export interface DatabaseWatchOptions {
  db: Database;
  time: DatabaseTime;
  /** Called once a second, whether the database answers or not. */
  looked: () => void;
  /** The server's clock begins or ceases to differ from the database's; how far it is ahead, in milliseconds. */
  clock: (differs: boolean, aheadMs: number) => void;
}

const PERIOD_MS = 1_000;
const READ_ONLY = '25006';
/** An answer that takes longer is none. */
const ANSWER_MS = 3_000;
/** Clocks that differ by more are said to, in milliseconds. */
const MOST_APART_MS = 1_000;

/** Asks the database once a second whether it is there, whether it takes anything, and what time it is. */
export class DatabaseWatch {
  readonly #options: DatabaseWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<void> | undefined;
  #reachable = false;
  #readOnlySince: number | null = null;
  #differs = false;

  constructor(options: DatabaseWatchOptions) {
    this.#options = options;
  }

  /** Whether it answered last time. */
  get reachable(): boolean {
    return this.#reachable;
  }

  /** Since when it has answered that nothing may be written, in milliseconds since the Unix epoch; `null`: it may. */
  get readOnlySince(): number | null {
    return this.#readOnlySince;
  }

  /** How far the server's clock is ahead of the database's, in milliseconds; `null`: they agree. */
  get clockAheadMs(): number | null {
    return this.#differs ? this.#options.time.aheadMs : null;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#asking ??= this.look().finally(() => (this.#asking = undefined));
      this.#options.looked();
    }, PERIOD_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#asking;
  }

  async look(): Promise<void> {
    const { clock, db, time } = this.#options;
    try {
      await time.measure(() => askDatabase(db, { timeoutMs: ANSWER_MS }));
    } catch (error) {
      const readOnly = error instanceof DatabaseAway && error.code === READ_ONLY;
      this.#reachable = readOnly;
      this.#readOnlySince = readOnly ? (this.#readOnlySince ?? time.now()) : null;
      return;
    }
    this.#reachable = true;
    this.#readOnlySince = null;
    const differs = Math.abs(time.aheadMs) > MOST_APART_MS;
    if (differs !== this.#differs) clock(differs, time.aheadMs);
    this.#differs = differs;
  }
}
