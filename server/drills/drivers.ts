import { newSecret } from '../access/secrets.ts';
import type { Database } from '../db/database.ts';
import { setDrillToken, type DrillRow } from '../db/queries/drills.ts';
import { grantTokens, revokeTokens, type DrillFeed } from './drill-tokens.ts';

/** Starts a driver, a process that tells what the scenario says. @param gone called when it has ended; @returns what ends it */
export type StartDriver = (
  drill: number,
  tokens: ReadonlyMap<string, string>,
  gone: () => void,
) => Promise<() => void>;

export interface DriversOptions {
  db: Database;
  feeds: readonly DrillFeed[];
  /** `null`: whoever makes a drill drives it. */
  startDriver: StartDriver | null;
  /** Real time, milliseconds since the Unix epoch. */
  now: () => number;
}

/** A driver's token under this name stands beside those of the feeds. */
const DRIVER = 'drive';
/** One that has ended before its drill is started again after this long, in milliseconds. */
const AGAIN_MS = 5_000;

/** The drivers of the drills that this server drives. */
export class Drivers {
  readonly #options: DriversOptions;
  readonly #running = new Map<number, { stop: () => void }>();
  /** Drills whose driver has ended by itself, and when. */
  readonly #lost = new Map<number, number>();

  constructor(options: DriversOptions) {
    this.#options = options;
  }

  /** A process of its own tells what is due in a drill, where it does not yet. */
  async start(row: DrillRow): Promise<void> {
    const { db, now, startDriver } = this.#options;
    const { id } = row;
    if (startDriver === null || this.#running.has(id)) return;
    const own = { stop: () => undefined as void };
    const gone = () => {
      if (this.#running.get(id) !== own) return;
      this.#running.delete(id);
      this.#lost.set(id, now());
    };
    this.#running.set(id, own);
    this.#lost.delete(id);
    try {
      const tokens = await this.grant(row);
      const token = newSecret('gwd');
      await setDrillToken(db, id, token.hash);
      own.stop = await startDriver(id, tokens.set(DRIVER, token.secret), gone);
    } catch (error) {
      gone();
      throw error;
    }
    // It was to be stopped while it started.
    if (this.#running.get(id) !== own) own.stop();
  }

  /** Tokens of the feeds; those that were there before open nothing any more. */
  async grant(row: DrillRow): Promise<Map<string, string>> {
    return await grantTokens(this.#options.db, row, this.#options.feeds);
  }

  /** Whether a drill's driver has ended some time ago, and not because it was told to. */
  isLost(id: number): boolean {
    return this.#options.now() - (this.#lost.get(id) ?? Infinity) >= AGAIN_MS;
  }

  /** Whether one could be started. */
  isWanted(id: number): boolean {
    return this.#options.startDriver !== null && !this.#running.has(id);
  }

  stop(id: number): void {
    this.#lost.delete(id);
    const own = this.#running.get(id);
    this.#running.delete(id);
    own?.stop();
  }

  stopAll(): void {
    for (const id of [...this.#running.keys()]) this.stop(id);
  }

  /** Nothing more is told of a drill. */
  async silence(row: DrillRow): Promise<void> {
    this.stop(row.id);
    await revokeTokens(this.#options.db, row, this.#options.feeds);
  }
}
