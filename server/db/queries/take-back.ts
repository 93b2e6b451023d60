import type { Queryable } from '../database.ts';

/** What a feed said in a period, by when it was recorded: from the first instant to before the other, ISO 8601. */
export interface SaidPeriod {
  feed: string;
  from: string;
  until: string;
}

/** Streams of events, in the order in which they are taken back: cases and leads before what is matched with them. */
export const STREAMS = [
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

const WITHIN = 'feed = $1 AND recorded_at >= $2::timestamptz AND recorded_at < $3::timestamptz';
/** As the board itself corrects: with what it says of each event a triggered restatement comes, as with any correction. */
const CORRECTION = `(time, feed, source, id, target_type, target_feed, target_source, target_id, retracted)`;
const nameOf = (parts: string) => `md5(concat_ws(E'\\x1f', ${parts}))`;

/** Whether the period has begun to end by the realm's clock. */
export async function isOver(db: Queryable, schema: string, until: string): Promise<boolean> {
  const rows = await db.query(`SELECT WHERE $1::timestamptz <= ${schema}.realm_clock_timestamp()`, [until]);
  return rows.length > 0;
}

/**
 * From now on the corrections that the feed made in the period hold no longer, also those that wait for their event: each event
 * that one of them names is restated.
 * @returns how many events; 0 where it was done before
 */
export async function dropCorrections(tx: Queryable, schema: string, said: SaidPeriod): Promise<number> {
  const params = [said.feed, said.from, said.until];
  const fresh = await tx.query(
    `INSERT INTO ${schema}.taken_back (feed, said_from, said_until) VALUES ($1, $2, $3)
     ON CONFLICT DO NOTHING RETURNING feed`,
    params,
  );
  if (fresh.length === 0) return 0;
  const touched = await tx.query(
    `INSERT INTO ${schema}.correction ${CORRECTION}
     SELECT ${schema}.realm_clock_timestamp(), 'board', '/taken-back', ${nameOf("'touch', target_type, target_feed, target_source, target_id, $2, $3")},
            target_type, target_feed, target_source, target_id, NULL
     FROM (SELECT DISTINCT target_type, target_feed, target_source, target_id FROM ${schema}.correction WHERE ${WITHIN}) c
     RETURNING 1 AS one`,
    params,
  );
  return touched.length;
}

/** Retracts some of the events of a stream that are not retracted, in the order of source and id, after a name. */
export async function retractSome(
  tx: Queryable,
  schema: string,
  stream: Stream,
  said: SaidPeriod,
  after: { source: string; id: string },
  most: number,
): Promise<{ source: string; id: string }[]> {
  const rows = await tx.query<{ source: string; id: string }>(
    `INSERT INTO ${schema}.correction ${CORRECTION}
     SELECT ${schema}.realm_clock_timestamp(), 'board', '/taken-back', ${nameOf(`'${stream}', e.feed, e.source, e.id, $2, $3`)},
            '${stream}', e.feed, e.source, e.id, true
     FROM (
       SELECT DISTINCT s.feed, s.source, s.id FROM ${schema}.${stream} s
       WHERE ${WITHIN} AND (s.source, s.id) > ($4, $5)
         AND NOT (SELECT c.retracted FROM ${schema}.corrections_of(s.feed, s.source, s.id, '${stream}', 'infinity') c)
       ORDER BY s.source, s.id LIMIT ${most}) e
     RETURNING target_source AS source, target_id AS id`,
    [said.feed, said.from, said.until, after.source, after.id],
  );
  return rows;
}

/** Withdraws what the feed announced in the period. @returns how many arrivals */
export async function withdrawSaid(tx: Queryable, schema: string, said: SaidPeriod): Promise<number> {
  const rows = await tx.query(`DELETE FROM ${schema}.announced_arrival WHERE ${WITHIN} RETURNING id`, [
    said.feed,
    said.from,
    said.until,
  ]);
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
     WHERE decision IS NULL AND feed = $1 AND held_at >= $2::timestamptz AND held_at < $3::timestamptz RETURNING id`,
    [said.feed, said.from, said.until, actor],
  );
  return rows.length;
}
