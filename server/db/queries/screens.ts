import type { ScreenChange, ScreenSettings } from '../../contract/screens-rest.ts';
import { arrayLiteral } from '../array-literal.ts';
import type { Database, Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** As the wall gets them. */
export type ScreenSettingsRow = ScreenSettings;

/** The realm is that of the drill that it takes part in, while it does: so it moves there and back by itself. */
export const SETTINGS = `id, name, coalesce(drill_realm, realm) AS realm, scope, views, dwell_seconds AS "dwellSeconds", inches, metres, language`;

/** Adds a screen that has no key yet: the given hash is nobody's. */
export async function insertScreen(
  tx: Queryable,
  screen: Omit<ScreenSettings, 'id'> & { keyHash: Buffer; pairedBy: number },
): Promise<ScreenSettingsRow> {
  const [row] = await tx.query<ScreenSettingsRow>(
    `INSERT INTO ${SHARED_SCHEMA}.screen
       (name, key_hash, realm, scope, views, dwell_seconds, inches, metres, language, paired_by)
     VALUES ($1, $2, $3, $4, $5::text[], $6, $7, $8, $9, $10) RETURNING ${SETTINGS}`,
    [
      screen.name,
      screen.keyHash,
      screen.realm,
      screen.scope,
      list(screen.views),
      screen.dwellSeconds,
      screen.inches,
      screen.metres,
      screen.language,
      screen.pairedBy,
    ],
  );
  if (row === undefined) throw new Error('a screen was not written');
  return row;
}

/** Gives a screen its key. `null` when it was revoked meanwhile. */
export async function setScreenKey(
  tx: Queryable,
  id: number,
  keyHash: Buffer,
): Promise<ScreenSettingsRow | null> {
  const [row] = await tx.query<ScreenSettingsRow>(
    `UPDATE ${SHARED_SCHEMA}.screen SET key_hash = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING ${SETTINGS}`,
    [id, keyHash],
  );
  return row ?? null;
}

/** `null` when there is no such screen, or it is revoked. Held until the transaction ends. */
export async function holdScreen(tx: Queryable, id: number): Promise<ScreenSettingsRow | null> {
  const [row] = await tx.query<ScreenSettingsRow>(
    `SELECT ${SETTINGS} FROM ${SHARED_SCHEMA}.screen WHERE id = $1 AND revoked_at IS NULL FOR UPDATE`,
    [id],
  );
  return row ?? null;
}

export async function readScreenSettings(db: Database, id: number): Promise<ScreenSettingsRow | null> {
  const [row] = await db.query<ScreenSettingsRow>(
    `SELECT ${SETTINGS} FROM ${SHARED_SCHEMA}.screen WHERE id = $1 AND revoked_at IS NULL`,
    [id],
  );
  return row ?? null;
}

/** Changes what is given; the rest stays, and whoever saves a screen in a drill as it stands does not move it there for good. */
export async function updateScreen(
  tx: Queryable,
  id: number,
  change: ScreenChange,
): Promise<ScreenSettingsRow | null> {
  const [row] = await tx.query<ScreenSettingsRow>(
    `UPDATE ${SHARED_SCHEMA}.screen SET name = coalesce($2, name), realm = coalesce(nullif($3, drill_realm), realm), scope = coalesce($4, scope),
       views = coalesce($5::text[], views), dwell_seconds = coalesce($6, dwell_seconds), inches = coalesce($7, inches),
       metres = coalesce($8, metres), language = coalesce($9, language)
     WHERE id = $1 AND revoked_at IS NULL RETURNING ${SETTINGS}`,
    [
      id,
      change.name ?? null,
      change.realm ?? null,
      change.scope ?? null,
      change.views === undefined ? null : list(change.views),
      change.dwellSeconds ?? null,
      change.inches ?? null,
      change.metres ?? null,
      change.language ?? null,
    ],
  );
  return row ?? null;
}

/** It shows a drill's realm from now on. @returns whether there is such a screen, and it is not revoked */
export async function joinScreen(tx: Queryable, realm: string, id: number): Promise<boolean> {
  return await moveScreen(tx, realm, id);
}

/** It goes back to its own realm. @returns as {@link joinScreen} */
export async function leaveScreen(tx: Queryable, id: number): Promise<boolean> {
  return await moveScreen(tx, null, id);
}

async function moveScreen(tx: Queryable, realm: string | null, id: number): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE ${SHARED_SCHEMA}.screen SET drill_realm = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING 1 AS one`,
    [id, realm],
  );
  return rows.length > 0;
}

/** Screens that watch a drill. */
export async function readScreensIn(db: Queryable, realm: string): Promise<Set<number>> {
  const rows = await db.query<{ id: number }>(
    `SELECT id FROM ${SHARED_SCHEMA}.screen WHERE drill_realm = $1 AND revoked_at IS NULL`,
    [realm],
  );
  return new Set(rows.map(({ id }) => id));
}

/** For ever. @returns whether it was paired until now */
export async function revokeScreen(tx: Queryable, id: number): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE ${SHARED_SCHEMA}.screen SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL RETURNING 1 AS one`,
    [id],
  );
  return rows.length > 0;
}

export interface ListedScreenRow extends ScreenSettingsRow {
  pairedAt: Date;
  silentMs: number | null;
  paintedVersion: number | null;
  lagMs: number | null;
  driftMs: number | null;
  heapBytes: number | null;
  build: string | null;
}

/** Every screen that is not revoked, by name. */
export async function listScreens(db: Database): Promise<ListedScreenRow[]> {
  return await db.query<ListedScreenRow>(
    `SELECT ${SETTINGS}, paired_at AS "pairedAt", painted_version AS "paintedVersion", lag_ms AS "lagMs",
       (extract(epoch FROM now() - reported_at) * 1000)::float8 AS "silentMs",
       drift_ms AS "driftMs", heap_bytes AS "heapBytes", build
     FROM ${SHARED_SCHEMA}.screen WHERE revoked_at IS NULL ORDER BY name, id`,
  );
}

/** What a screen said of itself last. */
export interface ReportRow {
  screen: number;
  paintedVersion: number;
  lagMs: number;
  driftMs: number;
  heapBytes: number | null;
  build: string;
}

/** A clock may be wrong by decades: no more than fits. */
const MOST_INTEGER = 2_147_483_647;

/** Writes the reports of many screens down in one statement; each screen is there once. */
export async function writeReports(db: Database, reports: readonly ReportRow[]): Promise<void> {
  const rows = reports.map((each) => [
    each.screen,
    each.paintedVersion,
    each.lagMs,
    Math.max(-MOST_INTEGER, Math.min(MOST_INTEGER, each.driftMs)),
    each.heapBytes,
    each.build,
  ]);
  await db.query(
    `UPDATE ${SHARED_SCHEMA}.screen s SET reported_at = now(), painted_version = r.painted, lag_ms = r.lag,
       drift_ms = r.drift, heap_bytes = r.heap, build = r.build
     FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::integer[], $5::bigint[], $6::text[])
       AS r (id, painted, lag, drift, heap, build)
     WHERE s.id = r.id AND s.revoked_at IS NULL`,
    [0, 1, 2, 3, 4, 5].map((column) => arrayLiteral(rows, column)),
  );
}

function list(texts: readonly string[]): string {
  return arrayLiteral(
    texts.map((each) => [each]),
    0,
  );
}
