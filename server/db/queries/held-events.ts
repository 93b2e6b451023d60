import type { HeldEvent } from '../../contract/feed-rest.ts';
import { arrayLiteral } from '../array-literal.ts';
import type { Queryable, RealmDatabase } from '../database.ts';
import { valuesOf, type EventTable } from './insert-events.ts';
import { utcText } from './utc-text.ts';

/** What a field of a type of event may be; beyond it the event is held for review. */
export interface Bound {
  type: string;
  field: string;
  lowest: number | null;
  highest: number | null;
}

export async function readBounds({ db, schema }: RealmDatabase): Promise<Bound[]> {
  return await db.query<Bound>(`SELECT type, field, lowest, highest FROM ${schema}.plausible_bound`);
}

export interface NewHeldEvent {
  type: string;
  feed: string;
  source: string;
  id: string;
  /** ISO 8601, UTC. */
  time: string;
  path: string;
  reason: string;
  /** Values by column of its table. */
  row: Readonly<Record<string, unknown>>;
}

/**
 * Keeps events for review, each once.
 * @returns for each what was decided about it, `null` where nobody has yet
 */
export async function holdEvents(
  { db, schema }: RealmDatabase,
  events: readonly NewHeldEvent[],
): Promise<('released' | 'discarded' | null)[]> {
  const rows = events.map(({ feed, id, path, reason, row, source, time, type }) => [
    ...[type, feed, source, id, time, path, reason],
    JSON.stringify(row),
  ]);
  const arrays = ['text', 'text', 'text', 'text', 'timestamptz', 'text', 'text', 'jsonb'].map(
    (type, index) => `$${index + 1}::${type}[]`,
  );
  const parameters = arrays.map((_, column) => arrayLiteral(rows, column));
  await db.query(
    `INSERT INTO ${schema}.held_event (type, feed, source, event_id, time, path, reason, row)
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
): Promise<Omit<NewHeldEvent, 'path'> | null> {
  const [row] = await tx.query<Omit<NewHeldEvent, 'path'>>(
    `UPDATE ${schema}.held_event SET decision = $2, decided_by = $3, decided_at = ${schema}.realm_clock_timestamp()
     WHERE id = $1 AND decision IS NULL
     RETURNING type, feed, source, event_id AS id, ${utcText('time')} AS time, reason, row`,
    [id, decision, actor],
  );
  return row ?? null;
}

/** Puts in the row of an event that was held: it counts from now on, under the triggers of any other. */
export async function insertReleased(
  tx: Queryable,
  schema: string,
  { columns, table }: EventTable,
  row: NewHeldEvent['row'],
): Promise<void> {
  await tx.query(
    `INSERT INTO ${schema}.${table} (${columns.map(({ name }) => name).join(', ')})
     SELECT ${valuesOf(schema, columns)} FROM jsonb_populate_record(NULL::${schema}.${table}, $1::text::jsonb)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(row)],
  );
}
