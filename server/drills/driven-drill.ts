import type { Board } from '../board/board.ts';
import type { CellValue, RealmCell } from '../contract/cells.ts';
import type { DrillEvent, StepAnswer, StepBody } from '../contract/drill-rest.ts';
import { spanMs, type Inject } from '../contract/scenario.ts';
import type { Database, Queryable, RealmDatabase } from '../db/database.ts';
import type { ClockRow } from '../db/queries/realm-clock.ts';
import { readScreensIn } from '../db/queries/screens.ts';
import { readDrill, readOrderedInjects, saveDrillClock, type DrillRow } from '../db/queries/drills.ts';
import { DrillLog } from './drill-log.ts';
import { Happenings } from './happenings.ts';
import { DrillWatch } from './judge/watch.ts';
import { Lag } from './lag.ts';
import { Pace } from './pace.ts';
import type { Players } from './players.ts';
import { DrillRefusal } from './refusals.ts';
import { ScreenCheck, type ScreenSaid } from './screen-check.ts';
import { endOf, stepMs } from './timeline.ts';

/** A realm that a drill drives. */
export interface DrivenRealm {
  readonly describe: RealmCell;
  readonly database: RealmDatabase;
  readonly board: Board;
  judgedCells(): ReadonlyMap<string, CellValue>;
  readonly clock: { now(): number };
  /** @param also what is written with it; where it throws, the clock is not set */
  setClock(row: ClockRow, also?: (tx: Queryable) => Promise<void>): Promise<void>;
  settle(): Promise<void>;
}

export interface DrivenDrillOptions {
  db: Database;
  drill: DrillRow;
  /** Number of the lease under which this server drives it. */
  term: number;
  realm: DrivenRealm;
  players: Players | null;
  /** The board starts anew. */
  restart: () => Promise<DrivenRealm>;
  /** Screens of the realm lose the network for so long, in real milliseconds. */
  cutScreens: (ms: number) => void;
  /** The clock has come to its end. */
  ended: (drill: DrivenDrill) => Promise<void>;
  /** Real time, milliseconds since the Unix epoch. */
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /** Of the drill so far. */
  log: readonly DrillEvent[];
}

/** A driver that waits is answered after this long at most, in milliseconds, so that no connection waits for ever. */
const LONGEST_WAIT_MS = 5_000;
/** While the clock stands still people act all the same: the board is looked at this often, in milliseconds. */
const STANDING_MS = 1_000;

/** In real milliseconds, however fast the drill goes: a screen needs some seconds to know that it is cut off. */
const SHORTEST_CUT_MS = 8_000;

/**
 * A drill whose clock this server sets. Each step first settles what was told, so that what is judged does not depend on how
 * fast the machine is.
 */
export class DrivenDrill {
  readonly #options: DrivenDrillOptions;
  readonly #pace: Pace;
  readonly #log: DrillLog;
  readonly #watch: DrillWatch;
  readonly #happenings: Happenings;
  readonly #lag = new Lag();
  /** Since when it is driven here, in real milliseconds. */
  readonly takenAt: number;
  readonly #screens = new ScreenCheck();
  /** Paired screens that take part. */
  #taking: ReadonlySet<number> = new Set();
  #realm: DrivenRealm;
  #state: DrillRow['state'];
  #stepping = false;
  #askedAt = -Infinity;
  #closed = false;
  /** The last of those who have or want the drill for themselves, and how many they are. */
  #turn: Promise<unknown> = Promise.resolve();
  #turns = 0;
  #settledAt = -Infinity;
  #answeredAt: number | null = null;
  #stallMs = 0;
  #restarts = false;

  constructor(options: DrivenDrillOptions) {
    const { db, drill, log, now, realm } = options;
    this.#options = options;
    this.#log = new DrillLog(db, drill.id);
    this.#realm = realm;
    this.#state = drill.state;
    this.takenAt = now();
    this.#pace = new Pace(now, realm.clock.now(), drill.speed);
    this.#happenings = new Happenings(drill, log);
    this.#watch = new DrillWatch({
      scenario: drill.scenario,
      startsAt: drill.startsAt,
      record: (kind, detail) => this.record(kind, detail),
    });
    this.#watch.follow(realm);
    this.#screens.follow(realm.board);
  }

  get id(): number {
    return this.#options.drill.id;
  }
  get realm(): DrivenRealm {
    return this.#realm;
  }
  /** When a driver asked for a step the last time, or was answered, in real milliseconds. */
  get askedAt(): number {
    return this.#stepping ? this.#options.now() : this.#askedAt;
  }
  /** Number of the lease under which this server drives it. */
  get term(): number {
    return this.#options.term;
  }
  get isRunning(): boolean {
    return this.#state === 'running';
  }
  get lag(): Lag {
    return this.#lag;
  }

  /** Writes to the log, in order. */
  record(kind: string, detail: Record<string, unknown>, at = this.#realm.clock.now()): void {
    this.#log.append({ at, kind, detail });
  }

  /** Resolves when all that was recorded is in the log; throws what kept it from there. */
  async recorded(): Promise<void> {
    await this.#log.written();
  }

  /**
   * What a driver asks for when it has told all of the last step: settles that, and lets the clock go on when it is time.
   * Throws {@link DrillRefusal} when another one is.
   */
  async step(body: StepBody): Promise<StepAnswer> {
    if (this.#closed) throw elsewhere();
    if (this.#stepping) throw new DrillRefusal('not-now', 'a step is under way');
    this.#stepping = true;
    try {
      return await this.alone(async () => {
        const answer = await this.#step(body);
        await this.recorded();
        return answer;
      });
    } finally {
      this.#stepping = false;
      this.#askedAt = this.#options.now();
    }
  }

  /**
   * Has the drill for itself: what comes before is ended first, a step that waits for a clock that stands still at once, and
   * what comes later waits.
   */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    this.#turns++;
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#turns--;
    }
  }

  async #step({ observed, taken = 0 }: StepBody): Promise<StepAnswer> {
    const { drill, ended } = this.#options;
    const from = this.#realm.clock.now();
    const stay = (state: StepAnswer['state']): StepAnswer => ({ state, from, to: from, byHand: [] });
    await this.#restart();
    // What has ended was judged: nothing more is done or said in it.
    if (await this.#takeOrders()) return stay('ended');
    for (const { detail, kind } of observed) this.record(kind, detail);
    await this.#settle();
    if (this.#state !== 'running') {
      await this.#stand();
      return stay('wait');
    }
    const endsAt = endOf(drill.scenario, drill.startsAt);
    if (from >= endsAt) {
      await ended(this);
      this.#state = 'ended';
      return stay('ended');
    }
    const to = Math.min(from + stepMs(drill.scenario, this.#pace.speed), endsAt);
    await this.#options.sleep(this.#pace.waitMs(to));
    await this.#goOn(to);
    this.#answeredAt = this.#options.now();
    return { state: 'go', from, to, byHand: this.#happenings.byHand(taken) };
  }

  /** Keeps the board confirmed while nobody asks for steps. */
  async keep(): Promise<void> {
    const { now } = this.#options;
    if (this.#turns > 0 || now() - this.#settledAt < STANDING_MS) return;
    this.#settledAt = now();
    await this.alone(() => this.#realm.settle());
  }

  close(): void {
    this.#closed = true;
    this.#watch.close();
    this.#screens.close();
  }

  /** Those of the screens that take part are held against the board. */
  hear(said: readonly ScreenSaid[]): void {
    for (const each of said) {
      const found = this.#taking.has(each.screen) ? this.#screens.take(each) : null;
      if (found !== null) this.record('screen', found);
    }
  }

  async #settle(): Promise<void> {
    const { now, players, sleep } = this.#options;
    const stallMs = this.#stallMs;
    this.#stallMs = 0;
    if (stallMs > 0) await sleep(stallMs);
    await this.#realm.settle();
    const at = this.#realm.clock.now();
    if (this.#answeredAt !== null) this.#lag.take(now() - this.#answeredAt);
    this.#answeredAt = null;
    if (this.#state === 'running' && (await players?.act(at)) === true) await this.#realm.settle();
    this.#settledAt = now();
    this.#watch.settled(at);
  }

  /** What the director has ordered, from whatever server. @returns whether the drill is over */
  async #takeOrders(): Promise<boolean> {
    const row = await readDrill(this.#options.db, this.id);
    this.#taking = await readScreensIn(this.#options.db, this.#realm.database.schema);
    const shows = this.#realm.clock.now();
    if (row === null || ['ended', 'archived', 'dropped'].includes(row.state)) {
      this.#state = 'ended';
      await this.#realm.setClock({ shows, rate: 0 });
      return true;
    }
    if (row.state !== this.#state || row.speed !== this.#pace.speed) {
      this.#state = row.state;
      this.#pace.begin(shows, row.speed);
      await this.#realm.setClock({ shows, rate: row.state === 'running' ? row.speed : 0 });
    }
    return false;
  }

  /** The clock stands still: the driver waits a while. */
  async #stand(): Promise<void> {
    const until = this.#options.now() + LONGEST_WAIT_MS;
    while (this.#state !== 'running' && this.#options.now() < until) {
      if (this.#closed || this.#turns > 1) return;
      await this.#options.sleep(STANDING_MS / 2);
      if (this.#options.now() - this.#settledAt >= STANDING_MS) await this.#settle();
      if (await this.#takeOrders()) return;
    }
  }

  /** Sets the clock, and does to the board what happens to it on the way. */
  async #goOn(to: number): Promise<void> {
    const { db, term } = this.#options;
    const ordered = await readOrderedInjects(db, this.id, this.#happenings.ordered);
    await this.#realm.setClock({ shows: to, rate: this.#pace.speed }, async (tx) => {
      if (this.#closed || !(await saveDrillClock(tx, this.id, to, term))) throw elsewhere();
    });
    for (const { at, inject } of this.#happenings.take(to)) this.#happens(inject, at, { byHand: false });
    for (const { id: nth, inject } of ordered) {
      this.#happens(inject, to, { byHand: true, ordered: nth });
      this.#happenings.add({ nth, at: to, inject });
    }
    await this.#restart();
  }

  #happens(inject: Inject, at: number, how: { byHand: boolean; ordered?: number }): void {
    this.record('inject', { id: inject.id, do: inject.do, ...how }, at);
    if (inject.do === 'screen-cut')
      this.#options.cutScreens(Math.max(SHORTEST_CUT_MS, spanMs(inject.for) / this.#pace.speed));
    if (inject.do === 'board-stall') this.#stallMs += spanMs(inject.for);
    if (inject.do === 'server-restart') this.#restarts = true;
  }

  /** What was to start anew and could not does so at the next step. */
  async #restart(): Promise<void> {
    if (!this.#restarts) return;
    this.#realm = await this.#options.restart();
    this.#restarts = false;
    this.#watch.follow(this.#realm);
    this.#screens.follow(this.#realm.board);
    await this.#realm.settle();
  }
}

function elsewhere(): DrillRefusal {
  return new DrillRefusal('elsewhere', 'another server drives it');
}
