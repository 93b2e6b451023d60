import type { Board } from '../board/board.ts';
import type { CellKind, CellValue } from '../contract/cells.ts';
import type { RealmDatabase } from '../db/database.ts';
import type { Listens } from './listening.ts';
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
   * All of its cells as of now, with whole lists. One that it gave before and does not give again is no more.
   * @param now the realm's clock, milliseconds since the Unix epoch; queries use it and never the database's clock
   * @param listening whether this server has listened, for panels that judge a silence
   */
  read(realm: RealmDatabase, now: number, listening?: Listens): Promise<Cells>;
  /** A cell as it is drawn, where a wall has no room for the whole of it. */
  drawn?(cell: CellValue): CellValue;
}

export interface PanelFollowerOptions {
  panels: readonly Panel[];
  realm: RealmDatabase;
  board: Board;
  /** What the cells are of. */
  clock: RealmClock;
  /** Milliseconds of a clock that nobody sets: only differences mean something. */
  elapsed: () => number;
  listening?: Listens;
  /** It reads when it is told to ({@link PanelFollower.settle}) and not by itself; then the realm's clock says what is due. */
  stepped?: boolean;
  failed: (panel: string, error: unknown) => void;
}

interface Standing {
  dirty: boolean;
  reading: boolean;
  keys: Set<string>;
  /** Cells that are drawn cut, as they were read. */
  whole: Cells;
  readAt: number;
  /** The last reading that succeeded, and what a reading costs, in milliseconds. */
  tookMs: number;
  costMs: number;
  /** When it was read last with success, and what the realm's clock showed then. */
  confirmed: { at: number; shows: number } | null;
  failed: boolean;
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
const FAULT_MS = 5_000;
/** That is looked at so often, whatever is being read. */
const MARK_MS = 500;
/** Others wait for a reading for so long, in milliseconds, and then for one of so many that are late. */
const HOLD_MS = 2_000;
const MOST_LATE = 2;

/**
 * Reads panels one after the other, apart from the tick, so that a slow one delays no count. As the follower it is
 * level-triggered: a topic says that a panel is worth a look, the clock says so as well, and what is read overwrites.
 */
export class PanelFollower {
  readonly #options: PanelFollowerOptions;
  readonly #standing: Map<Panel, Standing>;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #marking: NodeJS.Timeout | undefined;
  #startedAt = Infinity;
  #stopped = false;
  readonly #late = new Set<Promise<void>>();

  constructor(options: PanelFollowerOptions) {
    this.#options = options;
    this.#standing = new Map(
      options.panels.map((panel) => [
        panel,
        {
          ...{ dirty: true, reading: false, failed: false, confirmed: null },
          ...{ keys: new Set(), whole: [], readAt: -Infinity, tookMs: 0, costMs: 0 },
        },
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
    if (this.#startedAt === Infinity) this.#startedAt = this.#time();
    if (this.#options.stepped === true || this.#stopped) return;
    this.#marking ??= setInterval(() => this.#mark(), MARK_MS);
    if (this.#running !== undefined) return;
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
    this.#mark();
  }

  /** Whether cells of a kind are as the database had them within their time; `null`: no panel makes such cells. */
  isConfirmed(kind: CellKind): boolean | null {
    for (const [panel, standing] of this.#standing) {
      if (panel.kinds.includes(kind)) return standing.confirmed !== null && !this.#isOverdue(panel, standing);
    }
    return null;
  }

  /** The board as it is judged: what is drawn cut, whole. */
  judged(): ReadonlyMap<string, CellValue> {
    const { cells } = this.#options.board.state();
    for (const { whole } of this.#standing.values())
      for (const [key, value] of whole) if (value !== null) cells.set(key, value);
    return cells;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#marking);
    await this.#running;
    await Promise.all(this.#late);
  }

  #time(): number {
    const { clock, elapsed, stepped } = this.#options;
    return stepped === true ? clock.now() : elapsed();
  }

  #isOverdue(panel: Panel, standing: Standing): boolean {
    const { confirmed, failed } = standing;
    // Of what was never read nothing is known: a panel would look empty.
    if (confirmed === null) return failed || this.#time() - this.#startedAt > FAULT_MS;
    return this.#time() - confirmed.at > periodOf(panel, standing) + FAULT_MS;
  }

  /** The last state stays, marked: nothing is cleared before its replacement is there. */
  #mark(): void {
    const faults: Cells = [];
    for (const [panel, standing] of this.#standing) {
      if (!this.#isOverdue(panel, standing)) continue;
      const { confirmed } = standing;
      const since = confirmed === null ? null : new Date(confirmed.shows).toISOString();
      faults.push([faultKey(panel), { kinds: [...panel.kinds], since }]);
    }
    if (faults.length > 0) this.#options.board.update(faults);
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
    if (this.#stopped || standing.reading || !isDue(panel, standing, this.#options.elapsed())) return;
    const read = this.#read(panel, standing);
    this.#late.add(read);
    void read.then(() => this.#late.delete(read));
    let timer: NodeJS.Timeout | undefined;
    // One that the database does not answer holds the others back for a moment only.
    await Promise.race([read, new Promise((resolve) => (timer = setTimeout(resolve, HOLD_MS)))]);
    clearTimeout(timer);
    if (this.#late.size >= MOST_LATE) await Promise.race(this.#late);
  }

  async #read(panel: Panel, standing: Standing): Promise<void> {
    const { board, clock, failed, listening, realm } = this.#options;
    const [began, shows] = [this.#time(), clock.now()];
    standing.dirty = false;
    standing.reading = true;
    standing.readAt = began;
    try {
      const cells = await panel.read(realm, shows, listening);
      await clock.confirm();
      const keys = new Set(cells.map(([key]) => key));
      const gone: Cells = [...standing.keys].filter((key) => !keys.has(key)).map((key) => [key, null]);
      standing.keys = keys;
      standing.confirmed = { at: began, shows };
      standing.failed = false;
      // One that waited for the database cost no more than the others: only two in a row mean that a panel takes long.
      const tookMs = this.#time() - began;
      standing.costMs = Math.min(standing.tookMs, tookMs);
      standing.tookMs = tookMs;
      standing.whole = panel.drawn === undefined ? [] : cells;
      board.update([...drawnCells(panel, cells), ...gone, [faultKey(panel), null]]);
    } catch (error) {
      // What failed is tried again soon, however long it took to fail.
      standing.dirty = true;
      standing.failed = true;
      failed(panel.name, error);
    } finally {
      standing.reading = false;
    }
  }
}

/** The shortest time between two reads of a panel, in milliseconds. */
function shortestOf({ urgent }: Panel, { costMs }: Standing): number {
  return urgent === true
    ? Math.max(SHORTEST_URGENT_MS, costMs / MOST_URGENT_SHARE)
    : Math.max(SHORTEST_MS, costMs / MOST_SHARE);
}

function periodOf(panel: Panel, standing: Standing): number {
  return Math.max(panel.everyMs, shortestOf(panel, standing));
}

function isDue(panel: Panel, standing: Standing, now: number): boolean {
  const { dirty, readAt } = standing;
  return now - readAt >= (dirty ? shortestOf(panel, standing) : periodOf(panel, standing));
}

/** Cells of a panel as the board shows them. */
export function drawnCells({ drawn }: Panel, cells: Cells): Cells {
  if (drawn === undefined) return cells;
  return cells.map(([key, value]) => [key, value === null ? null : drawn(value)]);
}

function faultKey({ name }: Panel): string {
  return `fault|${name}`;
}
