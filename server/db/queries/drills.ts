import type { RealmCell } from '../../contract/cells.ts';
import type { DrillEvent, DrillReport, DrillState } from '../../contract/drill-rest.ts';
import type { Inject, Scenario } from '../../contract/scenario.ts';
import type { Database, Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';
import { giveLeases, holdLease, leftMs } from './lease.ts';
import { HASHES } from './read-principals.ts';
import { utcText } from './utc-text.ts';

/** A drill as the register has it; instants are milliseconds since the Unix epoch. */
export interface DrillRow {
  id: number;
  realm: string;
  scenario: Scenario;
  play: string | null;
  state: DrillState;
  speed: number;
  startsAt: number;
  shows: number;
  directedBy: string | null;
  createdAt: number;
  endedAt: number | null;
  report: DrillReport | null;
  /** For how long no server has driven it, in milliseconds; `null`: one does. */
  leftMs: number | null;
}

type Stored = Omit<DrillRow, 'startsAt' | 'shows' | 'createdAt' | 'endedAt'> & {
  startsAt: Date;
  shows: Date;
  createdAt: Date;
  endedAt: Date | null;
};

const COLUMNS = `d.id, d.realm, d.scenario, d.play, d.state, d.speed, d.starts_at AS "startsAt", d.shows,
  a.name AS "directedBy", d.created_at AS "createdAt", d.ended_at AS "endedAt", d.report,
  ${leftMs('d')} AS "leftMs"`;
const FROM = `${SHARED_SCHEMA}.drill d LEFT JOIN ${SHARED_SCHEMA}.account a ON a.id = d.directed_by`;

const iso = (at: number) => new Date(at).toISOString();

function rowOf({ createdAt, endedAt, shows, startsAt, ...row }: Stored): DrillRow {
  return {
    ...row,
    startsAt: startsAt.getTime(),
    shows: shows.getTime(),
    createdAt: createdAt.getTime(),
    endedAt: endedAt?.getTime() ?? null,
  };
}

/** Of a drill that is to be made: its number, which its realm is named by. */
export async function nextDrillId(db: Queryable): Promise<number> {
  const [row] = await db.query<{ id: number }>(
    `SELECT nextval(pg_get_serial_sequence('${SHARED_SCHEMA}.drill', 'id')) AS id`,
  );
  if (row === undefined) throw new Error('there is no next number');
  return row.id;
}

export async function insertDrill(
  tx: Queryable,
  drill: Pick<DrillRow, 'id' | 'realm' | 'scenario' | 'play' | 'speed' | 'startsAt' | 'shows'> & {
    directedBy: number | null;
    tokenHash: Buffer;
  },
): Promise<void> {
  await tx.query(
    `INSERT INTO ${SHARED_SCHEMA}.drill (id, realm, scenario, play, speed, starts_at, shows, directed_by, token_hash)
     OVERRIDING SYSTEM VALUE VALUES ($1, $2, $3::jsonb, $4, $5, $6, $7, $8, $9)`,
    [
      drill.id,
      drill.realm,
      JSON.stringify(drill.scenario),
      drill.play,
      drill.speed,
      iso(drill.startsAt),
      iso(drill.shows),
      drill.directedBy,
      drill.tokenHash,
    ],
  );
}

/** The newest first. */
export async function readDrills(db: Queryable): Promise<DrillRow[]> {
  const rows = await db.query<Stored>(`SELECT ${COLUMNS} FROM ${FROM} ORDER BY d.id DESC LIMIT 200`);
  return rows.map(rowOf);
}

export async function readDrill(db: Queryable, id: number): Promise<DrillRow | null> {
  const [row] = await db.query<Stored>(`SELECT ${COLUMNS} FROM ${FROM} WHERE d.id = $1`, [id]);
  return row === undefined ? null : rowOf(row);
}

/** The drill whose driver shows this. */
export async function findDrillByToken(db: Queryable, hash: Buffer): Promise<number | null> {
  const [row] = await db.query<{ id: number }>(
    `SELECT id FROM ${SHARED_SCHEMA}.drill WHERE token_hash = $1 AND state NOT IN ('archived', 'dropped')`,
    [hash],
  );
  return row?.id ?? null;
}

/** What the token of a drill's driver may watch, while the drill has not ended. */
export interface DriverRow {
  /** Of the drill. */
  id: number;
  realm: string;
}

const OPEN = `state IN ('preparing', 'running', 'paused')`;

/** By the SHA-256 of their tokens, in hexadecimal; unknown ones and those of drills that have ended are left out. */
export async function readDriversByToken(
  db: Queryable,
  hashes: readonly string[],
): Promise<(DriverRow & { hash: string })[]> {
  return await db.query<DriverRow & { hash: string }>(
    `SELECT encode(token_hash, 'hex') AS hash, id, realm FROM ${SHARED_SCHEMA}.drill
     WHERE token_hash = ANY (${HASHES}) AND ${OPEN}`,
    [hashes.join(',')],
  );
}

/** Those of the drills that have not ended; see `readHolders`. */
export async function readOpenDrills(db: Database, ids: readonly number[]): Promise<DriverRow[]> {
  if (ids.length === 0) return [];
  return await db.query<DriverRow>(
    `SELECT id, realm FROM ${SHARED_SCHEMA}.drill WHERE id = ANY (string_to_array($1, ',')::bigint[]) AND ${OPEN}`,
    [ids.join(',')],
    { timeoutMs: 1_500 },
  );
}

export async function setDrillToken(db: Queryable, id: number, hash: Buffer): Promise<void> {
  await db.query(`UPDATE ${SHARED_SCHEMA}.drill SET token_hash = $2 WHERE id = $1`, [id, hash]);
}

/** @returns false where it stands in none of the states `from` any more */
export async function changeDrill(
  tx: Queryable,
  id: number,
  { from, speed, state }: { from: readonly DrillState[]; state: DrillState; speed: number | null },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE ${SHARED_SCHEMA}.drill SET state = $2, speed = coalesce($3, speed),
       ended_at = CASE WHEN $2 = 'ended' THEN now() ELSE ended_at END
     WHERE id = $1 AND state = ANY (string_to_array($4, ',')) RETURNING 1`,
    [id, state, speed, from.join(',')],
  );
  return rows.length > 0;
}

/**
 * As far as the clock has come.
 * @param term number of the lease under which it has
 * @returns false where somebody else drives it by now, or it has ended: the clock is no more to be set
 */
export async function saveDrillClock(
  tx: Queryable,
  id: number,
  shows: number,
  term: number,
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE ${SHARED_SCHEMA}.drill SET shows = $2
     WHERE id = $1 AND term = $3 AND state NOT IN ('ended', 'archived', 'dropped') RETURNING 1`,
    [id, iso(shows), term],
  );
  return rows.length > 0;
}

export async function saveDrillReport(db: Queryable, id: number, report: DrillReport): Promise<void> {
  await db.query(`UPDATE ${SHARED_SCHEMA}.drill SET report = $2::jsonb WHERE id = $1`, [
    id,
    JSON.stringify(report),
  ]);
}

/** Takes the driving of a drill up, or says that one still does; see `holdLease`. */
export async function holdDrill(
  db: Queryable,
  id: number,
  holder: string,
  seconds: number,
): Promise<number | null> {
  const shown = "state NOT IN ('archived', 'dropped')";
  return await holdLease(db, `${SHARED_SCHEMA}.drill`, { id, holder }, seconds, shown);
}

export async function giveDrills(db: Queryable, holder: string, id: number | null = null): Promise<void> {
  await giveLeases(db, `${SHARED_SCHEMA}.drill`, holder, id);
}

/** Those that have not ended and that no server drives: the one that did is gone. */
export async function readLeftDrills(db: Queryable): Promise<DrillRow[]> {
  const rows = await db.query<Stored>(
    `SELECT ${COLUMNS} FROM ${FROM} WHERE d.${OPEN} AND NOT coalesce(d.held_until > clock_timestamp(), false)
     ORDER BY d.id`,
  );
  return rows.map(rowOf);
}

/** Writes to the log of a drill. @param at on the drill's clock */
export async function appendDrillEvent(
  tx: Queryable,
  drill: number,
  { at, detail, kind }: { at: number; kind: string; detail: Record<string, unknown> },
): Promise<void> {
  await tx.query(
    `INSERT INTO ${SHARED_SCHEMA}.drill_event (drill, at, kind, detail) VALUES ($1, $2, $3, $4::jsonb)`,
    [drill, iso(at), kind, JSON.stringify(detail)],
  );
}

/** The log of a drill, the first first: all of it, since it is judged by it. */
export async function readDrillLog(db: Queryable, drill: number): Promise<DrillEvent[]> {
  return await db.query<DrillEvent>(
    `SELECT id, ${utcText('at')} AS at, ${utcText('told_at')} AS "toldAt", kind, detail
     FROM ${SHARED_SCHEMA}.drill_event WHERE drill = $1 ORDER BY id`,
    [drill],
  );
}

/** Injects by hand that the director has ordered since, in order. */
export async function readOrderedInjects(
  db: Queryable,
  drill: number,
  after: number,
): Promise<{ id: number; inject: Inject }[]> {
  return await db.query<{ id: number; inject: Inject }>(
    `SELECT id, detail -> 'inject' AS inject FROM ${SHARED_SCHEMA}.drill_event
     WHERE drill = $1 AND id > $2 AND kind = 'ordered' ORDER BY id`,
    [drill, after],
  );
}

/** Whether the end of a drill that has not ended was ordered, from whatever server. */
export async function isEndOrdered(db: Queryable, drill: number): Promise<boolean> {
  const rows = await db.query(
    `SELECT FROM ${SHARED_SCHEMA}.drill d WHERE id = $1 AND ${OPEN}
       AND EXISTS (SELECT FROM ${SHARED_SCHEMA}.drill_event WHERE drill = d.id AND kind = 'end-ordered')`,
    [drill],
  );
  return rows.length > 0;
}

/**
 * Realms of drills and replays that servers show, whoever drives them. `generation` as `readRealmClock` has it; `null`: it is
 * being made, and what is there by now is not to be shown.
 */
export async function readPassingRealms(
  db: Queryable,
): Promise<(RealmCell & { generation: number | null })[]> {
  return await db.query(
    `SELECT r.name, r.kind, r.title_ko AS ko, r.title_en AS en, r.simulated,
       CASE WHEN r.kind = 'drill' OR obj_description(to_regnamespace(r.name), 'pg_namespace') = 'seeded'
            THEN to_regclass(r.name || '.realm_clock')::oid::bigint END AS generation
     FROM ${SHARED_SCHEMA}.realm r
     LEFT JOIN ${SHARED_SCHEMA}.drill d ON d.realm = r.name LEFT JOIN ${SHARED_SCHEMA}.replay p ON p.realm = r.name
     WHERE d.state NOT IN ('archived', 'dropped') OR p.id IS NOT NULL`,
  );
}

/** An account that nobody signs in with: participants whom the board plays act as it. */
export async function holdPlayer(db: Queryable): Promise<{ id: number; name: string }> {
  const [row] = await db.query<{ id: number; name: string }>(
    `INSERT INTO ${SHARED_SCHEMA}.account AS a (login, name, disabled_at) VALUES ('drill-player', 'Drill player · 훈련 참가자', now())
     ON CONFLICT (login) DO UPDATE SET login = a.login RETURNING id, name`,
  );
  if (row === undefined) throw new Error('there is no player');
  return row;
}
