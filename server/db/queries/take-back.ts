import type { Queryable } from '../database.ts';
import { utcText } from './utc-text.ts';

/** What a feed said in a period, by when the database received it: from the first instant to before the other, ISO 8601. */
export interface SaidPeriod {
  feed: string;
  from: string;
  until: string;
}

/** What can be taken back, in the order in which it is: what was corrected first, cases and leads before what is matched with them. */
export const STREAMS = [
  'correction',
  'lead',
  'seizure',
  'declaration',
  'bulletin',
  'indicator',
  'station',
  'arrival',
  'verdict',
] as const;
export type Stream = (typeof STREAMS)[number];

const within = (at: string) => `${at} >= $2::timestamptz AND ${at} < $3::timestamptz`;
const paramsOf = ({ feed, from, until }: SaidPeriod) => [feed, from, until];

/** Whether the period has begun to end by the realm's clock. */
export async function isOver(db: Queryable, schema: string, until: string): Promise<boolean> {
  const rows = await db.query(`SELECT WHERE $1::timestamptz <= ${schema}.realm_clock_timestamp()`, [until]);
  return rows.length > 0;
}

/** @returns the number of the order, also where it was begun before */
export async function orderTakeBack(tx: Queryable, schema: string, said: SaidPeriod): Promise<number> {
  const [order] = await tx.query<{ number: number }>(
    `INSERT INTO ${schema}.taken_back AS b (feed, said_from, said_until) VALUES ($1, $2, $3)
     ON CONFLICT (feed, said_from, said_until) WHERE undone_at IS NULL DO UPDATE SET at = b.at RETURNING number`,
    paramsOf(said),
  );
  if (order === undefined) throw new Error('an order to take back was neither made nor found');
  return order.number;
}

/**
 * Notes every event and correction of the period that is not noted yet, also what was held in it and released later. From then
 * on it does not count where it is asked for; what was counted follows with {@link restateSome}.
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
         INSERT INTO ${schema}.taken_event (number, stream, feed, source, id, time, counted)
         SELECT $4, '${stream}', e.feed, e.source, e.id, e.time, ${counted(schema, stream)}
         FROM (
           SELECT feed, source, id, time FROM ${schema}.${stream}
           WHERE feed = $1 AND received_at IS NULL AND ${within('recorded_at')}
           UNION SELECT feed, source, id, time FROM ${schema}.${stream} WHERE feed = $1 AND ${within('received_at')}
           -- Released later, unless another event of its identity was there already.
           UNION SELECT s.feed, s.source, s.id, s.time
           FROM ${schema}.held_event h JOIN ${schema}.${stream} s
             ON (s.feed, s.source, s.id, s.time) = (h.feed, h.source, h.event_id, h.time)
           WHERE h.type = 'border.${stream}.v1' AND h.feed = $1 AND h.decision = 'released' AND ${within('h.held_at')}
             AND (s.recorded_at BETWEEN h.decided_at - INTERVAL '1 minute' AND h.decided_at
                  OR s.recorded_at = (h.row ->> 'recorded_at')::timestamptz)
         ) e
         ON CONFLICT DO NOTHING RETURNING 1
       ) SELECT count(*) AS noted FROM noted`,
      [...paramsOf(said), number],
    );
    noted += rows[0]?.noted ?? 0;
  }
  return noted;
}

/** Of most events nothing was ever corrected, which is quickly seen. */
function counted(schema: string, stream: Stream): string {
  if (stream === 'correction') return 'false';
  return `CASE WHEN EXISTS (SELECT FROM ${schema}.correction_target t
                            WHERE (t.source, t.id, t.feed, t.type) = (e.source, e.id, e.feed, '${stream}'))
    THEN NOT (SELECT c.retracted FROM ${schema}.corrections_of(e.feed, e.source, e.id, e.time, '${stream}', 'infinity') c)
    ELSE true END`;
}

/**
 * Restates some of what an order names in a stream and is not restated. The board writes an empty correction of each: with it comes what
 * follows from any.
 * @param part `undone`: whether the order was undone
 */
export async function restateSome(
  tx: Queryable,
  schema: string,
  part: { number: number; stream: Stream; most: number; undone: boolean },
): Promise<{ restated: number; counted: number; corrections: number }> {
  const [done] = await tx.query<{ restated: number; counted: number; corrections: number }>(
    `WITH part AS (
       SELECT * FROM ${schema}.taken_event WHERE number = $1 AND restated = $3 AND stream = '${part.stream}'
       ORDER BY source, id, time LIMIT ${part.most}
     ), restated AS (
       UPDATE ${schema}.taken_event t SET restated = NOT $3 FROM part s
       WHERE (t.source, t.id, t.feed, t.time, t.stream, t.number) = (s.source, s.id, s.feed, s.time, s.stream, s.number)
     ), corrected AS (
       SELECT DISTINCT k.target_type AS type, k.target_feed AS feed, k.target_source AS source, k.target_id AS id
       FROM part s JOIN ${schema}.correction k USING (feed, source, id, time) WHERE s.stream = 'correction'
     ), touched AS (
       INSERT INTO ${schema}.correction (time, feed, source, id, target_type, target_feed, target_source, target_id)
       SELECT ${schema}.realm_clock_timestamp(), 'board', '/taken-back',
              md5(concat_ws(E'\\x1f', $2::text, $1, type, feed, source, id)), type, feed, source, id
       FROM (SELECT * FROM corrected UNION SELECT stream, feed, source, id FROM part WHERE stream <> 'correction') e
     )
     SELECT count(*) AS restated, count(*) FILTER (WHERE counted) AS counted, (SELECT count(*) FROM corrected) AS corrections
     FROM part`,
    [part.number, part.undone ? 'undone' : 'taken', part.undone],
  );
  return done ?? { restated: 0, counted: 0, corrections: 0 };
}

/** Withdraws what the feed announced in the period. @returns how many arrivals */
export async function withdrawSaid(tx: Queryable, schema: string, said: SaidPeriod): Promise<number> {
  const rows = await tx.query(
    `DELETE FROM ${schema}.announced_arrival WHERE feed = $1 AND ${within('recorded_at')} RETURNING id`,
    paramsOf(said),
  );
  return rows.length;
}

/**
 * Flights whose landing was taken back may land again, and what the feed had announced before the period and overwrote or
 * landed in it is announced again. After {@link noteSaid} and {@link withdrawSaid}.
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
    `UPDATE ${schema}.taken_back SET undone_at = ${schema}.realm_clock_timestamp() WHERE number = $1 AND undone_at IS NULL
     RETURNING feed, ${utcText('said_from')} AS from, ${utcText('said_until')} AS until`,
    [number],
  );
  if (order === undefined) return null;
  // Flights that count again have landed.
  await tx.query(
    `INSERT INTO ${schema}.landed_flight (feed, source, id, time)
     SELECT feed, source, id, time FROM ${schema}.taken_event
     WHERE number = $1 AND stream = 'arrival' AND source = '/feeds/paxlst/' || feed ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING`,
    [number],
  );
  await tx.query(
    `DELETE FROM ${schema}.announced_arrival a USING ${schema}.taken_event e
     WHERE e.number = $1 AND e.stream = 'arrival' AND (a.feed, a.source, a.id) = (e.feed, e.source, e.id)`,
    [number],
  );
  return order;
}
