import type { ReplayItem } from '../../contract/replay-rest.ts';
import type { Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';
import { giveLeases, holdLease, leftMs } from './lease.ts';

/** A replay as the register has it; instants are milliseconds since the Unix epoch. */
export interface ReplayRow {
  id: number;
  realm: string;
  ofRealm: string;
  from: number;
  to: number;
  known: ReplayItem['known'];
  state: ReplayItem['state'];
  speed: number;
  shows: number;
  /** Where somebody wants it to go on from; `null`: nobody does. */
  seekTo: number | null;
  /** Grows with every order. */
  orders: number;
  /** How much of it is there, 0 to 1, while it is made or sought; `null`: neither is done. */
  made: number | null;
  madeBy: string | null;
  createdAt: number;
  /** The run of the server that plays it, or did. */
  holder: string | null;
  /** For how long no server has played it, in milliseconds; `null`: one does. */
  leftMs: number | null;
}

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;
const COLUMNS = `p.id, p.realm, p.of_realm AS "ofRealm", ${ms('p.from_at')} AS "from", ${ms('p.to_at')} AS "to", p.known, p.state,
  p.speed, ${ms('p.shows')} AS shows, ${ms('p.seek_to')} AS "seekTo", p.orders, p.made, p.holder, a.name AS "madeBy",
  ${ms('p.created_at')} AS "createdAt", ${leftMs('p')} AS "leftMs"`;
const FROM = `${SHARED_SCHEMA}.replay p LEFT JOIN ${SHARED_SCHEMA}.account a ON a.id = p.made_by`;
const iso = (at: number) => new Date(at).toISOString();

/** The newest first. */
export async function readReplays(db: Queryable): Promise<ReplayRow[]> {
  return await db.query<ReplayRow>(`SELECT ${COLUMNS} FROM ${FROM} ORDER BY p.id DESC`);
}

export async function readReplay(db: Queryable, id: number): Promise<ReplayRow | null> {
  const [row] = await db.query<ReplayRow>(`SELECT ${COLUMNS} FROM ${FROM} WHERE p.id = $1`, [id]);
  return row ?? null;
}

/**
 * Registers a replay, unless there are as many as may be.
 * @returns its number; `null`: there are too many
 */
export async function insertReplay(
  tx: Queryable,
  replay: Pick<ReplayRow, 'ofRealm' | 'from' | 'to' | 'known' | 'speed'> & { madeBy: number | null },
  most: number,
): Promise<number | null> {
  await tx.query(`LOCK TABLE ${SHARED_SCHEMA}.replay IN SHARE ROW EXCLUSIVE MODE`);
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO ${SHARED_SCHEMA}.replay (id, realm, of_realm, from_at, to_at, shows, known, speed, made_by)
     OVERRIDING SYSTEM VALUE
     SELECT n, 'replay_' || n, $1, $2::timestamptz, $3::timestamptz, $2::timestamptz, $4, $5, $6
     FROM (SELECT nextval(pg_get_serial_sequence('${SHARED_SCHEMA}.replay', 'id')) AS n) AS next
     WHERE (SELECT count(*) FROM ${SHARED_SCHEMA}.replay) < $7 RETURNING id`,
    [replay.ofRealm, iso(replay.from), iso(replay.to), replay.known, replay.speed, replay.madeBy, most],
  );
  return row?.id ?? null;
}

/** What was ordered; what is left out stays. @returns false where there is no such replay */
export async function orderReplay(
  tx: Queryable,
  id: number,
  { seekTo, speed, state }: { state: ReplayRow['state'] | null; speed: number | null; seekTo: number | null },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE ${SHARED_SCHEMA}.replay SET state = coalesce($2, state), speed = coalesce($3, speed),
       seek_to = coalesce($4::timestamptz, seek_to), orders = orders + 1, used_at = now() WHERE id = $1 RETURNING 1`,
    [id, state, speed, seekTo === null ? null : iso(seekTo)],
  );
  return rows.length > 0;
}

/**
 * How much of it is there while it is made or sought.
 * @returns false where it is no more, or another server plays it by now
 */
export async function saveMaking(
  db: Queryable,
  { holder, id }: Pick<ReplayRow, 'id' | 'holder'>,
  share: number,
): Promise<boolean> {
  const rows = await db.query(
    `UPDATE ${SHARED_SCHEMA}.replay SET made = $3 WHERE id = $1 AND holder = $2 RETURNING 1`,
    [id, holder, share],
  );
  return rows.length > 0;
}

/**
 * How far it has come, where the same server still plays it. What was ordered since the row was read counts more: a state is
 * kept only where no order came since, or none that says whether it plays.
 * @param soughtTo the seek that was carried out
 */
export async function saveReplay(
  db: Queryable,
  { holder, id, orders }: Pick<ReplayRow, 'id' | 'orders' | 'holder'>,
  at: { shows: number; state: ReplayRow['state'] | null; soughtTo: number | null; used: boolean },
): Promise<void> {
  await db.query(
    `UPDATE ${SHARED_SCHEMA}.replay SET shows = $3::timestamptz, made = NULL,
       state = CASE WHEN orders = $2 OR state = 'preparing' THEN coalesce($4, state) ELSE state END,
       seek_to = CASE WHEN seek_to = $5::timestamptz THEN NULL ELSE seek_to END,
       used_at = CASE WHEN $6 THEN now() ELSE used_at END WHERE id = $1 AND holder = $7`,
    [id, orders, iso(at.shows), at.state, at.soughtTo === null ? null : iso(at.soughtTo), at.used, holder],
  );
}

export async function deleteReplay(tx: Queryable, id: number): Promise<void> {
  await tx.query(`DELETE FROM ${SHARED_SCHEMA}.replay WHERE id = $1`, [id]);
}

/** Takes those off the register that nobody has used for so long. @returns their numbers */
export async function deleteUnused(db: Queryable, hours: number): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `DELETE FROM ${SHARED_SCHEMA}.replay WHERE used_at < now() - make_interval(hours => $1) RETURNING id`,
    [hours],
  );
  return rows.map(({ id }) => id);
}

/** Takes the playing of a replay up, or says that one still does; see `holdLease`. */
export async function holdReplay(
  db: Queryable,
  id: number,
  holder: string,
  seconds: number,
): Promise<number | null> {
  return await holdLease(db, `${SHARED_SCHEMA}.replay`, { id, holder }, seconds);
}

export async function giveReplays(db: Queryable, holder: string): Promise<void> {
  await giveLeases(db, `${SHARED_SCHEMA}.replay`, holder);
}

/** Realms of replays that nothing plays any more: their server ended before it had dropped them. */
export async function readLeftRealms(db: Queryable): Promise<string[]> {
  const rows = await db.query<{ name: string }>(
    `SELECT name FROM ${SHARED_SCHEMA}.realm r
     WHERE kind = 'replay' AND NOT EXISTS (SELECT FROM ${SHARED_SCHEMA}.replay p WHERE p.realm = r.name)`,
  );
  return rows.map(({ name }) => name);
}
