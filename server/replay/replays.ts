import { actorOf, type Account } from '../access/principal.ts';
import type { RealmCell } from '../contract/cells.ts';
import type { NewReplay, ReplayItem, ReplayOrder } from '../contract/replay-rest.ts';
import { realmDatabase, type Database, type RealmDatabase } from '../db/database.ts';
import { dropRealm } from '../db/drop-realm.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { readRealms } from '../db/queries/realms.ts';
import { readRawFrom } from '../db/queries/replay-seed.ts';
import {
  deleteReplay,
  deleteUnused,
  giveReplays,
  holdReplay,
  insertReplay,
  orderReplay,
  readLeftRealms,
  readReplay,
  readReplays,
  saveReplay,
  type ReplayRow,
} from '../db/queries/replay-register.ts';
import { realmOfReplay, replayItem } from './describe.ts';
import type { Making } from './make-anew.ts';
import { Player } from './player.ts';
import { ReplayRefusal } from './refusals.ts';

export interface ReplaysOptions {
  db: Database;
  migrationsFolder: string;
  realms: {
    drive: Making['drive'];
    close(name: string): Promise<void>;
  };
  /** Name of this run of this server. */
  run: string;
  now: () => number;
  failed: (what: string, error: unknown) => void;
}

/** A realm whose past is to be played. */
export interface Source {
  readonly describe: RealmCell;
  readonly database: RealmDatabase;
  readonly clock: { now(): number };
}

const LONGEST_MS = 24 * 3_600_000;
/** Each is a copy of a week and costs as much as a realm that is told of as fast. */
const MOST_REPLAYS = 4;
/** One that nobody has used for so long goes by itself. */
const UNUSED_HOURS = 6;
const KEEP_MS = 2_000;
const LEASE_SECONDS = 8;
/** What was left longer ago, in milliseconds, stands still: those who watched it have gone. */
const GOES_ON_MS = 60_000;

/** The replays: what is registered, and what this server plays. */
export class Replays {
  readonly #options: ReplaysOptions;
  readonly #players = new Map<number, Player>();
  /** Realms that were there without a replay at the last look. */
  #left = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #keeping: Promise<void> | undefined;
  #stopped = false;

  constructor(options: ReplaysOptions) {
    this.#options = options;
  }

  /** Takes up what another run of a server has left. */
  async start(): Promise<void> {
    await this.#takeUp();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#keeping;
    await Promise.all([...this.#players.values()].map((player) => player.stop()));
    await giveReplays(this.#options.db, this.#options.run).catch(() => undefined);
  }

  async list(): Promise<ReplayItem[]> {
    return (await readReplays(this.#options.db)).map(replayItem);
  }

  /** Throws {@link ReplayRefusal}. */
  async make(wanted: NewReplay, source: Source, by: Account): Promise<ReplayItem> {
    const { db } = this.#options;
    const { known = 'then', paused = false, speed = 1 } = wanted;
    const [from, to] = [Date.parse(wanted.from), Date.parse(wanted.to)];
    await checkPeriod(from, to, source);
    const id = await db.transaction(async (tx) => {
      const replay = { ofRealm: source.describe.name, from, to, known, speed, madeBy: by.id };
      const made = await insertReplay(tx, replay, MOST_REPLAYS);
      if (made === null)
        throw new ReplayRefusal('too-many', `there are ${MOST_REPLAYS} replays already: remove one`);
      await holdReplay(tx, made, this.#options.run, LEASE_SECONDS);
      await appendAudit(tx, {
        actor: actorOf(by),
        action: 'replay.made',
        object: `replay:${made}`,
        detail: { realm: replay.ofRealm, from: wanted.from, to: wanted.to, known },
      });
      return made;
    });
    const row = await this.#row(id);
    this.#play(row, source.describe, paused ? 'paused' : 'playing');
    return replayItem(row);
  }

  /** Any server may be asked; the one that plays it carries the order out. Throws {@link ReplayRefusal}. */
  async order(id: number, order: ReplayOrder, by: Account): Promise<ReplayItem> {
    const { db } = this.#options;
    const { paused, to } = order;
    const speed = order.speed ?? null;
    const row = await this.#row(id);
    if (row.state === 'failed') throw new ReplayRefusal('not-now', 'it has failed: remove it');
    const again = row.state === 'ended' && paused === false && to === undefined;
    const seekTo = again ? row.from : to === undefined ? null : Date.parse(to);
    if (seekTo !== null && (seekTo < row.from || seekTo > row.to))
      throw new ReplayRefusal('wrong', 'it goes from its beginning to its end and no farther');
    const state =
      paused === undefined || (paused && row.state === 'ended') ? null : paused ? 'paused' : 'playing';
    await db.transaction(async (tx) => {
      await orderReplay(tx, id, { state, speed, seekTo });
      await appendAudit(tx, {
        actor: actorOf(by),
        action: 'replay.ordered',
        object: `replay:${id}`,
        detail: {
          ...(paused !== undefined && { paused }),
          ...(speed !== null && { speed }),
          ...(to && { to }),
        },
      });
    });
    this.#players.get(id)?.poke();
    return replayItem(await this.#row(id));
  }

  /** Throws {@link ReplayRefusal}. */
  async remove(id: number, by: Account): Promise<void> {
    const { db } = this.#options;
    const row = await this.#row(id);
    await db.transaction(async (tx) => {
      await deleteReplay(tx, id);
      await appendAudit(tx, { actor: actorOf(by), action: 'replay.removed', object: `replay:${id}` });
    });
    // Another server that plays it finds it gone.
    if (this.#players.has(id) || row.leftMs !== null) await this.#leave(row);
  }

  async #row(id: number): Promise<ReplayRow> {
    const row = await readReplay(this.#options.db, id);
    if (row === null) throw new ReplayRefusal('unknown', 'there is no such replay');
    return row;
  }

  #play(row: ReplayRow, source: RealmCell, begins: 'playing' | 'paused'): void {
    const { db, failed, migrationsFolder, now, realms, run } = this.#options;
    const left = (leaving: () => Promise<void>) => () => {
      // Whoever removed it here has seen to it already.
      if (this.#players.get(row.id) !== player) return;
      leaving().catch((error: unknown) => failed(`leaving replay ${row.id}`, error));
    };
    const player = new Player({
      ...{ db, migrationsFolder, row, begins, now, run, failed },
      describe: realmOfReplay(row, source),
      past: {
        source: realmDatabase(db, row.ofRealm),
        replay: realmDatabase(db, row.realm),
        ...{ known: row.known, from: row.from, to: row.to },
      },
      drive: (describe, clock, judged) => realms.drive(describe, clock, judged),
      gone: left(() => this.#leave(row)),
      lost: left(async () => {
        this.#players.delete(row.id);
        await realms.close(row.realm);
      }),
    });
    this.#players.set(row.id, player);
    player.start();
  }

  async #leave({ id, realm }: ReplayRow): Promise<void> {
    const player = this.#players.get(id);
    this.#players.delete(id);
    await player?.stop();
    await this.#options.realms.close(realm);
    await dropRealm(this.#options.db, realm);
  }

  async #takeUp(): Promise<void> {
    const { db, run } = this.#options;
    const rows = (await readReplays(db)).filter(
      ({ id, leftMs, state }) => leftMs !== null && state !== 'failed' && !this.#players.has(id),
    );
    if (rows.length === 0) return;
    const realms = new Map((await readRealms(db)).map((realm) => [realm.name, realm]));
    for (const row of rows) {
      const source = realms.get(row.ofRealm);
      if ((await holdReplay(db, row.id, run, LEASE_SECONDS)) === null) continue;
      const goesOn = row.state === 'playing' && (row.leftMs ?? 0) < GOES_ON_MS;
      if (source !== undefined) this.#play(row, source, goesOn ? 'playing' : 'paused');
      // Its past was dropped meanwhile: nobody can play it any more, and whoever looks is to know.
      else
        await saveReplay(
          db,
          { ...row, holder: run },
          { shows: row.shows, state: 'failed', soughtTo: row.seekTo, used: false },
        );
    }
  }

  /** Whoever played one drops its realm; what is still there at a second look was left. */
  async #dropLeft(): Promise<void> {
    const { db } = this.#options;
    const names = await readLeftRealms(db);
    for (const name of names) if (this.#left.has(name)) await dropRealm(db, name);
    this.#left = new Set(names);
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#keeping = this.#keep()
        .catch((error: unknown) => this.#options.failed('keeping replays', error))
        .finally(() => {
          if (!this.#stopped) this.#schedule();
        });
    }, KEEP_MS);
  }

  async #keep(): Promise<void> {
    const { db, run } = this.#options;
    for (const id of await deleteUnused(db, UNUSED_HOURS)) {
      await appendAudit(db, { actor: 'system', action: 'replay.removed', object: `replay:${id}` });
    }
    for (const id of this.#players.keys()) await holdReplay(db, id, run, LEASE_SECONDS);
    await this.#dropLeft();
    await this.#takeUp();
  }
}

async function checkPeriod(from: number, to: number, { clock, database, describe }: Source): Promise<void> {
  if (describe.kind === 'replay')
    throw new ReplayRefusal('wrong', 'a replay is a past already: play the realm that it is of');
  if (!(from < to)) throw new ReplayRefusal('wrong', 'it must end after it begins');
  if (to - from > LONGEST_MS) throw new ReplayRefusal('wrong', 'it may be 24 hours long at most');
  if (to > clock.now()) throw new ReplayRefusal('wrong', 'only what is past can be played');
  if (from < (await readRawFrom(database)))
    throw new ReplayRefusal('wrong', 'events of so long ago are not kept any more');
}
