import type { Queryable } from '../database.ts';
import type { ClockRow } from './realm-clock.ts';
import { copyTakenBack } from './replay-seed.ts';
import { appearsAt, iso, RAW, type Past, type Raw } from './replay-source.ts';

/** A part of the past: what became known after `after` and not after `until`, in milliseconds since the Unix epoch. */
export interface Span {
  after: number;
  until: number;
}

/** Further bounds of what a step looks at. */
export interface Reach {
  /** When the earliest event of each stream happened that becomes known in the replay; see `readEarliest`. */
  earliest: ReadonlyMap<Raw, number>;
  /** Arrivals and verdicts of before are counted already. */
  since: number;
}

const STOOD = ['announced_arrival', 'alarm', 'task'] as const;
type Stood = (typeof STOOD)[number];
/** Logs that only grow, and by when they know it. */
const LOGS = [
  ['alarm_event', 'at', 'WHERE e.alarm IN (SELECT id FROM $R.alarm)'],
  ['task_event', 'at', 'WHERE e.task IN (SELECT id FROM $R.task)'],
  ['handover', 'signed_at', ''],
  ['handover_receipt', 'received_at', 'WHERE e.handover IN (SELECT id FROM $R.handover)'],
] as const;
/** Rows of one transaction may bear times that lie so far apart. */
const LAG = "INTERVAL '1 minute'";
/** What ended longer ago is left where it is. */
const ENDED_DAYS = 35;

/** Sets the clock of the replay. @returns what it showed, milliseconds since the Unix epoch */
export async function stepClock(tx: Queryable, { replay }: Past, { rate, shows }: ClockRow): Promise<number> {
  const [row] = await tx.query<{ shown: number }>(
    `UPDATE ${replay.schema}.realm_clock SET shows = $1::timestamptz, rate = $2
     FROM (SELECT (extract(epoch FROM shows) * 1000)::float8 AS shown FROM ${replay.schema}.realm_clock FOR UPDATE) AS before
     RETURNING before.shown`,
    [iso(shows), rate],
  );
  if (row === undefined) throw new Error(`${replay.schema} has no clock of its own`);
  return Math.round(row.shown);
}

/** Puts in what became known. @returns what of it there was */
export async function stepEvents(tx: Queryable, past: Past, span: Span, reach: Reach): Promise<Set<Raw>> {
  const [s, r] = [past.source.schema, past.replay.schema];
  const which = RAW.filter((table) => table !== 'correction' || past.known === 'then');
  const where = (table: Raw) => {
    const by = appearsAt(past, table);
    const earliest = reach.earliest.get(table) ?? past.from;
    const counted = table === 'arrival' || table === 'verdict' ? reach.since : -Infinity;
    const bound = Math.max(by === 'recorded_at' ? earliest : -Infinity, counted);
    return `${by} > $1::timestamptz AND ${by} <= $2::timestamptz${
      Number.isFinite(bound) ? ` AND time >= '${iso(bound)}'` : ''
    }`;
  };
  const params = [iso(span.after), iso(span.until)];
  const [there] = await tx.query<Record<Raw, boolean>>(
    `SELECT ${which.map((table) => `EXISTS (SELECT FROM ${s}.${table} WHERE ${where(table)}) AS "${table}"`).join(', ')}`,
    params,
  );
  await copyTakenBack(tx, past, span.until);
  const found = new Set(which.filter((table) => there?.[table] === true));
  for (const table of found) {
    await tx.query(`INSERT INTO ${r}.${table} SELECT * FROM ${s}.${table} WHERE ${where(table)}`, params);
  }
  return found;
}

/**
 * What was heard of feeds: a measured fact, as it was then whatever is known now.
 * @param reach null: all of a day, with nothing of it there yet
 */
export async function stepFeeds(tx: Queryable, past: Past, span: Span, reach: Reach | null): Promise<void> {
  const [s, r] = [past.source.schema, past.replay.schema];
  // From the beginning of a day: what was told at that very moment is of the day.
  const within = `recorded_at ${reach === null ? '>=' : '>'} $1::timestamptz AND recorded_at <= $2::timestamptz`;
  const heard = RAW.map((table) => {
    const earliest = reach?.earliest.get(table);
    return `SELECT recorded_at, feed, 1 AS accepted, 0 AS rejected, time FROM ${s}.${table}
            WHERE ${within}${earliest === undefined ? '' : ` AND time >= '${iso(earliest)}'`}`;
  });
  await tx.query(
    `INSERT INTO ${r}.feed_day AS f (day, feed, accepted, rejected, last_event_time, last_heard_at)
     SELECT ${r}.site_day(recorded_at), feed, sum(accepted), sum(rejected), max(time), max(recorded_at) FROM (
       ${heard.join(' UNION ALL ')}
       UNION ALL SELECT recorded_at, feed, 0, 1, NULL FROM ${s}.rejection WHERE ${within}
       UNION ALL SELECT recorded_at, feed, 0, 0, NULL FROM ${s}.heartbeat WHERE ${within}) AS heard
     GROUP BY 1, 2
     -- History that was loaded with the times at which it was known was heard when it was loaded.
     HAVING EXISTS (SELECT FROM ${s}.feed_day d WHERE d.feed = heard.feed AND d.day = ${r}.site_day(min(heard.recorded_at)))
     ON CONFLICT (feed, day) DO UPDATE SET
       accepted = f.accepted + excluded.accepted, rejected = f.rejected + excluded.rejected,
       last_event_time = greatest(f.last_event_time, excluded.last_event_time),
       last_heard_at = greatest(f.last_heard_at, excluded.last_heard_at)`,
    [iso(span.after), iso(span.until)],
  );
  if (reach === null) {
    // Of a feed that both speaks of now and brought history with the times at which it was known, the day counts what it
    // brought, which is not among the rows of the day: it is taken to have come at its beginning.
    const ofDay = `recorded_at >= $1::timestamptz AND recorded_at < ${r}.start_of_day(${r}.site_day($1::timestamptz) + 1)`;
    await tx.query(
      `UPDATE ${r}.feed_day f SET accepted = f.accepted + d.accepted - known.rows
       FROM ${s}.feed_day d JOIN (
         SELECT feed, count(*) AS rows FROM (
           ${RAW.map((table) => `SELECT feed FROM ${s}.${table} WHERE ${ofDay}`).join(' UNION ALL ')}) AS row
         GROUP BY feed) AS known ON known.feed = d.feed
       WHERE d.day = ${r}.site_day($1::timestamptz) AND (f.day, f.feed) = (d.day, d.feed) AND d.accepted > known.rows`,
      [iso(span.after)],
    );
  }
  // Of a feed that was not heard again that day, the day is as it stands: also of one that says itself when things were known.
  await tx.query(
    `INSERT INTO ${r}.feed_day AS f SELECT * FROM ${s}.feed_day
     WHERE day BETWEEN ${r}.site_day($1::timestamptz) AND ${r}.site_day($2::timestamptz) AND last_heard_at <= $2::timestamptz
     ON CONFLICT (feed, day) DO UPDATE SET accepted = excluded.accepted, rejected = excluded.rejected,
       last_event_time = excluded.last_event_time, last_heard_at = excluded.last_heard_at`,
    [iso(span.after), iso(span.until)],
  );
  if (reach !== null) {
    for (const table of ['rejection', 'heartbeat']) {
      await tx.query(`INSERT INTO ${r}.${table} SELECT * FROM ${s}.${table} WHERE ${within}`, [
        iso(span.after),
        iso(span.until),
      ]);
    }
  }
  await tx.query(
    `INSERT INTO ${r}.feed SELECT * FROM ${s}.feed
     WHERE created_at <= $1::timestamptz OR EXISTS (SELECT FROM ${s}.realm_clock) ON CONFLICT DO NOTHING`,
    [iso(span.until)],
  );
}

/** Matches bear the times at which they were made then, and how long that took. */
export async function stepMatches(tx: Queryable, past: Past, { until }: Span, made: number): Promise<void> {
  const [s, r] = [past.source.schema, past.replay.schema];
  await tx.query(
    `UPDATE ${r}.lead_match m SET matched_at = k.matched_at, latency_ms = k.latency_ms FROM ${s}.lead_match k
     WHERE (k.stream, k.feed, k.source, k.id, k.time, k.lead_no) = (m.stream, m.feed, m.source, m.id, m.time, m.lead_no)
       AND m.matched_at >= $1::timestamptz AND k.matched_at <= $2::timestamptz
       AND (m.matched_at, m.latency_ms) IS DISTINCT FROM (k.matched_at, k.latency_ms)`,
    [iso(made), iso(until)],
  );
}

/** Announcements, alarms and tasks as they stood, and what was done about them. `after` null: from the beginning. */
export async function stepDuty(
  tx: Queryable,
  past: Past,
  span: { after: number | null; until: number },
): Promise<void> {
  const [s, r] = [past.source.schema, past.replay.schema];
  const after = span.after === null ? '-infinity' : iso(span.after);
  const within = (column: string) => `${column} > $1::timestamptz AND ${column} <= $2::timestamptz`;
  const params = [after, iso(span.until)];
  const changed = await tx.query<{ what: Stood }>(
    `SELECT DISTINCT what FROM ${s}.past_row WHERE ${within('at')}`,
    params,
  );
  const whats = new Set(changed.map(({ what }) => what));
  for (const table of STOOD) if (whats.has(table)) await stand(tx, past, table, params);
  for (const [table, at, where] of LOGS) {
    const key = table === 'handover_receipt' ? 'handover' : 'id';
    await tx.query(
      `INSERT INTO ${r}.${table} ${key === 'id' ? 'OVERRIDING SYSTEM VALUE' : ''}
       SELECT * FROM (
         SELECT * FROM ${s}.${table} l
         WHERE l.${at} > $1::timestamptz - ${LAG} AND l.${at} <= $2::timestamptz
           AND NOT EXISTS (SELECT FROM ${r}.${table} k WHERE k.${key} = l.${key})) e
       ${where.replace('$R', r)} ORDER BY e.${key}`,
      params,
    );
  }
}

const KEYS: Readonly<Record<Stood, string>> = {
  announced_arrival: 'feed, source, id',
  alarm: 'id',
  task: 'id',
};
const OPEN: Readonly<Record<Stood, string>> = {
  announced_arrival: 'true',
  alarm: 'k.ended_at IS NULL',
  task: 'k.closed_at IS NULL',
};
const ENDED: Readonly<Record<Stood, string>> = {
  announced_arrival: 'false',
  alarm: `k.ended_at > $2::timestamptz - INTERVAL '${ENDED_DAYS} days'`,
  task: `k.closed_at > $2::timestamptz - INTERVAL '${ENDED_DAYS} days'`,
};

async function stand(tx: Queryable, past: Past, table: Stood, params: readonly string[]): Promise<void> {
  const [s, r] = [past.source.schema, past.replay.schema];
  const columns = await tx.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = '${r}.${table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
  );
  const latest = `SELECT DISTINCT ON (id) id, row FROM ${s}.past_row
    WHERE what = '${table}' AND at > $1::timestamptz AND at <= $2::timestamptz ORDER BY id, at DESC, seq DESC`;
  if (table === 'announced_arrival') {
    await tx.query(
      `DELETE FROM ${r}.${table} WHERE feed || '|' || source || '|' || id IN (SELECT id FROM (${latest}) l WHERE row IS NULL)`,
      params,
    );
  }
  // What has ended first: another of the same may be open since.
  for (const part of [ENDED[table], OPEN[table]]) {
    if (part === 'false') continue;
    await tx.query(
      `INSERT INTO ${r}.${table} AS t ${table === 'announced_arrival' ? '' : 'OVERRIDING SYSTEM VALUE'}
       SELECT k.* FROM (${latest}) l CROSS JOIN LATERAL jsonb_populate_record(NULL::${r}.${table}, l.row) k
       WHERE l.row IS NOT NULL AND ${part} ORDER BY ${KEYS[table]
         .split(', ')
         .map((key) => `k.${key}`)
         .join(', ')}
       ON CONFLICT (${KEYS[table]}) DO UPDATE SET ${columns
         .filter(({ name }) => !KEYS[table].split(', ').includes(name))
         .map(({ name }) => `${name} = excluded.${name}`)
         .join(', ')}`,
      params,
    );
  }
}
