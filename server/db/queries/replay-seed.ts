import type { Queryable, RealmDatabase } from '../database.ts';
import { appearsAt, iso, RAW, type Past, type Raw } from './replay-source.ts';

/**
 * What brings the schema of a replay to what was known at a time, inside the database: rows go in as they did then, and the
 * realm's own triggers make of them what they made of them then. What lies farther back than `since` is taken as it is
 * counted now.
 */

/** Small tables that say how the rest is judged; as they are now, since nobody keeps what they were. */
const SETTINGS = [
  'alarm_rule',
  'high_risk_origin',
  'second_line_port',
  'risk_weight',
  'risk_rule',
  'case_rule',
  'retention',
];
/** Heartbeats of stations are many: those of the last day, and of those before it what the last ones said. */
const STATION_HOURS = 24;
const OLD_DAYS = 400;
const OLD_HOURS_DAYS = 70;
const TRAFFIC = [
  'arrivals',
  'units',
  'high_risk_units',
  'primary_verdicts',
  'flagged',
  'secondary_verdicts',
  'upheld',
];

/** The realm's rules, and nothing of its own: what is heard of feeds is copied, and its horizons are those of then. */
export async function seedSettings(tx: Queryable, past: Past, at: number, since: number): Promise<void> {
  const [s, r] = schemas(past);
  for (const table of SETTINGS) {
    await tx.query(`DELETE FROM ${r}.${table}`);
    await tx.query(`INSERT INTO ${r}.${table} SELECT * FROM ${s}.${table}`);
  }
  await tx.query(
    `CREATE OR REPLACE FUNCTION ${r}.hear_feed(name text, accepted bigint, rejected bigint, newest timestamptz) RETURNS void
     LANGUAGE plpgsql AS $$ BEGIN END $$`,
  );
  await copyTakenBack(tx, past, at);
  await tx.query(`CREATE INDEX lead_match_made ON ${r}.lead_match (matched_at)`);
  await tx.query(
    `UPDATE ${r}.horizon h SET kept_from = CASE h.what
       WHEN 'minute' THEN least($2::timestamptz, greatest(s.kept_from, $1::timestamptz - INTERVAL '35 days'))
       ELSE greatest(s.kept_from, $2::timestamptz) END
     FROM ${s}.horizon s WHERE s.what = h.what`,
    [iso(at), iso(since)],
  );
}

/** What a feed said and was taken back until a time. Before the events that it is about: they are restated by it. */
export async function copyTakenBack(tx: Queryable, past: Past, until: number): Promise<void> {
  const [s, r] = schemas(past);
  const params = [past.known === 'now' ? 'infinity' : iso(until)];
  await tx.query(
    `INSERT INTO ${r}.taken_back (number, feed, said_from, said_until, at, open)
     SELECT number, feed, said_from, said_until, at, false FROM ${s}.taken_back WHERE at <= $1::timestamptz
     ON CONFLICT DO NOTHING`,
    params,
  );
  await tx.query(
    `INSERT INTO ${r}.taken_event (number, stream, feed, source, id, time, taken_at)
     SELECT number, stream, feed, source, id, time, taken_at FROM ${s}.taken_event
     WHERE taken_at <= $1::timestamptz AND taken_at >= coalesce((SELECT max(taken_at) FROM ${r}.taken_event), '-infinity')
     ON CONFLICT DO NOTHING`,
    params,
  );
  await tx.query(
    `UPDATE ${r}.taken_event k SET given_back_at = e.given_back_at FROM ${s}.taken_event e
     WHERE k.given_back_at IS NULL AND e.given_back_at <= $1::timestamptz
       AND (k.source, k.id, k.feed, k.time, k.stream, k.number) = (e.source, e.id, e.feed, e.time, e.stream, e.number)`,
    params,
  );
}

/** All of a stream that was known. Of arrivals and verdicts from one time on (by when they happened) to another. */
export async function seedEvents(
  tx: Queryable,
  past: Past,
  table: Exclude<Raw, 'station'>,
  at: number,
  span?: { from: number; to: number },
): Promise<void> {
  const [s, r] = schemas(past);
  const known =
    table === 'correction' && past.known === 'now' ? 'true' : `${appearsAt(past, table)} <= $1::timestamptz`;
  const within = span === undefined ? '' : 'AND time >= $2::timestamptz AND time < $3::timestamptz';
  await tx.query(
    `INSERT INTO ${r}.${table} SELECT * FROM ${s}.${table} WHERE ${known} AND $1::timestamptz IS NOT NULL ${within}`,
    [iso(at), ...(span === undefined ? [] : [iso(span.from), iso(span.to)])],
  );
}

/** Reports of stations: the recent ones, and of those before them the last of each state and the first of the present one. */
export async function seedStations(tx: Queryable, past: Past, at: number): Promise<void> {
  const [s, r] = schemas(past);
  const known = `${appearsAt(past, 'station')} <= $1::timestamptz`;
  const corrected = `EXISTS (SELECT FROM ${s}.corrected_station k WHERE (k.source, k.id, k.feed, k.time) = (e.source, e.id, e.feed, e.time))`;
  const old = `e.time <= $1::timestamptz - INTERVAL '${STATION_HOURS} hours' AND e.${known}`;
  await tx.query(
    `INSERT INTO ${r}.station
     WITH last AS (
       SELECT l.*, row_number() OVER (PARTITION BY l.port, l.route, l.station
                                      ORDER BY l.time DESC, l.recorded_at DESC, l.source DESC, l.id DESC, l.feed DESC) AS place
       FROM ${s}.station_now n CROSS JOIN unnest(ARRAY['up', 'degraded', 'down', 'closed']) o
       CROSS JOIN LATERAL (
         SELECT * FROM ${s}.station e
         WHERE e.port = n.port AND e.route = n.route AND e.station = n.station AND e.state = o AND ${old} AND NOT ${corrected}
         ORDER BY e.time DESC, e.recorded_at DESC, e.source DESC, e.id DESC, e.feed DESC LIMIT 1) l
     )
     SELECT e.* FROM ${s}.station e WHERE e.time > $1::timestamptz - INTERVAL '${STATION_HOURS} hours' AND e.${known}
     UNION
     SELECT (e).* FROM (SELECT e FROM last l JOIN ${s}.station e USING (feed, source, id, time)) AS latest
     UNION
     SELECT b.* FROM last l LEFT JOIN last o ON (o.port, o.route, o.station, o.place) = (l.port, l.route, l.station, 2)
     CROSS JOIN LATERAL (
       SELECT * FROM ${s}.station e
       WHERE e.port = l.port AND e.route = l.route AND e.station = l.station AND e.state = l.state AND e.time >= coalesce(o.time, '-infinity')
         AND (o.time IS NULL OR (e.time, e.recorded_at, e.source, e.id, e.feed) > (o.time, o.recorded_at, o.source, o.id, o.feed))
         AND ${old} AND NOT ${corrected}
       ORDER BY e.time LIMIT 1) b
     WHERE l.place = 1
     UNION
     SELECT e.* FROM ${s}.corrected_station k JOIN ${s}.station e USING (feed, source, id, time) WHERE ${old}`,
    [iso(at)],
  );
  // What was said before the rows that are kept.
  await tx.query(
    `INSERT INTO ${r}.station_now SELECT * FROM ${s}.station_now WHERE stated_at <= $1::timestamptz - INTERVAL '${STATION_HOURS} hours'
     ON CONFLICT DO NOTHING`,
    [iso(at)],
  );
  await tx.query(
    `UPDATE ${r}.station_now n SET since = k.since FROM ${s}.station_now k
     WHERE (k.port, k.route, k.station, k.state) = (n.port, n.route, n.station, n.state) AND k.since < n.since`,
  );
}

/**
 * Items that were read last before `since` stand as they do now; of those that were read again later, their verdicts before it,
 * but not those of an item of the same subject at another place that stands already.
 */
export async function seedOldItems(tx: Queryable, past: Past, at: number, since: number): Promise<void> {
  const [s, r] = schemas(past);
  const columns = `subject, port, route, second_line, day, first_at, last_at, ai_result, ai_at, officer_result, officer_at,
    officer_station, decided_at, batch, origin, clear_primaries, waits, waits_since, first_lines`;
  await tx.query(
    `INSERT INTO ${r}.item (${columns}) SELECT ${columns} FROM ${s}.item WHERE last_at < $1::timestamptz`,
    [iso(since)],
  );
  await tx.query(
    `INSERT INTO ${r}.verdict
     SELECT v.* FROM (SELECT subject, min(first_at) AS first_at FROM ${s}.item
                      WHERE first_at < $1::timestamptz AND last_at >= $1::timestamptz GROUP BY 1) i
     CROSS JOIN LATERAL (
       SELECT * FROM ${s}.verdict v
       WHERE v.subject = i.subject COLLATE "C" AND v.time >= i.first_at AND v.time < $1::timestamptz
         AND v.${appearsAt(past, 'verdict')} <= $2::timestamptz
         AND NOT EXISTS (SELECT FROM ${s}.item o WHERE o.subject = v.subject COLLATE "C" AND o.port = v.port AND o.route = v.route
                           AND o.last_at < $1::timestamptz)
       OFFSET 0) v`,
    [iso(since), iso(at)],
  );
}

/** Counts of what happened before `since`, as they are now; those of cases are complete already. */
export async function seedOldCounts(tx: Queryable, past: Past, since: number): Promise<void> {
  const [s, r] = schemas(past);
  const traffic = TRAFFIC.join(', ');
  const counts = TRAFFIC.map((name) => `${name} = excluded.${name}`).join(', ');
  const levels = [
    [
      'count_minute',
      'bucket',
      `bucket >= (SELECT kept_from FROM ${r}.horizon WHERE what = 'minute') AND bucket < $1::timestamptz`,
    ],
    [
      'count_hour',
      'bucket',
      `bucket >= $1::timestamptz - INTERVAL '${OLD_HOURS_DAYS} days' AND bucket < $1::timestamptz`,
    ],
    [
      'count_day',
      'day',
      `day >= ${r}.site_day($1::timestamptz) - ${OLD_DAYS} AND day < ${r}.site_day($1::timestamptz)`,
    ],
  ] as const;
  for (const [table, bucket, past] of levels) {
    await tx.query(
      `INSERT INTO ${r}.${table} (${bucket}, port, route, ${traffic}, cases, grams)
       SELECT ${bucket}, port, route, ${traffic}, 0, 0 FROM ${s}.${table}
       WHERE ${past} AND arrivals + primary_verdicts + secondary_verdicts > 0
       ON CONFLICT (${bucket}, port, route) DO UPDATE SET ${counts}`,
      [iso(since)],
    );
  }
  for (const table of ['count_origin_day', 'count_screened_day', 'count_model', 'count_pair']) {
    const old = `day < ${r}.site_day($1::timestamptz)`;
    await tx.query(`DELETE FROM ${r}.${table} WHERE ${old}`, [iso(since)]);
    await tx.query(
      `INSERT INTO ${r}.${table} SELECT * FROM ${s}.${table} WHERE ${old} AND day >= ${r}.site_day($1::timestamptz) - ${OLD_DAYS}`,
      [iso(since)],
    );
  }
  const old = 'bucket < $1::timestamptz';
  await tx.query(`DELETE FROM ${r}.count_reading WHERE ${old}`, [iso(since)]);
  await tx.query(
    `INSERT INTO ${r}.count_reading SELECT * FROM ${s}.count_reading
     WHERE ${old} AND bucket >= $1::timestamptz - INTERVAL '${OLD_HOURS_DAYS} days'`,
    [iso(since)],
  );
  for (const table of ['ai_heard', 'feed_place']) {
    await tx.query(
      `INSERT INTO ${r}.${table} SELECT * FROM ${s}.${table} WHERE last_at < $1::timestamptz ON CONFLICT DO NOTHING`,
      [iso(since)],
    );
  }
}

/** Matches with what happened before `since`, and of the others when they were made. */
export async function seedMatches(tx: Queryable, past: Past, at: number, since: number): Promise<void> {
  const [s, r] = schemas(past);
  await tx.query(
    `UPDATE ${r}.lead_match m SET matched_at = greatest(m.time, l.first_at) FROM ${r}.lead_now l
     WHERE l.lead_no = m.lead_no AND NOT EXISTS (
       SELECT FROM ${s}.lead_match k
       WHERE (k.stream, k.feed, k.source, k.id, k.time, k.lead_no) = (m.stream, m.feed, m.source, m.id, m.time, m.lead_no))`,
  );
  await tx.query(
    `INSERT INTO ${r}.lead_match SELECT k.* FROM ${s}.lead_match k
     WHERE k.time < $1::timestamptz AND k.matched_at <= $2::timestamptz
       AND k.lead_no IN (SELECT lead_no FROM ${r}.lead_now) ON CONFLICT DO NOTHING`,
    [iso(since), iso(at)],
  );
}

/** Days of feeds before that of `at`; refusals and heartbeats of the last days. */
export async function seedFeeds(tx: Queryable, past: Past, at: number, since: number): Promise<void> {
  const [s, r] = schemas(past);
  await tx.query(
    `INSERT INTO ${r}.feed_day SELECT * FROM ${s}.feed_day WHERE day < ${r}.site_day($1::timestamptz)`,
    [iso(at)],
  );
  for (const table of ['rejection', 'heartbeat']) {
    await tx.query(
      `INSERT INTO ${r}.${table} SELECT * FROM ${s}.${table}
       WHERE recorded_at >= $2::timestamptz AND recorded_at <= $1::timestamptz`,
      [iso(at), iso(since)],
    );
  }
}

/** When the earliest of the events happened that became known in the whole replay, by stream: no step looks farther back. */
export async function readEarliest(tx: Queryable, past: Past): Promise<Map<Raw, number>> {
  const [s] = schemas(past);
  const [row] = await tx.query<Record<Raw, number | null>>(
    `SELECT ${RAW.map(
      (table) =>
        `(SELECT (extract(epoch FROM min(time)) * 1000)::float8 FROM ${s}.${table}
          WHERE recorded_at > $1::timestamptz AND recorded_at <= $2::timestamptz) AS "${table}"`,
    ).join(', ')}`,
    [iso(past.from), iso(past.to)],
  );
  return new Map(RAW.map((table) => [table, Math.floor(row?.[table] ?? past.to)]));
}

/** All of it is there. */
export async function markSeeded(tx: Queryable, { replay }: Past): Promise<void> {
  await tx.query(`COMMENT ON SCHEMA ${replay.schema} IS 'seeded'`);
}

/** Whether anything was made of a realm yet. */
export async function hasSchema(db: Queryable, name: string): Promise<boolean> {
  const rows = await db.query(`SELECT FROM pg_namespace WHERE nspname = $1`, [name]);
  return rows.length > 0;
}

/** From when on a replay has the rows themselves, milliseconds since the Unix epoch; `null`: not all of them are there. */
export async function readSeededSince(db: Queryable, { replay }: Past): Promise<number | null> {
  const [seeded] = await db.query(
    `SELECT FROM pg_namespace WHERE nspname = $1 AND obj_description(oid, 'pg_namespace') = 'seeded'`,
    [replay.schema],
  );
  if (seeded === undefined) return null;
  const [row] = await db.query<{ since: number }>(
    `SELECT (extract(epoch FROM kept_from) * 1000)::float8 AS since FROM ${replay.schema}.horizon WHERE what = 'raw'`,
  );
  return row?.since ?? null;
}

/** Before this a realm has its rows no more, milliseconds since the Unix epoch; `-Infinity`: it has all of them. */
export async function readRawFrom({ db, schema }: RealmDatabase): Promise<number> {
  const [row] = await db.query<{ kept: number | null }>(
    `SELECT CASE WHEN isfinite(kept_from) THEN (extract(epoch FROM kept_from) * 1000)::float8 END AS kept
     FROM ${schema}.horizon WHERE what = 'raw'`,
  );
  return row?.kept ?? -Infinity;
}

function schemas({ replay, source }: Past): [source: string, replay: string] {
  return [source.schema, replay.schema];
}
