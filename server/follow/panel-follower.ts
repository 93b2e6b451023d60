import type { Board } from '../board/board.ts';
import type { CellKind } from '../contract/cells.ts';
import type { RealmDatabase } from '../db/database.ts';
import type { Cells } from './read-cells.ts';
import type { RealmClock } from './realm-clock.ts';

/** A reader of cells that are more than counts of today and of minutes. */
export interface Panel {
  name: string;
  /** Kinds of all cells that it makes; no other panel makes any of them. */
  kinds: readonly CellKind[];
  /** What it depends on, as `announce_topics` says it: names of raw tables, and of what triggers keep. */
  topics: readonly string[];
  /** Read at least this often without a word, where it depends on the clock or on counts, in milliseconds. */
  everyMs: number;
  /** People act on it within seconds: it is read as soon as a topic of it is named, before the others. */
  urgent?: true;
  /**
   * All of its cells as of now. One that it gave before and does not give again is no more.
   * @param now the realm's clock, milliseconds since the Unix epoch; queries use it and never the database's clock
   */
  read(realm: RealmDatabase, now: number): Promise<Cells>;
}

export interface PanelFollowerOptions {
  panels: readonly Panel[];
  realm: RealmDatabase;
  board: Board;
  /** What the cells are of. */
  clock: RealmClock;
  /** Real time, milliseconds since the Unix epoch. */
  now: () => number;
  /** It reads when it is told to ({@link PanelFollower.settle}) and not by itself; then the realm's clock says what is due. */
  stepped?: boolean;
  failed: (panel: string, error: unknown) => void;
}

interface Standing {
  dirty: boolean;
  keys: Set<string>;
  readAt: number;
  tookMs: number;
  confirmedAt: number | null;
}

/** No panel is read more often than this, in milliseconds: digits change at most twice a second to the eye. */
const SHORTEST_MS = 900;
/** Between two reads of one that is urgent, in milliseconds: no digits, but whether there is an alarm. */
const SHORTEST_URGENT_MS = 100;
/** A panel that takes long is read less often: at most this part of the time is spent on it. */
const MOST_SHARE = 0.1;
/** One that is urgent: one slow reading, as on a busy machine, must not hold back the next alarm by ten times as long. */
const MOST_URGENT_SHARE = 0.5;
/** Cells that have not been confirmed for this long beyond their time are marked, in milliseconds. */
const FAULT_MS = 15_000;

/**
 * Reads panels one after the other, apart from the tick, so that a slow one delays no count. As the follower it is
 * level-triggered: a topic says that a panel is worth a look, the clock says so as well, and what is read overwrites.
 */
export class PanelFollower {
  readonly #options: PanelFollowerOptions;
  readonly #standing: Map<Panel, Standing>;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(options: PanelFollowerOptions) {
    this.#options = options;
    this.#standing = new Map(
      options.panels.map((panel) => [
        panel,
        { dirty: true, keys: new Set(), readAt: -Infinity, tookMs: 0, confirmedAt: null },
      ]),
    );
  }

  /** Some topics were named; `null`: everything may have changed. */
  look(topics: ReadonlySet<string> | null): void {
    let urgent = false;
    for (const [panel, standing] of this.#standing) {
      if (topics !== null && !panel.topics.some((topic) => topics.has(topic))) continue;
      standing.dirty = true;
      urgent ||= panel.urgent === true;
    }
    if (this.#options.stepped === true || this.#stopped || this.#running !== undefined) return;
    if (this.#timer !== undefined && !urgent) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), 0);
  }

  /** Reads all that is due, however short a while ago it was read. */
  async settle(): Promise<void> {
    for (const [panel, standing] of this.#standing) {
      if (standing.dirty || this.#time() - standing.readAt >= panel.everyMs)
        await this.#read(panel, standing);
    }
  }

  /** Whether cells of a kind are as the database had them within their time; `null`: no panel makes such cells. */
  isConfirmed(kind: CellKind): boolean | null {
    for (const [panel, { confirmedAt, tookMs }] of this.#standing) {
      if (!panel.kinds.includes(kind)) continue;
      const period = Math.max(panel.everyMs, tookMs / MOST_SHARE);
      return confirmedAt !== null && this.#time() - confirmedAt <= period + FAULT_MS;
    }
    return null;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #time(): number {
    const { clock, now, stepped } = this.#options;
    return stepped === true ? clock.now() : now();
  }

  #run(): void {
    this.#running = this.#readDue().finally(() => {
      this.#running = undefined;
      this.#timer = this.#stopped ? undefined : setTimeout(() => this.#run(), SHORTEST_MS / 3);
    });
  }

  async #readDue(): Promise<void> {
    for (const [panel, standing] of this.#standing) {
      await this.#readUrgent();
      await this.#readIfDue(panel, standing);
    }
    await this.#readUrgent();
  }

  async #readUrgent(): Promise<void> {
    for (const [panel, standing] of this.#standing) {
      if (panel.urgent === true) await this.#readIfDue(panel, standing);
    }
  }

  async #readIfDue(panel: Panel, standing: Standing): Promise<void> {
    if (!this.#stopped && isDue(panel, standing, this.#options.now())) await this.#read(panel, standing);
  }

  async #read(panel: Panel, standing: Standing): Promise<void> {
    const { board, clock, failed, realm } = this.#options;
    const began = this.#time();
    standing.dirty = false;
    standing.readAt = began;
    try {
      const cells = await panel.read(realm, clock.now());
      await clock.confirm();
      const keys = new Set(cells.map(([key]) => key));
      const gone: Cells = [...standing.keys].filter((key) => !keys.has(key)).map((key) => [key, null]);
      standing.keys = keys;
      standing.confirmedAt = began;
      board.update([...cells, ...gone, [faultKey(panel), null]]);
    } catch (error) {
      standing.dirty = true;
      failed(panel.name, error);
      // The last state stays, marked: nothing is cleared before its replacement is there.
      if (began - (standing.confirmedAt ?? -Infinity) > panel.everyMs + FAULT_MS) {
        const since = standing.confirmedAt === null ? null : new Date(standing.confirmedAt).toISOString();
        board.update([[faultKey(panel), { kinds: [...panel.kinds], since }]]);
      }
    } finally {
      standing.tookMs = this.#time() - began;
    }
  }
}

function isDue(panel: Panel, { dirty, readAt, tookMs }: Standing, now: number): boolean {
  const [least, share] =
    panel.urgent === true ? [SHORTEST_URGENT_MS, MOST_URGENT_SHARE] : [SHORTEST_MS, MOST_SHARE];
  const shortest = Math.max(least, tookMs / share);
  return now - readAt >= (dirty ? shortest : Math.max(shortest, panel.everyMs));
}

function faultKey({ name }: Panel): string {
  return `fault|${name}`;
}
