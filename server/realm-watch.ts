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

  /** Opens what is new and closes what is over. */
  async look(): Promise<void> {
    const passing = await readPassingRealms(this.#db);
    for (const describe of passing) {
      if (this.#realms.all.has(describe.name) || this.#realms.drives(describe.name)) continue;
      (await this.#realms.open(describe, { judged: false })).start();
    }
    const names = new Set(passing.map(({ name }) => name));
    for (const [name, { clock }] of this.#realms.all) {
      if (clock.rate !== null && !names.has(name) && !this.#realms.drives(name))
        await this.#realms.close(name);
    }
  }
}
