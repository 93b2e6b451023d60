import type { Database } from '../db/database.ts';
import { appendDrillEvent } from '../db/queries/drills.ts';

type Entry = Parameters<typeof appendDrillEvent>[2];

/** The log of a drill, written in order. What the database does not take now is kept, and written before what comes after. */
export class DrillLog {
  readonly #db: Database;
  readonly #drill: number;
  readonly #unwritten: Entry[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(db: Database, drill: number) {
    this.#db = db;
    this.#drill = drill;
  }

  append(entry: Entry): void {
    this.#unwritten.push(entry);
    // Whoever asks whether it is written is told what keeps it from there.
    this.written().catch(() => undefined);
  }

  /** Resolves when all that was appended is in the database; throws what keeps it from there. */
  async written(): Promise<void> {
    const writing = this.#writing.then(() => this.#write());
    this.#writing = writing.catch(() => undefined);
    await writing;
  }

  async #write(): Promise<void> {
    for (let entry = this.#unwritten[0]; entry !== undefined; entry = this.#unwritten[0]) {
      await appendDrillEvent(this.#db, this.#drill, entry);
      this.#unwritten.shift();
    }
  }
}
