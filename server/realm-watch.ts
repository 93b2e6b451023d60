import type { Database } from './db/database.ts';
import { readPassingRealms } from './db/queries/drills.ts';
import type { Realms } from './realms.ts';

const PERIOD_MS = 2_000;

/** Shows the drills and replays that other servers drive: any server shows any realm, whoever made it. */
export class RealmWatch {
  readonly #db: Database;
  readonly #realms: Realms;
  readonly #failed: (what: string, error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(db: Database, realms: Realms, failed: (what: string, error: unknown) => void) {
    this.#db = db;
    this.#realms = realms;
    this.#failed = failed;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.look()
        .catch((error: unknown) => this.#failed('looking for drills and replays', error))
        .finally(() => {
          if (!this.#stopped) this.start();
        });
    }, PERIOD_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Closes what is over or made anew, and opens what is there. */
  async look(): Promise<void> {
    const realms = this.#realms;
    const passing = await readPassingRealms(this.#db);
    const generations = new Map(passing.map(({ generation, name }) => [name, generation]));
    for (const [name, { clock, watched }] of realms.all) {
      const over = !generations.has(name) || (watched !== null && watched !== generations.get(name));
      if (clock.rate !== null && over && !realms.drives(name)) await realms.close(name);
    }
    for (const { generation, ...describe } of passing) {
      const { name } = describe;
      if (realms.all.has(name) || realms.drives(name)) continue;
      if (generation === null) realms.hide(name, 2 * PERIOD_MS);
      else
        await realms
          .watch(describe, generation)
          .catch((error: unknown) => this.#failed(`showing ${name}`, error));
    }
  }
}
