import type { Board } from '../board/board.ts';
import { parseKey, type CellKind, type RealmCell } from '../contract/cells.ts';
import { siteDay } from '../contract/days.ts';
import type { RealmDatabase } from '../db/database.ts';
import { AttentionGatherer, type Attention } from './attention.ts';
import type { Listening } from './listening.ts';
import type { PanelFollower } from './panel-follower.ts';
import type { RealmClock } from './realm-clock.ts';
import { readSlow, readTouched, realmCells, type Cells } from './read-cells.ts';

export interface FollowerOptions {
  realm: RealmDatabase;
  describe: RealmCell;
  board: Board;
  /** Reads what is more than counts of today and of minutes; left out where only those are wanted. */
  panels?: PanelFollower;
  /** What the figures are of. */
  clock: RealmClock;
  /** Notes that the board was read. */
  listening?: Listening;
  /** Milliseconds of a clock that nobody sets: when to look, and when figures were confirmed. */
  elapsed: () => number;
  /** It looks when it is told to ({@link Follower.settle}) and not by itself. */
  stepped?: boolean;
  /** Shortest time between two ticks, in milliseconds. */
  tickMs: number;
  /** A tick was done: how long it took and how long its oldest notification had waited, in milliseconds. */
  ticked: (tick: { tookMs: number; waitedMs: number; cells: number }) => void;
  failed: (error: unknown) => void;
}

/** However quiet it is, the database is asked this often: silence and absence must not look alike. */
const FLOOR_MS = 1_000;
/** What is worth a look about once a second: a little less, or a tick that comes a millisecond early would skip it. */
const SLOW_MS = 900;
/** Notifications are hints; once in a while everything is read whatever they said. */
const WHOLE_MS = 30_000;
/** A notification of our own that does not come back in this time, in milliseconds, means that others may be lost as well. */
const FENCE_MS = 2_000;
const FENCE = 'fence ';

/**
 * Keeps a board equal to the database. Level-triggered: a notification says where to look; each tick reads the current
 * values there and overwrites. Where there is no LISTEN (a replica, a lost connection) it reads everything once a second.
 */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #attention = new AttentionGatherer();
  #stopListening: (() => Promise<void>) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;
  #listening = false;
  #oldestNotice: number | undefined;
  #lastSlow = -Infinity;
  #lastWhole = -Infinity;
  #lastTick = -Infinity;
  #day = '';
  #fences = 0;
  readonly #waiting = new Map<string, () => void>();

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** True while notifications come in; else the follower polls. */
  get listening(): boolean {
    return this.#listening;
  }

  start(): void {
    const { realm } = this.#options;
    this.#stopListening = realm.db.listen(this.#channel, {
      notified: (payload) => {
        if (payload.startsWith(FENCE)) return this.#waiting.get(payload)?.();
        this.#oldestNotice ??= this.#options.elapsed();
        this.#attention.notice(payload);
        this.#schedule();
      },
      connected: () => {
        this.#listening = true;
        this.#attention.everything();
        this.#schedule();
      },
      lost: (error) => {
        this.#listening = false;
        this.#options.failed(error);
      },
    });
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#options.panels?.stop();
    await this.#stopListening?.();
    await this.#running;
  }

  /** One look at all that was committed before the call, panels included. `whole`: also at what nobody has said to have changed. */
  async settle(whole = false): Promise<void> {
    if (whole) this.#attention.everything();
    await this.#fence();
    await this.#tick();
    await this.#options.panels?.settle();
  }

  /** The same where a notification came since; else there is nothing new to see. */
  async settleIfTold(): Promise<void> {
    await this.#fence();
    if (!this.#attention.pending) return;
    await this.#tick();
    await this.#options.panels?.settle();
  }

  get #channel(): string {
    return `gwanje_${this.#options.realm.schema}`;
  }

  /** Notifications come in the order of their commits: when one of our own is here, those before it are. */
  async #fence(): Promise<void> {
    if (!this.#listening) return;
    const name = `${FENCE}${this.#options.board.epoch} ${++this.#fences}`;
    const passed = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), FENCE_MS);
      this.#waiting.set(name, () => {
        clearTimeout(timer);
        resolve(true);
      });
    });
    await this.#options.realm.db.query('SELECT pg_notify($1, $2)', [this.#channel, name]);
    if (!(await passed)) this.#attention.everything();
    this.#waiting.delete(name);
  }

  /** One tick at a time: the next one starts a tick's length after the last began, or with the floor. */
  #schedule(): void {
    if (this.#stopped || this.#options.stepped === true || this.#running) return;
    clearTimeout(this.#timer);
    const { elapsed, tickMs } = this.#options;
    const period = this.#attention.pending ? tickMs : FLOOR_MS;
    const wait = Math.max(0, Math.min(period, this.#lastTick + period - elapsed()));
    this.#timer = setTimeout(() => {
      this.#running = this.#tick().finally(() => {
        this.#running = undefined;
        this.#schedule();
      });
    }, wait);
  }

  async #tick(): Promise<void> {
    const { board, clock, elapsed, failed, listening, ticked } = this.#options;
    const began = elapsed();
    this.#lastTick = began;
    const waitedMs = this.#oldestNotice === undefined ? 0 : began - this.#oldestNotice;
    this.#oldestNotice = undefined;
    try {
      await clock.refresh();
      const at = clock.now();
      const day = siteDay(at);
      if (!this.#listening || day !== this.#day || began - this.#lastWhole >= WHOLE_MS)
        this.#attention.everything();
      const attention = this.#attention.take();
      this.#options.panels?.look(attention.topics);
      const cells = await this.#read(attention, at);
      await clock.confirm();
      board.update(cells, began);
      listening?.heard(at);
      if (attention.minutes === null) this.#lastWhole = began;
      this.#day = day;
      ticked({ tookMs: elapsed() - began, waitedMs, cells: cells.length });
    } catch (error) {
      // Whatever this tick would have seen is still there to be read.
      this.#attention.everything();
      failed(error);
    }
  }

  async #read(attention: Attention, at: number): Promise<Cells> {
    const { board, describe, realm } = this.#options;
    const cells: Cells = [...realmCells(describe), ...(await readTouched(realm, attention, at))];
    const whole = attention.minutes === null;
    if (whole || Math.abs(at - this.#lastSlow) >= SLOW_MS) {
      this.#lastSlow = at;
      const found = cells.map(([key]) => key);
      cells.push(...(await readSlow(realm, pairsOf(whole ? found : [...board.keys(), ...found]), at)));
    }
    if (attention.records === null)
      cells.push(...gone(board.keys(), cells, whole ? [...OF_RECORD, ...OF_DAY] : OF_RECORD));
    return cells;
  }
}

const OF_RECORD: readonly CellKind[] = ['latest', 'record'];
const OF_DAY: readonly CellKind[] = ['today', 'origins', 'news'];

/**
 * What a look at the whole does not find any more of the cells that the board has: records and latest cases whose last case
 * was retracted while nobody listened, or whose year is over; what was of a day
 * that is over, where nothing is of the new one.
 */
function gone(known: readonly string[], found: Cells, kinds: readonly CellKind[]): Cells {
  const keys = new Set(found.map(([key]) => key));
  return known
    .filter((key) => kinds.some((kind) => kind === parseKey(key).kind) && !keys.has(key))
    .map((key) => [key, null]);
}

/** Ports and routes that have figures. */
function pairsOf(keys: readonly string[]): { port: string; route: string }[] {
  const pairs = new Map<string, { port: string; route: string }>();
  for (const key of keys) {
    const { kind, port, route } = parseKey(key);
    if (kind === 'today' && port !== null && route !== null) pairs.set(`${port}|${route}`, { port, route });
  }
  return [...pairs.values()];
}
