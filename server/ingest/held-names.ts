import { setTimeout as sleep } from 'node:timers/promises';
import { readHeldNames } from '../db/queries/held-events.ts';
import type { IngestOptions } from './ingest.ts';
import type { Good } from './plausible.ts';

type Options = Pick<IngestOptions, 'elapsed' | 'realm' | 'reception'>;
/** By feed; `null`: more than are kept here. */
type Names = ReadonlyMap<string, ReadonlySet<string> | null>;

/** What other servers held is known after so long, in milliseconds. */
const BELIEVED_MS = 5_000;
/** It is waited for so long, in milliseconds, where it was known before: while it is locked nothing is held elsewhere either. */
const LATE_MS = 500;
/** Where every row has its feed, source and id. */
const [FEED, SOURCE, ID] = [2, 3, 4] as const;

/**
 * Names of events that are held or were discarded, so that others are not looked for among them, and need not wait where the
 * database cannot say what is held. Some may have been released meanwhile.
 */
export class HeldNames {
  readonly #options: Options;
  #known: Names | null = null;
  /** Held by this server, and how many readings had begun then. */
  readonly #own = new Map<string, number>();
  #readings = 0;
  #readAt = -Infinity;
  #reading = false;
  #soon: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Those of the events that may be held or discarded. */
  async among(events: readonly Good[]): Promise<Good[]> {
    const { elapsed } = this.#options;
    if (!this.#reading && elapsed() - this.#readAt >= BELIEVED_MS) {
      this.#readAt = elapsed();
      const whole = this.#read();
      this.#soon =
        this.#known === null ? whole : Promise.race([whole, sleep(LATE_MS, undefined, { ref: false })]);
      // Nobody may be waiting for it by then.
      whole.catch(() => (this.#readAt = -Infinity));
    }
    await this.#soon;
    return events.filter(({ row }) => {
      const names = this.#known?.get(String(row[FEED]));
      if (names === undefined && this.#own.size === 0) return false;
      return names === null || names?.has(nameOf(row)) === true || this.#own.has(nameOf(row));
    });
  }

  add(events: readonly Good[]): void {
    for (const { row } of events) this.#own.set(nameOf(row), this.#readings);
  }

  async #read(): Promise<void> {
    const { realm, reception } = this.#options;
    const reading = ++this.#readings;
    this.#reading = true;
    try {
      const known = new Map<string, Set<string> | null>();
      for (const { feed, id, source } of await reception.decide('held_names', realm, readHeldNames)) {
        const names = known.get(feed) ?? new Set<string>();
        known.set(feed, id === null || source === null ? null : names.add(`${source}\n${id}`));
      }
      this.#known = known;
      for (const [name, begun] of this.#own) if (begun < reading) this.#own.delete(name);
    } finally {
      this.#reading = false;
    }
  }
}

function nameOf(row: Good['row']): string {
  return `${String(row[SOURCE])}\n${String(row[ID])}`;
}
