import { settleOrders } from '../control/take-back.ts';
import type { RealmDatabase } from '../db/database.ts';
import { landDueArrivals } from '../db/queries/announce-arrivals.ts';
import { maintain } from '../db/queries/maintain.ts';
import { repairItems } from '../db/queries/repair-items.ts';

export interface UpkeepOptions {
  realms: () => Iterable<RealmDatabase>;
  failed: (what: string, error: unknown) => void;
}

const LAND_MS = 1_000;
const REPAIR_MS = 1_000;
const SETTLE_MS = 5_000;
const MAINTAIN_MS = 3_600_000;

/**
 * What a database with workers of its own would do, and what is due by the clock. Any number of servers may do it: the
 * database sees to it that each thing happens once.
 */
export class Upkeep {
  readonly #options: UpkeepOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  start(): void {
    this.#every(LAND_MS, 'landing announced arrivals', landDueArrivals);
    this.#every(REPAIR_MS, 'pairing verdicts', repairItems);
    this.#every(SETTLE_MS, 'taking back', settleOrders);
    this.#every(MAINTAIN_MS, 'maintenance', maintain);
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.all(this.#running);
  }

  #every(periodMs: number, what: string, work: (realm: RealmDatabase) => Promise<unknown>): void {
    let busy = false;
    const run = async () => {
      if (busy) return;
      busy = true;
      for (const realm of this.#options.realms()) {
        await work(realm).catch((error: unknown) => this.#options.failed(what, error));
      }
      busy = false;
    };
    this.#timers.push(
      setInterval(() => {
        const done = run().finally(() => this.#running.delete(done));
        this.#running.add(done);
      }, periodMs),
    );
  }
}
