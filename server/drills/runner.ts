import { newSecret } from '../access/secrets.ts';
import type { RealmCell } from '../contract/cells.ts';
import type { Database } from '../db/database.ts';
import { joinDrill, leaveDrill } from '../db/queries/drill-participants.ts';
import {
  giveDrill,
  holdDrill,
  holdPlayer,
  readDrillLog,
  readDrills,
  setDrillToken,
  type DrillRow,
} from '../db/queries/drills.ts';
import type { ClockRow } from '../db/queries/realm-clock.ts';
import { realmOfDrill } from './describe.ts';
import { changeState } from './drill-state.ts';
import { grantTokens, revokeTokens, type DrillFeed } from './drill-tokens.ts';
import { DrivenDrill, type DrivenRealm } from './driven-drill.ts';
import { Players } from './players.ts';

/** What drills need of the realms that this server runs. */
interface DrillRealms {
  drive(describe: RealmCell, row: ClockRow | null, judged: boolean): Promise<DrivenRealm>;
  restart(name: string): Promise<DrivenRealm>;
  close(name: string): Promise<void>;
  cutScreens(name: string, ms: number): void;
}

export interface RunnerOptions {
  db: Database;
  realms: DrillRealms;
  feeds: readonly DrillFeed[];
  /** Name of this run of this server. */
  run: string;
  /** Starts a driver, a process that tells what the scenario says; `null`: whoever makes a drill drives it. */
  startDriver: ((drill: number, tokens: ReadonlyMap<string, string>) => Promise<() => void>) | null;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  failed: (what: string, error: unknown) => void;
}

/** A driver's token under this name stands beside those of the feeds. */
const DRIVER = 'drive';
const LEASE_SECONDS = 10;
const KEEP_MS = 1_000;

/** The drills that this server drives: their realms, their drivers, and the lease that says so. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #ended: (drill: DrivenDrill) => Promise<void>;
  readonly #driven = new Map<number, DrivenDrill>();
  readonly #stopDrivers = new Map<number, () => void>();
  #timer: NodeJS.Timeout | undefined;
  #keeping: Promise<void> | undefined;
  #stopped = false;

  /** @param ended a drill's clock has come to its end */
  constructor(options: RunnerOptions, ended: (drill: DrivenDrill) => Promise<void>) {
    this.#options = options;
    this.#ended = ended;
  }

  /** Takes up what was left when a server ended: its clock stands still until somebody starts it again. */
  async start(): Promise<void> {
    const { db } = this.#options;
    for (const row of await readDrills(db)) {
      const shown = row.state !== 'archived' && row.state !== 'dropped';
      if (!shown || row.driven || !(await this.hold(row.id))) continue;
      const ran = row.state === 'running';
      if (ran) await changeState(db, row, { state: 'paused', by: 'system' });
      await this.drive(ran ? { ...row, state: 'paused' } : row, null);
    }
    this.#keep();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#keeping;
    for (const stop of this.#stopDrivers.values()) stop();
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
  async hold(id: number): Promise<boolean> {
    return await holdDrill(this.#options.db, id, this.#options.run, LEASE_SECONDS);
  }

  /** Drives a drill from now on, whose lease this server has. @param clock where it is to stand; `null`: where it stood */
  async drive(row: DrillRow, clock: ClockRow | null): Promise<void> {
    const { db, now, realms, sleep } = this.#options;
    const describe = realmOfDrill(row);
    const realm = await realms.drive(describe, clock ?? { shows: row.shows, rate: 0 }, row.state !== 'ended');
    const log = await readDrillLog(db, row.id);
    const drill: DrivenDrill = new DrivenDrill({
      ...{ db, drill: row, realm, now, sleep },
      players: await this.#playersOf(row, realm, log, (kind, detail) => drill.record(kind, detail)),
      restart: () => realms.restart(describe.name),
      cutScreens: (ms) => realms.cutScreens(describe.name, ms),
      ended: this.#ended,
      orderedUntil: log.at(-1)?.id ?? 0,
    });
    this.#driven.set(row.id, drill);
    await realm.settle();
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

  async grant(row: DrillRow): Promise<Map<string, string>> {
    return await grantTokens(this.#options.db, row, this.#options.feeds);
  }

  /** A process of its own tells what is due, where it does not yet. */
  async startDriver(row: DrillRow): Promise<void> {
    const { db, startDriver } = this.#options;
    if (startDriver === null || this.#stopDrivers.has(row.id)) return;
    const tokens = await this.grant(row);
    const token = newSecret('gwd');
    await setDrillToken(db, row.id, token.hash);
    this.#stopDrivers.set(row.id, await startDriver(row.id, tokens.set(DRIVER, token.secret)));
  }

  /** Nothing more is told of a drill. */
  async silence(row: DrillRow): Promise<void> {
    this.#stopDrivers.get(row.id)?.();
    this.#stopDrivers.delete(row.id);
    await revokeTokens(this.#options.db, row, this.#options.feeds);
  }

  /** Its realm is shown no more. */
  async close(row: DrillRow): Promise<void> {
    this.#driven.get(row.id)?.close();
    this.#driven.delete(row.id);
    await this.#options.realms.close(row.realm);
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
    for (const [id, drill] of this.#driven) {
      await Promise.all([this.hold(id), drill.keep()]).catch((error: unknown) =>
        this.#options.failed(`drill ${id} is not looked after`, error),
      );
    }
  }
}
