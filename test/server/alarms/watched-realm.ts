import { AlarmWatch } from '../../../server/alarms/alarm-watch.ts';
import { doDeed } from '../../../server/alarms/do-deed.ts';
import type { BoardView } from '../../../server/alarms/evaluate.ts';
import type { Deed } from '../../../server/alarms/life-cycle.ts';
import { realmDatabase, type Database } from '../../../server/db/database.ts';
import { readOpenAlarms } from '../../../server/db/queries/alarm-lists.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';
import { openTestDatabase, type Engine, type TestDatabase } from '../../support/engines.ts';
import type { PEOPLE } from './model.ts';

const START = Date.parse('2026-11-21T18:00:00Z');
export type Person = (typeof PEOPLE)[number];

/** A live realm with one rule, and what two servers that watch over it see: a queue, and a clock that is moved by hand. */
export class WatchedRealm {
  now = START;
  /** What the queue's cell says; `null`: there is no cell. */
  flagged: number | null = 0;
  confirmed = true;
  readonly failures: unknown[] = [];
  readonly database: TestDatabase;
  /** Pools of their own where the engine allows, else the one engine twice. */
  readonly #servers: readonly [Database, Database];

  private constructor(database: TestDatabase) {
    this.database = database;
    const url = database.env['DATABASE_URL'];
    const second =
      url === undefined
        ? database.db
        : openPgDatabase({ url, poolSize: 3, random: Math.random, onIdleError: () => undefined });
    this.#servers = [database.db, second];
  }

  static async open(engine: Engine): Promise<WatchedRealm> {
    return new WatchedRealm(await openTestDatabase(engine));
  }

  async close(): Promise<void> {
    const [, second] = this.#servers;
    if (second !== this.database.db) await second.close();
    await this.database.drop();
  }

  /** As if nothing had ever been raised, and at the beginning of time. */
  async reset(): Promise<void> {
    this.now = START;
    this.flagged = 0;
    this.confirmed = true;
    this.failures.length = 0;
    await this.sql('ALTER TABLE live.alarm_event DISABLE TRIGGER alarm_event_only_grows');
    await this.sql(
      'TRUNCATE live.alarm, live.alarm_event, live.alarm_pending, live.alarm_lease, live.alarm_rule CASCADE',
    );
    await this.sql('ALTER TABLE live.alarm_event ENABLE TRIGGER alarm_event_only_grows');
    await this.rule({});
  }

  async sql<R extends object>(text: string): Promise<R[]> {
    return await this.database.db.query<R>(text);
  }

  /** More than ten in the queue raise, eight or fewer clear. */
  async rule(change: {
    forSeconds?: number;
    clearSeconds?: number;
    escalate?: number | null;
    watch?: object;
  }): Promise<void> {
    await this.database.db.query(
      `INSERT INTO live.alarm_rule (name, title_ko, title_en, action_ko, action_en, priority, kind, watch, limit_value,
         clear_limit, for_seconds, clear_seconds, escalate_seconds)
       VALUES ('queue', '대기', 'Queue', '증원할 것.', 'Staff up.', 'high', 'threshold', $1::jsonb, 10, 8, $2, $3, $4)
       ON CONFLICT (name) DO UPDATE SET watch = excluded.watch, for_seconds = excluded.for_seconds,
         clear_seconds = excluded.clear_seconds, escalate_seconds = excluded.escalate_seconds`,
      [
        JSON.stringify(change.watch ?? { cells: 'queue', value: 'flagged' }),
        change.forSeconds ?? 0,
        change.clearSeconds ?? 0,
        change.escalate === undefined ? 60 : change.escalate,
      ],
    );
  }

  board(): BoardView {
    const cell = { flagged: this.flagged ?? 0, again: 0, oldestSince: null, p95Since: null };
    return {
      cells: new Map(this.flagged === null ? [] : [['queue|ICN-EXP|express', cell]]),
      confirmed: () => this.confirmed,
      listened: () => true,
    };
  }

  /** A watch of the first server, the second, or one with a database of its own. */
  watch(
    holder: string,
    server: 0 | 1 | Database = 0,
    view: () => BoardView | null = () => this.board(),
  ): AlarmWatch {
    return new AlarmWatch({
      realm: realmDatabase(typeof server === 'number' ? this.#servers[server] : server, 'live'),
      holder,
      board: view,
      now: () => this.now,
      failed: (what, error) => this.failures.push([what, error]),
    });
  }

  /** Whoever holds the lease has been silent for too long. */
  async expire(): Promise<void> {
    await this.sql(`UPDATE live.alarm_lease SET until = clock_timestamp() - interval '1 second'`);
  }

  async states(): Promise<string[]> {
    return (await this.sql<{ state: string }>('SELECT state FROM live.alarm ORDER BY id')).map(
      ({ state }) => state,
    );
  }

  /** What happened to an alarm, or to all. */
  async log(alarm?: number): Promise<string[]> {
    const rows = await this.database.db.query<{ event: string }>(
      'SELECT event FROM live.alarm_event WHERE $1::bigint IS NULL OR alarm = $1 ORDER BY id',
      [alarm ?? null],
    );
    return rows.map(({ event }) => event);
  }

  async openAlarms(): ReturnType<typeof readOpenAlarms> {
    return await readOpenAlarms(realmDatabase(this.database.db, 'live'));
  }

  async does(server: 0 | 1, id: number, deed: Extract<Deed, { by: Person }>): ReturnType<typeof doDeed> {
    return await doDeed(realmDatabase(this.#servers[server], 'live'), id, deed, {
      now: () => this.now,
      actor: `account:${deed.by.id}`,
      remark: null,
      mayTouch: () => true,
    });
  }
}
