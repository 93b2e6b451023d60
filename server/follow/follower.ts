import type { Board } from '../board/board.ts';
import { parseKey, type RealmCell } from '../contract/cells.ts';
import { kstDay } from '../contract/kst.ts';
import type { RealmDatabase } from '../db/database.ts';
import { AttentionGatherer, type Attention } from './attention.ts';
import type { PanelFollower } from './panel-follower.ts';
import { readSlow, readTouched, realmCell, type Cells } from './read-cells.ts';

export interface FollowerOptions {
  realm: RealmDatabase;
  describe: RealmCell;
  board: Board;
  /** Reads what is more than counts of today and of minutes; left out where only those are wanted. */
  panels?: PanelFollower;
  now: () => number;
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

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** True while notifications come in; else the follower polls. */
  get listening(): boolean {
    return this.#listening;
  }

  start(): void {
    const { realm } = this.#options;
    this.#stopListening = realm.db.listen(`gwanje_${realm.schema}`, {
      notified: (payload) => {
        this.#oldestNotice ??= this.#options.now();
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

  /** One tick at a time: the next one starts a tick's length after the last began, or with the floor. */
  #schedule(): void {
    if (this.#stopped || this.#running) return;
    clearTimeout(this.#timer);
    const { now, tickMs } = this.#options;
    const period = this.#attention.pending ? tickMs : FLOOR_MS;
    const wait = Math.max(0, Math.min(period, this.#lastTick + period - now()));
    this.#timer = setTimeout(() => {
      this.#running = this.#tick().finally(() => {
        this.#running = undefined;
        this.#schedule();
      });
    }, wait);
  }

  async #tick(): Promise<void> {
    const { board, failed, now, ticked } = this.#options;
    const began = now();
    this.#lastTick = began;
    const waitedMs = this.#oldestNotice === undefined ? 0 : began - this.#oldestNotice;
    this.#oldestNotice = undefined;
    const day = kstDay(began);
    if (!this.#listening || day !== this.#day || began - this.#lastWhole >= WHOLE_MS)
      this.#attention.everything();
    const attention = this.#attention.take();
    this.#options.panels?.look(attention.topics);
    try {
      const cells = await this.#read(attention, began);
      board.update(cells, began);
      if (attention.minutes === null) this.#lastWhole = began;
      this.#day = day;
      ticked({ tookMs: now() - began, waitedMs, cells: cells.length });
    } catch (error) {
      // Whatever this tick would have seen is still there to be read.
      this.#attention.everything();
      failed(error);
    }
  }

  async #read(attention: Attention, at: number): Promise<Cells> {
    const { board, describe, realm } = this.#options;
    const cells: Cells = [...realmCell(describe), ...(await readTouched(realm, attention, at))];
    if (attention.records === null) cells.push(...gone(board.keys(), cells));
    if (attention.minutes === null || at - this.#lastSlow >= SLOW_MS) {
      this.#lastSlow = at;
      cells.push(...(await readSlow(realm, pairsOf([...board.keys(), ...cells.map(([key]) => key)]), at)));
    }
    return cells;
  }
}

/**
 * What a look at the whole does not find any more of the cells that the board has: records and latest cases whose last case
 * was retracted while nobody listened, or whose year is over.
 */
function gone(known: readonly string[], found: Cells): Cells {
  const keys = new Set(found.map(([key]) => key));
  const kinds = new Set(['latest', 'record']);
  return known.filter((key) => kinds.has(parseKey(key).kind) && !keys.has(key)).map((key) => [key, null]);
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
