import { actorOf, type Account } from '../access/principal.ts';
import { hashSecret, newSecret } from '../access/secrets.ts';
import type { RealmCell } from '../contract/cells.ts';
import type {
  DrillDetail,
  DrillItem,
  DrillOrder,
  DrillReport,
  DrivePlan,
  MadeDrill,
  NewDrill,
  StepAnswer,
  StepBody,
  Verdict,
} from '../contract/drill-rest.ts';
import type { Inject, Scenario } from '../contract/scenario.ts';
import { COMMAND, grantFeedToken, revokeFeed } from '../control/feed-access.ts';
import { realmDatabase, type Database } from '../db/database.ts';
import { dropRealm } from '../db/drop-realm.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import {
  joinDrill,
  leaveAll,
  leaveDrill,
  readParticipants,
  type Taker,
} from '../db/queries/drill-participants.ts';
import {
  appendDrillEvent,
  changeDrill,
  findDrillByToken,
  giveDrill,
  holdDrill,
  holdPlayer,
  insertDrill,
  nextDrillId,
  readDrill,
  readDrillLog,
  readDrills,
  saveDrillReport,
  setDrillToken,
  type DrillRow,
} from '../db/queries/drills.ts';
import type { ClockRow } from '../db/queries/realm-clock.ts';
import { readRealms } from '../db/queries/realms.ts';
import { drillItem, realmOfDrill } from './describe.ts';
import { DrivenDrill, type DrivenRealm } from './driven-drill.ts';
import { judge, type Evidence } from './judge/judge.ts';
import { Players } from './players.ts';
import { DrillRefusal } from './refusals.ts';
import { makeDrillReport } from './report.ts';
import { startTime } from './start-time.ts';
import { beginOf, timelineOf } from './timeline.ts';

/** What drills need of the realms that this server runs. */
export interface DrillRealms {
  drive(describe: RealmCell, row: ClockRow | null, judged: boolean): Promise<DrivenRealm>;
  restart(name: string): Promise<DrivenRealm>;
  close(name: string): Promise<void>;
  cutScreens(name: string, ms: number): void;
}

/** A feed that tells of a drill's traffic. */
export interface DrillFeed {
  name: string;
  cadenceSeconds: number | null;
  mayRecord: boolean;
}

export interface DrillsOptions {
  db: Database;
  realms: DrillRealms;
  feeds: readonly DrillFeed[];
  /** Name of this run of this server. */
  run: string;
  /** Starts a driver of its own: a process that tells what the scenario says. `null`: whoever makes a drill drives it. */
  startDriver: ((drill: number, tokens: ReadonlyMap<string, string>) => Promise<() => void>) | null;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  failed: (what: string, error: unknown) => void;
}

/** A driver's token under this name stands beside those of the feeds. */
export const DRIVER = 'drive';
const LEASE_SECONDS = 10;
const KEEP_MS = 1_000;
/** Verdicts while a drill runs are as old as this at most, in milliseconds. */
const JUDGED_MS = 3_000;
const LOG_SHOWN = 200;
const OPEN = ['preparing', 'running', 'paused'] as const;

/** The drills: what is directed, what this server drives, and how it was judged. */
export class Drills {
  readonly #options: DrillsOptions;
  readonly #driven = new Map<number, DrivenDrill>();
  readonly #stopDrivers = new Map<number, () => void>();
  readonly #judged = new Map<number, { at: number; verdicts: Promise<Verdict[]> }>();
  #timer: NodeJS.Timeout | undefined;
  #keeping: Promise<void> | undefined;
  #stopped = false;

  constructor(options: DrillsOptions) {
    this.#options = options;
  }

  /** Takes up what was left when a server ended: its clock stands still until somebody starts it again. */
  async start(): Promise<void> {
    for (const row of await readDrills(this.#options.db)) {
      const shown = row.state !== 'archived' && row.state !== 'dropped';
      if (!shown || row.driven || !(await this.#hold(row.id))) continue;
      if (row.state === 'running') await this.#change(row, 'paused', null, 'system');
      await this.#drive({ ...row, state: row.state === 'running' ? 'paused' : row.state }, null);
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

  async list(): Promise<DrillItem[]> {
    return (await readDrills(this.#options.db)).map(drillItem);
  }

  /** Makes a drill of a scenario that was checked. @param by `null`: a command does */
  async make(scenario: Scenario, wanted: NewDrill, by: Account | null): Promise<MadeDrill> {
    const { db, now } = this.#options;
    const { drive = false, paused = false, play = null, speed = 1 } = wanted;
    const startsAt = startTime(scenario, now());
    const shows = beginOf({ scenario, startsAt });
    const id = await nextDrillId(db);
    const realm = realmOfDrill({ id, scenario }).name;
    const token = newSecret('gwd');
    await db.transaction(async (tx) => {
      const directedBy = by?.id ?? null;
      await insertDrill(tx, {
        id,
        realm,
        scenario,
        play,
        speed,
        startsAt,
        shows,
        directedBy,
        tokenHash: token.hash,
      });
      await appendAudit(tx, {
        actor: by === null ? COMMAND : actorOf(by),
        action: 'drill.made',
        object: `drill:${id}`,
        detail: { scenario: scenario.name, play, speed },
      });
    });
    await this.#hold(id);
    const row = await this.#row(id);
    await this.#drive(row, { shows, rate: 0 });
    const tokens = drive ? await this.#grantTokens(row) : null;
    await this.#order(row, paused ? 'paused' : 'running', null, by);
    if (tokens === null && !paused) await this.#startDriver(row);
    const drill = drillItem(await this.#row(id));
    return tokens === null ? { drill } : { drill, token: token.secret, tokens: Object.fromEntries(tokens) };
  }

  /** Carries an order out, or throws {@link DrillRefusal}. */
  async order(id: number, order: DrillOrder, by: Account | null): Promise<void> {
    const { do: what } = order;
    const speed = order.speed ?? null;
    const row = await this.#row(id);
    const { state } = row;
    const open = OPEN.some((each) => each === state);
    if ((what === 'start' || what === 'pause' || what === 'end') !== open)
      throw new DrillRefusal('not-now', open ? 'it has not ended: end it first' : `it is ${state}`);
    switch (what) {
      case 'start':
        return await this.#go(row, speed, by);
      case 'pause':
        return await this.#order(row, 'paused', speed, by);
      case 'end':
        return await this.#end(row, by);
      case 'archive':
      case 'drop':
        return await this.#putAway(row, what, by);
    }
  }

  /** Something happens that no timeline has. */
  async inject(id: number, inject: Inject, by: Account): Promise<void> {
    const row = await this.#row(id);
    if (row.state !== 'running' && row.state !== 'paused')
      throw new DrillRefusal('not-now', `it is ${row.state}`);
    await this.#options.db.transaction(async (tx) => {
      await appendDrillEvent(tx, id, { at: row.shows, kind: 'ordered', detail: { by: by.name, inject } });
      const detail = { inject: inject.id, do: inject.do };
      await appendAudit(tx, {
        actor: actorOf(by),
        action: 'drill.inject-ordered',
        object: `drill:${id}`,
        detail,
      });
    });
  }

  /** Somebody, or a screen, takes part from now on, or does no more. */
  async takePart(id: number, taker: Taker & { name: string }, takes: boolean, by: Account): Promise<void> {
    const row = await this.#row(id);
    if (takes && !OPEN.some((each) => each === row.state))
      throw new DrillRefusal('not-now', `it is ${row.state}`);
    await this.#options.db.transaction(async (tx) => {
      const left = await leaveDrill(tx, taker);
      if (takes) await joinDrill(tx, id, taker);
      const [kind, object] = 'account' in taker ? ['account', taker.account] : ['screen', taker.screen];
      const detail = { kind, id: object, name: taker.name };
      if (left !== null && left !== id)
        await appendDrillEvent(tx, left, { at: row.shows, kind: 'left', detail });
      await appendDrillEvent(tx, id, { at: row.shows, kind: takes ? 'joined' : 'left', detail });
      await appendAudit(tx, {
        actor: actorOf(by),
        action: takes ? 'drill.joined' : 'drill.left',
        object: `drill:${id}`,
        detail: { kind, id: object },
      });
    });
  }

  async detail(id: number): Promise<DrillDetail> {
    const { db } = this.#options;
    const row = await this.#row(id);
    const log = await readDrillLog(db, id);
    const done = new Map(
      log.flatMap(({ at, detail, kind }) => (kind === 'inject' ? [[String(detail['id']), at] as const] : [])),
    );
    return {
      drill: drillItem(row),
      timeline: timelineOf(row.scenario, row.play, row.startsAt).map(({ at, inject }) => ({
        id: inject.id,
        at: new Date(at).toISOString(),
        do: inject.do,
        title: inject.title ?? null,
        doneAt: done.get(inject.id) ?? null,
      })),
      participants: await readParticipants(db, id),
      log: log.slice(-LOG_SHOWN).reverse(),
      criteria: row.report?.verdicts ?? (await this.#presentVerdicts(row)),
    };
  }

  /** `null`: it has not ended. */
  async report(id: number): Promise<DrillReport | null> {
    return (await this.#row(id)).report;
  }

  /** The drill that a driver's token opens; `null`: none. */
  async drillOf(token: string): Promise<number | null> {
    return await findDrillByToken(this.#options.db, hashSecret(token));
  }

  async plan(id: number): Promise<DrivePlan> {
    const { play, scenario, shows, startsAt } = await this.#row(id);
    return { scenario, play, startsAt, shows };
  }

  /** See {@link DrivenDrill.step}. */
  async step(id: number, body: StepBody): Promise<StepAnswer> {
    const driven = this.#driven.get(id);
    if (driven === undefined) throw new DrillRefusal('elsewhere', 'another server drives it');
    return await driven.step(body);
  }

  async #row(id: number): Promise<DrillRow> {
    const row = await readDrill(this.#options.db, id);
    if (row === null) throw new DrillRefusal('unknown', 'there is no such drill');
    return row;
  }

  async #hold(id: number): Promise<boolean> {
    return await holdDrill(this.#options.db, id, this.#options.run, LEASE_SECONDS);
  }

  async #drive(row: DrillRow, clock: ClockRow | null): Promise<void> {
    const { db, now, realms, sleep } = this.#options;
    const describe = realmOfDrill(row);
    const realm = await realms.drive(describe, clock ?? { shows: row.shows, rate: 0 }, row.state !== 'ended');
    const log = await readDrillLog(db, row.id);
    const drill: DrivenDrill = new DrivenDrill({
      ...{ db, drill: row, realm, now, sleep },
      players: await this.#playersOf(row, realm, (kind, detail) => drill.record(kind, detail), log),
      restart: () => realms.restart(describe.name),
      cutScreens: (ms) => realms.cutScreens(describe.name, ms),
      ended: async () => this.#judgeAtEnd(await this.#row(row.id), null),
      orderedUntil: log.at(-1)?.id ?? 0,
    });
    this.#driven.set(row.id, drill);
    await realm.settle();
  }

  async #playersOf(
    { play, scenario, startsAt, id }: DrillRow,
    { database, describe }: DrivenRealm,
    record: (kind: string, detail: Record<string, unknown>) => void,
    log: Awaited<ReturnType<typeof readDrillLog>>,
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

  async #grantTokens({ id, realm }: DrillRow): Promise<Map<string, string>> {
    const { db, feeds } = this.#options;
    const tokens = new Map<string, string>();
    for (const { cadenceSeconds, mayRecord, name } of feeds) {
      await revokeFeed(db, realm, name);
      const feed = { realm, feed: name, cadenceSeconds, maySetRecordedTime: mayRecord };
      tokens.set(name, await grantFeedToken(db, feed, `drill:${id}`));
    }
    return tokens;
  }

  async #startDriver(row: DrillRow): Promise<void> {
    const { db, startDriver } = this.#options;
    if (startDriver === null || this.#stopDrivers.has(row.id)) return;
    const tokens = await this.#grantTokens(row);
    const token = newSecret('gwd');
    await setDrillToken(db, row.id, token.hash);
    this.#stopDrivers.set(row.id, await startDriver(row.id, tokens.set(DRIVER, token.secret)));
  }

  async #go(row: DrillRow, speed: number | null, by: Account | null): Promise<void> {
    if (!row.driven && (await this.#hold(row.id))) {
      await this.#drive(row, null);
    }
    await this.#order(row, 'running', speed, by);
    if (this.#driven.has(row.id)) await this.#startDriver(row);
  }

  async #order(
    row: DrillRow,
    state: 'running' | 'paused',
    speed: number | null,
    by: Account | null,
  ): Promise<void> {
    if (row.state === state && (speed === null || speed === row.speed)) return;
    const kind =
      row.state === state
        ? 'speed'
        : state === 'paused'
          ? 'paused'
          : row.state === 'paused'
            ? 'resumed'
            : 'started';
    await this.#change(row, state, speed, by, kind);
  }

  async #change(
    row: DrillRow,
    state: DrillRow['state'],
    speed: number | null,
    by: Account | null | 'system',
    kind: string = state,
  ): Promise<void> {
    const { db } = this.#options;
    await db.transaction(async (tx) => {
      if (!(await changeDrill(tx, row.id, { from: [row.state], state, speed })))
        throw new DrillRefusal('not-now', 'somebody else has just changed it');
      const [name, actor] =
        by === 'system' ? [null, by] : by === null ? [null, COMMAND] : [by.name, actorOf(by)];
      const detail = { by: name, ...(speed !== null && { speed }) };
      await appendDrillEvent(tx, row.id, {
        at: (await readDrill(tx, row.id))?.shows ?? row.shows,
        kind,
        detail,
      });
      await appendAudit(tx, {
        actor,
        action: `drill.${kind}`,
        object: `drill:${row.id}`,
        detail: speed === null ? {} : { speed },
      });
    });
  }

  /** The director ends it before its time. */
  async #end(row: DrillRow, by: Account | null): Promise<void> {
    if (!this.#driven.has(row.id)) {
      if (row.driven || !(await this.#hold(row.id)))
        throw new DrillRefusal('elsewhere', 'another server drives it: pause it there, or try again');
      await this.#drive(row, null);
    }
    await this.#judgeAtEnd(row, by);
  }

  async #judgeAtEnd(row: DrillRow, by: Account | null): Promise<void> {
    const { db } = this.#options;
    const driven = this.#driven.get(row.id);
    if (driven === undefined) return;
    driven.record('lag', driven.lag.figures);
    await driven.recorded();
    const shows = driven.realm.clock.now();
    const evidence = await this.#evidence({ ...row, shows }, driven);
    const verdicts = await judge(evidence);
    await driven.realm.setClock({ shows, rate: 0 });
    await this.#change(row, 'ended', null, by);
    const ended = await this.#row(row.id);
    await saveDrillReport(
      db,
      row.id,
      await makeDrillReport(
        { ...evidence, log: await readDrillLog(db, row.id) },
        verdicts,
        drillItem(ended),
        await readParticipants(db, row.id),
      ),
    );
    await db.transaction(async (tx) => await leaveAll(tx, row.id));
    this.#stopDriver(row.id);
    for (const { name } of this.#options.feeds) await revokeFeed(db, row.realm, name);
  }

  async #evidence(row: DrillRow, { realm }: DrivenDrill): Promise<Evidence> {
    const { db } = this.#options;
    const live = (await readRealms(db)).some(({ kind, name }) => kind === 'live' && name === 'live');
    const { play, scenario, shows, startsAt } = row;
    return {
      ...{ db, realm: realm.database, play, scenario, shows, startsAt },
      live: live ? realmDatabase(db, 'live') : null,
      log: await readDrillLog(db, row.id),
      cells: realm.board.state().cells,
    };
  }

  async #presentVerdicts(row: DrillRow): Promise<Verdict[]> {
    const driven = this.#driven.get(row.id);
    const open = row.scenario.criteria.map(({ id, title }) => ({ id, title, passed: null, evidence: [] }));
    if (driven === undefined) return open;
    const known = this.#judged.get(row.id);
    if (known !== undefined && this.#options.now() - known.at < JUDGED_MS) return await known.verdicts;
    const verdicts = this.#evidence({ ...row, shows: driven.realm.clock.now() }, driven).then(judge);
    this.#judged.set(row.id, { at: this.#options.now(), verdicts });
    return await verdicts;
  }

  async #putAway(row: DrillRow, what: 'archive' | 'drop', by: Account | null): Promise<void> {
    const { db, realms } = this.#options;
    if (row.state === 'dropped' || (row.state === 'archived' && what === 'archive'))
      throw new DrillRefusal('not-now', `it is ${row.state}`);
    this.#driven.get(row.id)?.close();
    this.#driven.delete(row.id);
    this.#judged.delete(row.id);
    await realms.close(row.realm);
    await this.#change(row, what === 'drop' ? 'dropped' : 'archived', null, by);
    if (what === 'drop') await dropRealm(db, row.realm);
  }

  #stopDriver(id: number): void {
    this.#stopDrivers.get(id)?.();
    this.#stopDrivers.delete(id);
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
      await Promise.all([this.#hold(id), drill.keep()]).catch((error: unknown) =>
        this.#options.failed(`drill ${id} is not looked after`, error),
      );
    }
  }
}
