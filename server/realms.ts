import { randomBytes } from 'node:crypto';
import type { RealmCell } from './contract/cells.ts';
import type { Live } from './live/live.ts';
import { openRealm, type RealmDeps, type RunningRealm } from './realm.ts';

export type RealmsOptions = Omit<RealmDeps, 'newEpoch' | 'stepped' | 'judged'>;

/** How a realm is run here. */
type Running = Pick<RealmDeps, 'stepped' | 'judged'>;

/** The realms that this server runs. Drills and replays come and go while others are watched. */
export class Realms {
  readonly #options: RealmsOptions;
  readonly #running = new Map<string, RunningRealm>();
  #live: Live | null = null;

  constructor(options: RealmsOptions) {
    this.#options = options;
  }

  get all(): ReadonlyMap<string, RunningRealm> {
    return this.#running;
  }

  /** Screens are served from now on. */
  serve(live: Live): void {
    this.#live = live;
    for (const realm of this.#running.values()) this.#show(realm);
  }

  /** Brings a realm up, making it where it is new. It does not run yet: {@link RunningRealm.start}. */
  async open(describe: RealmCell, how: Running = {}): Promise<RunningRealm> {
    const newEpoch = () => randomBytes(9).toString('base64url');
    const realm = await openRealm(describe, { ...this.#options, ...how, newEpoch });
    this.#running.set(describe.name, realm);
    if (this.#live !== null) this.#show(realm);
    return realm;
  }

  /** Stops a realm; its schema stays as it is. */
  async close(name: string): Promise<void> {
    const realm = this.#running.get(name);
    if (realm === undefined) return;
    this.#running.delete(name);
    this.#live?.removeRealm(name);
    await realm.stop();
  }

  /** As if the server had been started anew: another run of the board, read from the database. */
  async restart(name: string): Promise<RunningRealm> {
    const before = this.#running.get(name);
    if (before === undefined) throw new Error(`no such realm runs here: ${name}`);
    await this.close(name);
    const realm = await this.open(before.describe, { stepped: before.stepped, judged: before.judged });
    realm.start();
    return realm;
  }

  async stop(): Promise<void> {
    for (const realm of this.#running.values()) await realm.stop();
  }

  #show({ board, clock, describe }: RunningRealm): void {
    this.#live?.addRealm({
      describe,
      board,
      clock: () => (clock.rate === null ? undefined : { time: clock.now(), rate: clock.rate }),
    });
  }
}
