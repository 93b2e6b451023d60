import type { RealmCell } from '../contract/cells.ts';
import type { Queryable } from '../db/database.ts';
import { joinDrill, leaveDrill } from '../db/queries/drill-participants.ts';
import {
  giveDrill,
  holdDrill,
  holdPlayer,
  isEndOrdered,
  readDrillLog,
  readDrills,
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

const LEASE_SECONDS = 10;
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
  #stopped = false;

  /** @param ended a drill's clock has come to its end, or another server was told to end it */
  constructor(options: RunnerOptions, ended: (drill: DrivenDrill) => Promise<void>) {
    this.#options = options;
    this.#ended = ended;
    this.drivers = new Drivers(options);
  }

  /** Takes up what was left when a server ended: its clock stands still until somebody starts it again. */
  async start(): Promise<void> {
    for (const row of await readDrills(this.#options.db)) {
      if (row.state === 'archived' || row.state === 'dropped' || row.driven) continue;
      // A drill that cannot be shown keeps no board from being there.
      await this.#takeUp(row).catch((error: unknown) =>
        this.#options.failed(`drill ${row.id} is not taken up`, error),
      );
    }
    this.#keep();
  }

  async #takeUp(row: DrillRow): Promise<void> {
    if (!(await this.hold(row.id))) return;
    const ran = row.state === 'running';
    if (ran) await changeState(this.#options.db, row, { state: 'paused', by: 'system' });
    await this.take(ran ? { ...row, state: 'paused' } : row);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#keeping;
    await Promise.all(this.#tended.values());
    this.drivers.stopAll();
    for (const drill of this.#driven.values()) drill.close();
    await giveDrill(this.#options.db, this.#options.run).catch(() => undefined);
  }

  get all(): Iterable<DrivenDrill> {
    return this.#driven.values();
  }

  driven(id: number): DrivenDrill | null {
    return this.#driven.get(id) ?? null;
  }

  /** Takes the lease of a drill, or renews it. @returns false when another server drives it */
  async hold(id: number, tx: Queryable = this.#options.db): Promise<boolean> {
    return await holdDrill(tx, id, this.#options.run, LEASE_SECONDS);
  }

  /** A drill that is driven here, from now on where nobody drives it; `null`: another server does. */
  async take(row: DrillRow): Promise<DrivenDrill | null> {
    if (!(await this.hold(row.id))) return null;
    const known = this.#driven.get(row.id) ?? this.#taking.get(row.id);
    if (known !== undefined) return await known;
    const taking = this.#drive(row).finally(() => this.#taking.delete(row.id));
    this.#taking.set(row.id, taking);
    return await taking;
  }

  /** Its clock stands where the register has it. */
  async #drive(row: DrillRow): Promise<DrivenDrill> {
    const { db, now, realms, run, sleep } = this.#options;
    const describe = realmOfDrill(row);
    const realm = await realms.drive(describe, { shows: row.shows, rate: 0 }, row.state !== 'ended');
    const log = await readDrillLog(db, row.id);
    const drill: DrivenDrill = new DrivenDrill({
      ...{ db, drill: row, run, realm, log, now, sleep },
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
    // Side by side: one that is slow costs no other one its lease.
    await Promise.all(
      [...this.#driven].map(([id, drill]) =>
        this.#lookAfter(drill).catch((error: unknown) => this.#notLookedAfter(id, error)),
      ),
    );
  }

  #notLookedAfter(id: number, error: unknown): void {
    this.#options.failed(`drill ${id} is not looked after`, error);
  }

  async #lookAfter(drill: DrivenDrill): Promise<void> {
    const { id } = drill;
    if (!(await this.hold(id))) return await this.close({ id, realm: drill.realm.describe.name });
    if (this.#tended.has(id)) return;
    // However long that takes, the leases are renewed meanwhile.
    const tending = this.#tend(drill).catch((error: unknown) => this.#notLookedAfter(id, error));
    this.#tended.set(
      id,
      tending.finally(() => this.#tended.delete(id)),
    );
  }

  async #tend(drill: DrivenDrill): Promise<void> {
    const { id } = drill;
    if (await isEndOrdered(this.#options.db, id)) await drill.alone(() => this.#ended(drill));
    if (this.drivers.isLost(id)) await this.#startAgain(id);
    await drill.keep();
  }

  /** A driver that has ended before its drill. */
  async #startAgain(id: number): Promise<void> {
    const row = await drillRow(this.#options.db, id);
    if (row.state === 'ended') return this.drivers.stop(id);
    this.#options.failed(`drill ${id}: its driver has ended and is started again`, null);
    await this.drivers.start(row);
  }
}
