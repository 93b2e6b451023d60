import { randomBytes } from 'node:crypto';
import type { RealmCell } from './contract/cells.ts';
import { prepareRealm } from './db/prepare-realm.ts';
import { setRealmClock, setRealmHorizon, type ClockRow } from './db/queries/realm-clock.ts';
import type { Live } from './live/live.ts';
import { openRealm, type RealmDeps, type RunningRealm } from './realm.ts';

export type RealmsOptions = Omit<RealmDeps, 'newEpoch' | 'stepped' | 'judged' | 'watched'>;

const newEpoch = () => randomBytes(9).toString('base64url');

/** How a realm is run here. */
type Running = Pick<RealmDeps, 'stepped' | 'judged'>;

/** The realms that this server runs. Drills and replays come and go while others are watched. */
export class Realms {
  readonly #options: RealmsOptions;
  readonly #running = new Map<string, RunningRealm>();
  /** Those that this server drives, or is about to. */
  readonly #driven = new Set<string>();
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
    const realm = await openRealm(describe, { ...this.#options, ...how, newEpoch });
    this.#add(realm);
    return realm;
  }

  /** Shows a realm that another server drives, as long as nobody makes it anew. Throws where somebody does. */
  async watch(describe: RealmCell, generation: number): Promise<void> {
    const how = { judged: false, watched: generation };
    const realm = await openRealm(describe, { ...this.#options, ...how, newEpoch });
    // Meanwhile this server may have taken it up itself.
    if (this.drives(describe.name)) return;
    this.#add(realm);
    realm.start();
  }

  /** There is such a realm, but for so long, in milliseconds, nothing of it is to be seen. */
  hide(name: string, forMs: number): void {
    this.#live?.cutOff(name, forMs);
  }

  /** Runs a realm whose clock this server sets, making it where it is new. `row`: where the clock stands, if it is to be set. */
  async drive(describe: RealmCell, row: ClockRow | null, judged: boolean): Promise<RunningRealm> {
    this.#driven.add(describe.name);
    await this.#end(describe.name);
    const { db, migrationsFolder } = this.#options;
    const { schema } = await prepareRealm(db, migrationsFolder, describe);
    if (row !== null) await setRealmClock(db, schema, row);
    if (row !== null && judged) await setRealmHorizon(db, schema);
    const realm = await this.open(describe, { stepped: true, judged });
    realm.start();
    return realm;
  }

  drives(name: string): boolean {
    return this.#driven.has(name);
  }

  /** Stops a realm; its schema stays as it is. */
  async close(name: string): Promise<void> {
    this.#driven.delete(name);
    await this.#end(name);
  }

  async #end(name: string): Promise<void> {
    const realm = this.#running.get(name);
    if (realm === undefined) return;
    this.#running.delete(name);
    this.#live?.removeRealm(name);
    await realm.stop();
  }

  async stop(): Promise<void> {
    for (const realm of this.#running.values()) await realm.stop();
  }

  #add(realm: RunningRealm): void {
    this.#running.set(realm.describe.name, realm);
    if (this.#live !== null) this.#show(realm);
  }

  #show({ board, clock, describe }: RunningRealm): void {
    this.#live?.addRealm({
      describe,
      board,
      clock: () => (clock.rate === null ? undefined : { time: clock.now(), rate: clock.rate }),
    });
  }
}
