import { EVENT_STREAMS } from '../../contract/events/catalogue.ts';
import type { Queryable } from '../database.ts';
import { utcText } from './utc-text.ts';

/** What a feed said in a period, by when the database received it: from the first instant to before the other, ISO 8601. */
export interface SaidPeriod {
  feed: string;
  from: string;
  until: string;
}

/** What can be taken back, in the order in which it is: what was corrected first, cases and leads before what is matched with them. */
export const STREAMS = ['correction', ...EVENT_STREAMS] as const;
export type Stream = (typeof STREAMS)[number];

const within = (at: string) => `${at} >= $2::timestamptz AND ${at} < $3::timestamptz`;
const paramsOf = ({ feed, from, until }: SaidPeriod) => [feed, from, until];

/** Whether the period has begun to end by the realm's clock. */
export async function isOver(db: Queryable, schema: string, until: string): Promise<boolean> {
  const rows = await db.query(`SELECT WHERE $1::timestamptz <= ${schema}.realm_clock_timestamp()`, [until]);
  return rows.length > 0;
}

/** Whether anything was ever heard of a feed, or may be. */
export async function isFeed(db: Queryable, schema: string, feed: string): Promise<boolean> {
  const rows = await db.query(
    `SELECT FROM ${schema}.feed_day WHERE feed = $1
     UNION ALL SELECT FROM gwanje.feed_token WHERE realm = $2 AND feed = $1 LIMIT 1`,
    [feed, schema],
  );
  return rows.length > 0;
}

/** @returns the number of the order, also where it was begun before */
export async function orderTakeBack(tx: Queryable, schema: string, said: SaidPeriod): Promise<number> {
  const [order] = await tx.query<{ number: number }>(
    `INSERT INTO ${schema}.taken_back (feed, said_from, said_until) VALUES ($1, $2, $3)
     ON CONFLICT (feed, said_from, said_until) WHERE undone_at IS NULL DO UPDATE SET open = true, worked_at = excluded.worked_at RETURNING number`,
    paramsOf(said),
  );
  if (order === undefined) throw new Error('an order to take back was neither made nor found');
  return order.number;
}

/** @returns whether the order stands: until the transaction has ended nobody undoes it */
export async function stands(tx: Queryable, schema: string, number: number): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE ${schema}.taken_back SET worked_at = ${schema}.realm_clock_timestamp()
     WHERE number = $1 AND undone_at IS NULL RETURNING number`,
    [number],
  );
  return rows.length > 0;
}

/**
 * Waits for writers that have begun; others wait until the transaction has ended. Who announces, or lands what was announced,
 * takes the table before the lock of corrections: so it is here.
 */
export async function waitForWriters(tx: Queryable, schema: string): Promise<void> {
  await tx.query(`LOCK TABLE ${schema}.announced_arrival IN SHARE ROW EXCLUSIVE MODE`);
  await tx.query(`SELECT pg_advisory_xact_lock(${schema}.correction_lock())`);
}

/**
 * Notes every event and correction of the period that is not noted yet; it stops counting with {@link settleSome}.
 * @returns how many
 */
export async function noteSaid(
  tx: Queryable,
  schema: string,
  said: SaidPeriod,
  number: number,
): Promise<number> {
  let noted = 0;
  for (const stream of STREAMS) {
    const rows = await tx.query<{ noted: number }>(
      `WITH noted AS (
         INSERT INTO ${schema}.taken_event (number, stream, feed, source, id, time)
         SELECT $4, '${stream}', feed, source, id, time FROM (
           SELECT feed, source, id, time FROM ${schema}.${stream}
           WHERE feed = $1 AND received_at IS NULL AND ${within('recorded_at')}
           UNION ALL
           SELECT feed, source, id, time FROM ${schema}.${stream} WHERE feed = $1 AND ${within('received_at')}
         ) e
         ON CONFLICT DO NOTHING RETURNING 1
       ) SELECT count(*) AS noted FROM noted`,
      [...paramsOf(said), number],
    );
    noted += rows[0]?.noted ?? 0;
  }
  return noted;
}

/** What was done of an order. */
export interface Settled {
  /** Events of which it was settled. */
  settled: number;
  /** Of them those that counted and do so no more, or the other way round where the order was undone. */
  counted: number;
  /** Events whose corrections were among them. */
  corrections: number;
}

/** Settles some of what an order names in a stream; see settle_taken_back() in migrations/realm/045-own-word.sql. */
export async function settleSome(
  tx: Queryable,
  schema: string,
  number: number,
  stream: Stream,
  most: number,
): Promise<Settled> {
  const [some] = await tx.query<Settled>(`SELECT * FROM ${schema}.settle_taken_back($1, $2, $3)`, [
    number,
    stream,
    most,
  ]);
  return some ?? { settled: 0, counted: 0, corrections: 0 };
}

/** An order that may not be settled. */
export interface OpenOrder extends SaidPeriod {
  number: number;
  undone: boolean;
}

/** Those that nobody works on: the server that did has ended, or left something that was still being written. */
export async function readOpenOrders(db: Queryable, schema: string): Promise<OpenOrder[]> {
  return await db.query<OpenOrder>(
    `SELECT number, feed, ${utcText('said_from')} AS from, ${utcText('said_until')} AS until, undone_at IS NOT NULL AS undone
     FROM ${schema}.taken_back WHERE open AND worked_at < ${schema}.realm_clock_timestamp() - INTERVAL '30 seconds' ORDER BY number`,
  );
}

/**
 * Of an order of which nothing is left. What was being written when its period ended may still come: one whose period is not
 * over for a minute stays open.
 */
export async function closeOrder(tx: Queryable, schema: string, number: number): Promise<void> {
  await tx.query(
    `UPDATE ${schema}.taken_back SET open = false
     WHERE number = $1 AND (undone_at IS NOT NULL OR said_until < ${schema}.realm_clock_timestamp() - INTERVAL '1 minute')`,
    [number],
  );
}

/** Withdraws what the feed announced in the period. @returns how many arrivals */
export async function withdrawSaid(tx: Queryable, schema: string, said: SaidPeriod): Promise<number> {
  const rows = await tx.query(
    `DELETE FROM ${schema}.announced_arrival WHERE feed = $1 AND ${within('recorded_at')} RETURNING id`,
    paramsOf(said),
  );
  return rows.length;
}

/** Arrivals of passenger lists that no order that stands but the one has taken back. */
const ownLandings = (schema: string, number: string) =>
  `SELECT e.* FROM ${schema}.taken_event e
   WHERE e.number = ${number} AND e.stream = 'arrival' AND e.source = '/feeds/paxlst/' || e.feed
     AND NOT EXISTS (SELECT FROM ${schema}.taken_event o JOIN ${schema}.taken_back b ON b.number = o.number AND b.undone_at IS NULL
                     WHERE (o.source, o.id, o.feed, o.time, o.stream) = (e.source, e.id, e.feed, e.time, e.stream)
                       AND o.number <> e.number)`;

/**
 * Flights whose landing was taken back may land again. One that had landed by another list, which kept an earlier landing from
 * being given back when its order was undone, has landed by that one: its order is settled further. And what the feed had
 * announced before the period and overwrote or landed in it is announced again. After {@link noteSaid} and {@link withdrawSaid}.
 * @returns how many announcements came back
 */
export async function restoreAnnounced(
  tx: Queryable,
  schema: string,
  said: SaidPeriod,
  number: number,
): Promise<number> {
  await tx.query(
    `DELETE FROM ${schema}.landed_flight f USING ${schema}.taken_event e
     WHERE e.number = $1 AND e.stream = 'arrival' AND (f.source, f.id, f.feed, f.time) = (e.source, e.id, e.feed, e.time)`,
    [number],
  );
  await tx.query(
    `WITH kept AS (
       SELECT DISTINCT ON (k.feed, k.source, k.id) k.*
       FROM ${schema}.taken_back b CROSS JOIN LATERAL (${ownLandings(schema, 'b.number')}) k
       JOIN ${schema}.taken_event e ON (e.feed, e.source, e.id, e.stream) = (k.feed, k.source, k.id, k.stream)
       WHERE e.number = $1 AND b.feed = $2 AND b.undone_at IS NOT NULL AND k.taken_at IS NOT NULL AND k.given_back_at IS NULL
       ORDER BY k.feed, k.source, k.id, k.time DESC
     ), landed AS (
       INSERT INTO ${schema}.landed_flight (feed, source, id, time) SELECT feed, source, id, time FROM kept
       ON CONFLICT DO NOTHING RETURNING feed, source, id
     )
     UPDATE ${schema}.taken_back SET open = true, worked_at = '-infinity'
     WHERE number IN (SELECT number FROM kept JOIN landed USING (feed, source, id))`,
    [number, said.feed],
  );
  const rows = await tx.query(
    `INSERT INTO ${schema}.announced_arrival
     SELECT a.* FROM (
       SELECT DISTINCT id FROM ${schema}.past_row
       WHERE what = 'announced_arrival' AND at >= $2::timestamptz AND starts_with(id, $1 || '|')
     ) changed
     CROSS JOIN LATERAL (
       SELECT row FROM ${schema}.past_row p
       WHERE p.what = 'announced_arrival' AND p.id = changed.id
         AND coalesce((p.row ->> 'recorded_at')::timestamptz, p.at) < $2::timestamptz
         -- Nor in a period that was taken back before.
         AND NOT EXISTS (SELECT FROM ${schema}.taken_back b
                         WHERE b.feed = $1 AND b.undone_at IS NULL
                           AND coalesce((p.row ->> 'recorded_at')::timestamptz, p.at) >= b.said_from
                           AND coalesce((p.row ->> 'recorded_at')::timestamptz, p.at) < b.said_until)
       ORDER BY at DESC, seq DESC LIMIT 1
     ) before
     CROSS JOIN LATERAL jsonb_populate_record(NULL::${schema}.announced_arrival, before.row) a
     WHERE before.row IS NOT NULL AND a.feed = $1
       -- Landed meanwhile, or in the air by what was said since.
       AND NOT EXISTS (SELECT FROM ${schema}.landed_flight f WHERE (f.source, f.id, f.feed) = (a.source, a.id, a.feed))
       AND NOT EXISTS (SELECT FROM ${schema}.arrival r WHERE (r.source, r.id, r.feed, r.time) = (a.source, a.id, a.feed, a.time))
     ON CONFLICT DO NOTHING RETURNING id`,
    [said.feed, said.from],
  );
  return rows.length;
}

/** Discards what of it is held for review. @returns how many events */
export async function discardHeld(
  tx: Queryable,
  schema: string,
  said: SaidPeriod,
  actor: string,
): Promise<number> {
  const rows = await tx.query(
    `UPDATE ${schema}.held_event SET decision = 'discarded', decided_by = $4, decided_at = ${schema}.realm_clock_timestamp()
     WHERE decision IS NULL AND feed = $1 AND ${within('held_at')} RETURNING id`,
    [...paramsOf(said), actor],
  );
  return rows.length;
}

/** Streams of which the feed said something in about the period that was dropped: its counts stand. */
export async function readDroppedOf(db: Queryable, schema: string, said: SaidPeriod): Promise<string[]> {
  const rows = await db.query<{ stream: string }>(
    `SELECT stream FROM ${schema}.dropped_word
     WHERE feed = $1 AND said_to >= $2::timestamptz AND said_from < $3::timestamptz ORDER BY stream`,
    paramsOf(said),
  );
  return rows.map(({ stream }) => stream);
}

/** Events of the order count again, once restated. @returns whose words and of which period; `null`: no such order stands */
export async function orderUndone(tx: Queryable, schema: string, number: number): Promise<SaidPeriod | null> {
  const [order] = await tx.query<SaidPeriod>(
    `UPDATE ${schema}.taken_back SET undone_at = ${schema}.realm_clock_timestamp(), open = true, worked_at = ${schema}.realm_clock_timestamp()
     WHERE number = $1 AND undone_at IS NULL
     RETURNING feed, ${utcText('said_from')} AS from, ${utcText('said_until')} AS until`,
    [number],
  );
  if (order === undefined) return null;
  await tx.query(`SELECT ${schema}.own_numbers_again($1)`, [number]);
  // Flights that count again have landed, unless they have by another list that stands.
  await tx.query(
    `INSERT INTO ${schema}.landed_flight AS f (feed, source, id, time)
     SELECT DISTINCT ON (feed, source, id) feed, source, id, time FROM (${ownLandings(schema, '$1')}) own
     ORDER BY feed, source, id, time DESC
     ON CONFLICT (source, id, feed) DO UPDATE SET time = ${schema}.landing_time(f, excluded.time)`,
    [number],
  );
  await tx.query(
    `DELETE FROM ${schema}.announced_arrival a
     USING (${ownLandings(schema, '$1')}) own JOIN ${schema}.landed_flight f USING (feed, source, id, time)
     WHERE (a.feed, a.source, a.id) = (own.feed, own.source, own.id)`,
    [number],
  );
  return order;
}
