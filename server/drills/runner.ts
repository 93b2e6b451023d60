import type { RealmCell } from '../contract/cells.ts';
import type { Queryable } from '../db/database.ts';
import { joinDrill, leaveDrill } from '../db/queries/drill-participants.ts';
import {
  giveDrills,
  holdDrill,
  holdPlayer,
  isEndOrdered,
  readDrillLog,
  readDrills,
  readLeftDrills,
  type DrillRow,
} from '../db/queries/drills.ts';
import type { ClockRow } from '../db/queries/realm-clock.ts';
import { realmOfDrill } from './describe.ts';
import { changeState, drillRow } from './drill-state.ts';
import { DrivenDrill, type DrivenRealm } from './driven-drill.ts';
import { Drivers, type DriversOptions } from './drivers.ts';
import { Players } from './players.ts';

/** What drills need of the realms that this server runs. */
interface DrillRealms {
  drive(describe: RealmCell, row: ClockRow | null, judged: boolean): Promise<DrivenRealm>;
  close(name: string): Promise<void>;
  cutScreens(name: string, ms: number): void;
}

export interface RunnerOptions extends DriversOptions {
  realms: DrillRealms;
  /** Name of this run of this server. */
  run: string;
  sleep: (ms: number) => Promise<void>;
  failed: (what: string, error: unknown) => void;
}

const LEASE_SECONDS = 6;
/** What was left longer ago, in milliseconds, stands still until somebody starts it: who took part has gone. */
const GOES_ON_MS = 60_000;
const KEEP_MS = 1_000;
/** A driver asks for steps, also while the clock stands still: one that has not for so long is none, in milliseconds. */
const ASKS_MS = 15_000;

/** The drills that this server drives: their realms, their drivers, and the lease that says so. */
export class Runner {
  readonly drivers: Drivers;
  readonly #options: RunnerOptions;
  readonly #ended: (drill: DrivenDrill) => Promise<void>;
  readonly #driven = new Map<number, DrivenDrill>();
  readonly #taking = new Map<number, Promise<DrivenDrill>>();
  readonly #tended = new Map<number, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #keeping: Promise<void> | undefined;
  #sweeping: Promise<void> | undefined;
  #stopped = false;

  /** @param ended a drill's clock has come to its end, or another server was told to end it */
  constructor(options: RunnerOptions, ended: (drill: DrivenDrill) => Promise<void>) {
    this.#options = options;
    this.#ended = ended;
    this.drivers = new Drivers(options);
  }

  /** Takes up what was left when a server ended, and shows what has ended. */
  async start(): Promise<void> {
    for (const row of await readDrills(this.#options.db)) {
      if (row.state === 'archived' || row.state === 'dropped' || row.leftMs === null) continue;
      await this.#takeUp(row);
    }
    this.#keep();
  }

  /** What was left stands, and says so, until it is driven here; then it goes on where it had just been left. */
  async #takeUp(row: DrillRow): Promise<void> {
    const { db, failed } = this.#options;
    try {
      if ((await this.hold(row.id)) === null) return;
      const stands = row.state === 'ended' ? row : { ...row, state: 'paused' as const };
      if (stands.state !== row.state) await changeState(db, row, { state: 'paused', by: 'system' });
      await this.take(stands);
      if (row.state !== 'running' || (row.leftMs ?? 0) > GOES_ON_MS) return;
      await changeState(db, stands, { state: 'running', by: 'system', kind: 'resumed' });
      await this.startDriver(stands);
    } catch (error) {
      // A drill that cannot be shown keeps no board from being there.
      failed(`drill ${row.id} is not taken up`, error);
      // Or nobody could try again before the lease is over.
      if (!this.#driven.has(row.id)) await giveDrills(db, this.#options.run, row.id).catch(() => undefined);
    }
  }

  /** Whatever server drove it: when its lease has run out, another one drives it. */
  async #sweep(): Promise<void> {
    for (const row of await readLeftDrills(this.#options.db)) {
      if (this.#stopped) return;
      if (!this.#driven.has(row.id) && !this.#taking.has(row.id)) await this.#takeUp(row);
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#keeping;
    await this.#sweeping;
    await Promise.all(this.#tended.values());
    this.drivers.stopAll();
    for (const drill of this.#driven.values()) drill.close();
    await giveDrills(this.#options.db, this.#options.run).catch(() => undefined);
  }

  get all(): Iterable<DrivenDrill> {
    return this.#driven.values();
  }

  driven(id: number): DrivenDrill | null {
    return this.#driven.get(id) ?? null;
  }

  /** Takes the lease of a drill, or renews it. @returns its number; `null`: another server drives it */
  async hold(id: number, tx: Queryable = this.#options.db): Promise<number | null> {
    return await holdDrill(tx, id, this.#options.run, LEASE_SECONDS);
  }

  /** A drill that is driven here, from now on where nobody drives it; `null`: another server does. */
  async take(row: DrillRow): Promise<DrivenDrill | null> {
    const term = await this.hold(row.id);
    if (term === null) return null;
    const known = this.#driven.get(row.id) ?? (await this.#taking.get(row.id));
    if (known?.term === term) return known;
    const taking = this.#drive(row, term).finally(() => this.#taking.delete(row.id));
    this.#taking.set(row.id, taking);
    return await taking;
  }

  /** Its clock stands where the register has it. */
  async #drive(row: DrillRow, term: number): Promise<DrivenDrill> {
    const { db, now, realms, sleep } = this.#options;
    const describe = realmOfDrill(row);
    const realm = await realms.drive(describe, { shows: row.shows, rate: 0 }, row.state !== 'ended');
    const log = await readDrillLog(db, row.id);
    const drill: DrivenDrill = new DrivenDrill({
      ...{ db, drill: row, term, realm, log, now, sleep },
      players: await this.#playersOf(row, realm, log, (kind, detail) => drill.record(kind, detail)),
      restart: () => realms.drive(describe, null, row.state !== 'ended'),
      cutScreens: (ms) => realms.cutScreens(describe.name, ms),
      ended: this.#ended,
    });
    this.#driven.set(row.id, drill);
    await realm.settle();
    return drill;
  }

  async #playersOf(
    { id, play, scenario, startsAt }: DrillRow,
    { database, describe }: DrivenRealm,
    log: Awaited<ReturnType<typeof readDrillLog>>,
    record: (kind: string, detail: Record<string, unknown>) => void,
  ): Promise<Players | null> {
    const deeds = play === null ? undefined : scenario.plays[play]?.deeds;
    if (deeds === undefined || deeds.length === 0) return null;
    const player = await holdPlayer(this.#options.db);
    await this.#options.db.transaction(async (tx) => {
      await leaveDrill(tx, { account: player.id });
      await joinDrill(tx, id, { account: player.id });
    });
    const done = new Set(log.filter(({ kind }) => kind === 'deed').map(({ detail }) => String(detail['id'])));
    return new Players({ realm: database, describe, deeds, startsAt, player, record, done });
  }

  /** A process of its own tells what is due, unless somebody does already: whoever made the drill, maybe. */
  async startDriver(row: DrillRow): Promise<void> {
    const askedAt = this.driven(row.id)?.askedAt ?? -Infinity;
    if (this.#options.now() - askedAt > ASKS_MS) await this.drivers.start(row);
  }

  /** Its realm is shown no more, or by another server. */
  async close({ id, realm }: Pick<DrillRow, 'id' | 'realm'>): Promise<void> {
    this.drivers.stop(id);
    this.#driven.get(id)?.close();
    this.#driven.delete(id);
    await this.#options.realms.close(realm);
  }

  /** Says that it still drives, and keeps boards confirmed whose clocks stand still. */
  #keep(): void {
    this.#timer = setTimeout(() => {
      this.#keeping = this.#keepAll().finally(() => {
        if (!this.#stopped) this.#keep();
      });
    }, KEEP_MS);
  }

  async #keepAll(): Promise<void> {
    // However long that takes, the leases are renewed meanwhile.
    this.#sweeping ??= this.#sweep()
      .catch((error: unknown) => this.#options.failed('drills that were left are not looked for', error))
      .finally(() => (this.#sweeping = undefined));
    // Side by side: one that is slow costs no other one its lease.
    await Promise.all([
      ...[...this.#driven].map(([id, drill]) =>
        this.#lookAfter(drill).catch((error: unknown) => this.#notLookedAfter(id, error)),
      ),
      // A realm that is made takes longer than a lease.
      ...[...this.#taking.keys()].map((id) =>
        this.hold(id).catch((error: unknown) => this.#notLookedAfter(id, error)),
      ),
    ]);
  }

  #notLookedAfter(id: number, error: unknown): void {
    this.#options.failed(`drill ${id} is not looked after`, error);
  }

  async #lookAfter(drill: DrivenDrill): Promise<void> {
    const { id } = drill;
    // Another server drives it, or did while this one could not know.
    if ((await this.hold(id)) !== drill.term)
      return await this.close({ id, realm: drill.realm.describe.name });
    if (this.#tended.has(id)) return;
    // Not waited for, as above.
    const tending = this.#tend(drill).catch((error: unknown) => this.#notLookedAfter(id, error));
    this.#tended.set(
      id,
      tending.finally(() => this.#tended.delete(id)),
    );
  }

  async #tend(drill: DrivenDrill): Promise<void> {
    const { id } = drill;
    if (await isEndOrdered(this.#options.db, id)) await drill.alone(() => this.#ended(drill));
    if (this.drivers.isLost(id) || this.#isLeft(drill)) await this.#startAgain(id);
    await drill.keep();
  }

  /** Somebody else told what is due, and does not any longer: the clock stands still while the drill is said to run. */
  #isLeft({ askedAt, id, isRunning, takenAt }: DrivenDrill): boolean {
    const isSilent = this.#options.now() - Math.max(askedAt, takenAt) > ASKS_MS;
    return isRunning && isSilent && this.drivers.isWanted(id);
  }

  /** A driver that has ended before its drill. */
  async #startAgain(id: number): Promise<void> {
    const row = await drillRow(this.#options.db, id);
    if (row.state === 'ended') return this.drivers.stop(id);
    this.#options.failed(`drill ${id}: its driver has ended and is started again`, null);
    await this.drivers.start(row);
  }
}
