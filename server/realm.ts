import { AlarmWatch } from './alarms/alarm-watch.ts';
import { Board } from './board/board.ts';
import type { CellValue, RealmCell } from './contract/cells.ts';
import type { Time } from './contract/time.ts';
import { askedBy, realmDatabase, type Database, type RealmDatabase } from './db/database.ts';
import { prepareRealm } from './db/prepare-realm.ts';
import { ALL_PANELS } from './follow/all-panels.ts';
import { Follower } from './follow/follower.ts';
import { ALWAYS_LISTENING, Listening } from './follow/listening.ts';
import { PanelFollower } from './follow/panel-follower.ts';
import { realTime, SteppedClock, type RealmClock } from './follow/realm-clock.ts';
import { landDueArrivals } from './db/queries/announce-arrivals.ts';
import { readRealmClock } from './db/queries/realm-clock.ts';
import { repairItems } from './db/queries/repair-items.ts';
import { Ingest } from './ingest/ingest.ts';
import { Reception } from './ingest/reception.ts';
import type { Metrics } from './metrics.ts';

/** One realm as a server runs it: its schema, its way in, its board. */
export interface RunningRealm {
  readonly describe: RealmCell;
  readonly database: RealmDatabase;
  readonly ingest: Ingest;
  readonly board: Board;
  /** The board with whole lists: what alarms, criteria of drills and reports go by. */
  judgedCells(): ReadonlyMap<string, CellValue>;
  readonly follower: Follower;
  readonly alarms: AlarmWatch;
  readonly clock: RealmClock;
  /** Sets the clock of a realm that has one of its own. */
  setClock: SteppedClock['set'];
  /** This server drives it. See {@link RunningRealm.settle}. */
  readonly stepped: boolean;
  /** Nobody drives it, here or elsewhere: what is due by the clock happens by itself. */
  readonly byItself: boolean;
  /** Alarms are raised and cleared in it; what is played once more has those of then. */
  readonly judged: boolean;
  /** Which making of the realm is shown, where another server drives it; `null`: this one does, or nobody. */
  readonly watched: number | null;
  start(): void;
  stop(): Promise<void>;
  /**
   * All that follows from what was committed before the call and from what the realm's clock shows: what is due lands, the
   * board is read, alarms are judged.
   */
  settle(): Promise<void>;
}

export interface RealmDeps extends Time {
  db: Database;
  migrationsFolder: string;
  metrics: Metrics;
  newEpoch: () => string;
  tickMs: number;
  /** This server drives the realm: a drill or a replay. */
  stepped?: boolean;
  /** What was played is not judged again: its alarms are those of then. */
  judged?: boolean;
  /** Another server drives it: the making of it that is to be shown. */
  watched?: number;
  /** A tick failed: the figures are not confirmed until one succeeds. */
  failed: (realm: string, error: unknown) => void;
  /** Alarms are not watched for, or a rule of theirs is skipped. */
  alarmsFailed: (what: string, error: unknown) => void;
}

/** Figures that the database confirmed longer ago, in milliseconds, raise and clear nothing. */
const UNCONFIRMED_MS = 5_000;

/** Brings the realm's schema up to date and makes what runs on it; the follower and the watch over alarms are not started yet. */
export async function openRealm(describe: RealmCell, deps: RealmDeps): Promise<RunningRealm> {
  const {
    db,
    judged = true,
    elapsed,
    metrics,
    migrationsFolder,
    newEpoch,
    now,
    stepped = false,
    tickMs,
  } = deps;
  const { watched = null } = deps;
  const realm = describe.name;
  // A replay that is removed at this moment would be there again: whoever plays it makes its schema.
  const made = watched !== null && describe.kind === 'replay';
  const database = made ? realmDatabase(db, realm) : await prepareRealm(db, migrationsFolder, describe);
  const row = await readRealmClock(database);
  if (watched !== null && row?.generation !== watched) throw new Error(`realm ${realm} is being made anew`);
  const clock = row === null ? realTime(now) : new SteppedClock(database, row, watched);
  // A realm with a clock of its own stands still while nobody drives it: nobody is silent meanwhile.
  const heard = row === null ? new Listening() : undefined;
  const listening = heard ?? ALWAYS_LISTENING;
  const board = new Board(newEpoch());
  const read = realmDatabase(askedBy(db, db.board), realm);
  const ingest = new Ingest({
    realm: realmDatabase(askedBy(db, db.feeds), realm),
    now: () => clock.now(),
    elapsed,
    reception: new Reception(db, deps),
    counted: (outcome, type, events) => metrics.events.inc({ realm, type, outcome }, events),
  });
  const panels = new PanelFollower({
    panels: ALL_PANELS,
    realm: read,
    board,
    clock,
    elapsed,
    stepped,
    listening,
    failed: (panel, error) => deps.failed(`${realm}, panel ${panel}`, error),
  });
  const follower = new Follower({
    realm: read,
    describe,
    board,
    panels,
    clock,
    elapsed,
    stepped,
    ...(heard && { listening: heard }),
    tickMs,
    ticked: ({ tookMs, waitedMs }) => {
      metrics.tickSeconds.observe({ realm }, tookMs / 1000);
      metrics.noticeSeconds.observe({ realm }, waitedMs / 1000);
    },
    failed: (error) => deps.failed(realm, error),
  });
  const alarms = new AlarmWatch({
    realm: read,
    holder: board.epoch,
    board: () =>
      elapsed() - board.confirmedAt > UNCONFIRMED_MS
        ? null
        : {
            cells: panels.judged(),
            confirmed: (kind) => panels.isConfirmed(kind) ?? true,
            listened: (silenceMs, at) => listening.throughout(silenceMs, at),
          },
    now: () => clock.now(),
    failed: (what, error) => deps.alarmsFailed(`realm ${realm}: ${what}`, error),
  });
  return {
    ...{ describe, database, ingest, board, follower, alarms, clock, stepped, judged, watched },
    judgedCells: () => panels.judged(),
    byItself: !stepped && watched === null,
    setClock: async (row, also) => {
      if (!(clock instanceof SteppedClock)) throw new Error(`realm ${realm} goes by real time`);
      await clock.set(row, also);
    },
    start: () => {
      follower.start();
      if (judged && !stepped) alarms.start();
    },
    stop: async () => {
      await alarms.stop();
      await follower.stop();
      await ingest.reception.stop();
    },
    settle: async () => {
      if (judged) {
        await landDueArrivals(database);
        await repairItems(database);
      }
      await follower.settle();
      if (!judged) return;
      await alarms.look();
      // What was raised or has ended is on the board before anybody asks.
      await follower.settleIfTold();
    },
  };
}
