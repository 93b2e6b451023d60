import type { HeldEvent } from '../../contract/feed-rest.ts';
import { arrayLiteral } from '../array-literal.ts';
import type { Queryable, RealmDatabase, RealmQueries } from '../database.ts';
import { valuesOf, type EventRow, type EventTable } from './insert-events.ts';
import { utcText } from './utc-text.ts';

/** What a field of a type of event may be; beyond it the event is held for review. */
export interface Bound {
  type: string;
  field: string;
  lowest: number | null;
  highest: number | null;
}

export async function readBounds({ db, schema }: RealmQueries): Promise<Bound[]> {
  return await db.query<Bound>(`SELECT type, field, lowest, highest FROM ${schema}.plausible_bound`);
}

/** Of a feed that has more events that wait for review or were discarded, it is not read which ones. */
const FEW_HELD = 200;

/** Names of events that wait for review or were discarded, by feed; of feeds that have many, `null`. */
export async function readHeldNames({
  db,
  schema,
}: RealmQueries): Promise<{ feed: string; source: string | null; id: string | null }[]> {
  return await db.query(
    `WITH held AS (
       SELECT feed, count(*) AS events FROM ${schema}.held_event WHERE decision IS DISTINCT FROM 'released' GROUP BY feed)
     SELECT held.feed, e.source, e.event_id AS id
     FROM held LEFT JOIN ${schema}.held_event e
       ON e.feed = held.feed AND e.decision IS DISTINCT FROM 'released' AND held.events <= ${FEW_HELD}`,
  );
}

/**
 * Which of the events wait for review or were discarded as they are, whichever token of their feed brings them, by their place,
 * and for what.
 */
export async function readHeldOf(
  { db, schema }: RealmQueries,
  events: readonly HeldRow[],
): Promise<{ place: number; path: string; reason: string }[]> {
  const rows = events.map(({ feed, id, row, source, time, type }) => [
    type,
    feed,
    source,
    id,
    time,
    JSON.stringify(row),
  ]);
  return await db.query(
    `SELECT n.place::integer - 1 AS place, h.path, h.reason
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::jsonb[])
       WITH ORDINALITY AS n(type, feed, source, event_id, time, row, place)
     JOIN ${schema}.held_event h USING (type, feed, source, event_id, time)
     WHERE h.decision IS DISTINCT FROM 'released' AND h.row - 'token' = n.row - 'token'`,
    [0, 1, 2, 3, 4, 5].map((column) => arrayLiteral(rows, column)),
  );
}

/** An event as it is held. */
export interface HeldRow {
  type: string;
  feed: string;
  /** Number of the token that sent it. */
  token: number;
  source: string;
  id: string;
  /** ISO 8601, UTC. */
  time: string;
  reason: string;
  /** Values by column of its table. */
  row: Readonly<Record<string, unknown>>;
}

/** One that is decided about, and when it was received: ISO 8601, UTC. */
export interface DecidedRow extends HeldRow {
  heldAt: string;
}

/** What is there already of rows, by their place, or was and is known by its identity. */
export async function readPlacesThere(
  { db, schema }: RealmQueries,
  { table }: EventTable,
  rows: readonly EventRow[],
): Promise<Set<number>> {
  const found = await db.query<{ place: number }>(
    `SELECT place::integer - 1 AS place
     FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS n(time, feed, source, id, place)
     WHERE EXISTS (SELECT FROM ${schema}.${table} e WHERE (e.source, e.id, e.feed, e.time) = (n.source, n.id, n.feed, n.time))
        OR EXISTS (SELECT FROM ${schema}.old_event o WHERE (o.source, o.id, o.feed, o.time, o.stream)
                                                         = (n.source, n.id, n.feed, n.time, '${table}'))`,
    // Time, feed, source and id among the columns that every event has.
    [0, 2, 3, 4].map((column) => arrayLiteral(rows, column)),
  );
  return new Set(found.map(({ place }) => place));
}

/**
 * Keeps events for review, each once.
 * @returns for each what was decided about it, `null` where nobody has yet
 */
export async function holdEvents(
  { db, schema }: RealmQueries,
  events: readonly (HeldRow & { path: string })[],
): Promise<('released' | 'discarded' | null)[]> {
  if (events.length === 0) return [];
  const rows = events.map(({ feed, id, path, reason, row, source, time, token, type }) => [
    ...[type, feed, source, id, time, path, reason],
    ...[JSON.stringify(row), token],
  ]);
  const arrays = ['text', 'text', 'text', 'text', 'timestamptz', 'text', 'text', 'jsonb', 'bigint'].map(
    (type, index) => `$${index + 1}::${type}[]`,
  );
  const parameters = arrays.map((_, column) => arrayLiteral(rows, column));
  await db.query(
    `INSERT INTO ${schema}.held_event (type, feed, source, event_id, time, path, reason, row, token)
     SELECT * FROM unnest(${arrays.join(', ')}) ON CONFLICT DO NOTHING`,
    parameters,
  );
  const found = await db.query<{ decision: 'released' | 'discarded' | null }>(
    `SELECT h.decision FROM unnest(${arrays.slice(0, 5).join(', ')}) WITH ORDINALITY AS e(type, feed, source, event_id, time, place)
     JOIN ${schema}.held_event h USING (type, feed, source, event_id, time) ORDER BY place`,
    parameters.slice(0, 5),
  );
  return found.map(({ decision }) => decision);
}

/** A page has room for so many; the others come when these are decided. */
const MOST_LISTED = 200;

/** Those that nobody has decided about, the oldest first, and how many there are. */
export async function listHeldEvents({
  db,
  schema,
}: RealmDatabase): Promise<{ held: number; events: HeldEvent[] }> {
  const [counted] = await db.query<{ held: number }>(
    `SELECT count(*) AS held FROM ${schema}.held_event WHERE decision IS NULL`,
  );
  const events = await db.query<HeldEvent>(
    `SELECT id, ${utcText('held_at')} AS "heldAt", feed, type, source, event_id AS "eventId", ${utcText('time')} AS time,
            path, reason
     FROM ${schema}.held_event WHERE decision IS NULL ORDER BY id LIMIT ${MOST_LISTED}`,
  );
  return { held: counted?.held ?? 0, events };
}

/** @returns the event decided about, or `null`: there is none that waits under this number */
export async function decideHeldEvent(
  tx: Queryable,
  schema: string,
  { actor, decision, id }: { id: number; decision: 'released' | 'discarded'; actor: string },
): Promise<DecidedRow | null> {
  // What puts an event in takes this lock before others: so does taking back, which decides about held events as well.
  if (decision === 'released') await tx.query(`SELECT pg_advisory_xact_lock(${schema}.correction_lock())`);
  const [row] = await tx.query<DecidedRow>(
    `UPDATE ${schema}.held_event SET decision = $2, decided_by = $3, decided_at = ${schema}.realm_clock_timestamp()
     WHERE id = $1 AND decision IS NULL
     RETURNING type, feed, token, source, event_id AS id, ${utcText('time')} AS time,
               ${utcText('held_at')} AS "heldAt", reason, row`,
    [id, decision, actor],
  );
  return row ?? null;
}

/**
 * Puts in the row of an event that was held: it counts from now on, under the triggers of any other.
 * @param heldAt when it was received
 * @param old older than the identities that are kept: its own is kept from now on
 * @returns false when it is there already
 */
export async function insertReleased(
  { db, schema }: RealmQueries,
  { columns, table }: EventTable,
  row: EventRow,
  { heldAt, old }: { heldAt: string; old: boolean },
): Promise<boolean> {
  const values = columns.map((_, column) => row[column] ?? null);
  const names = columns.map(({ name }) => name).join(', ');
  const input = columns.map(({ name, type }, place) => `$${place + 1}::${type} AS ${name}`).join(', ');
  if (old) {
    const kept = await db.query(
      `INSERT INTO ${schema}.old_event (stream, feed, source, id, time) VALUES ('${table}', $1, $2, $3, $4::timestamptz)
       ON CONFLICT DO NOTHING RETURNING id`,
      [row[2], row[3], row[4], row[0]],
    );
    if (kept.length === 0) return false;
  }
  const inserted = await db.query(
    `INSERT INTO ${schema}.${table} (${names}, received_at)
     SELECT ${valuesOf(schema, columns)}, $${columns.length + 1}::timestamptz FROM (SELECT ${input}) AS input
     ON CONFLICT DO NOTHING RETURNING id`,
    [...values, heldAt],
  );
  return inserted.length > 0;
}
