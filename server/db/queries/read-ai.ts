import type { RealmDatabase } from '../database.ts';

/** What is known of the AI of a port and route. Instants in milliseconds since the Unix epoch. */
export interface AiRow {
  port: string;
  route: string;
  /** Newest time of its verdicts or of its station's word. */
  heardAt: number;
  /** Its station says that it is down, since then; `null`: none says so. */
  downSince: number | null;
  /** Its station has spoken in the 24 hours before it was heard last: its silence is that of a heartbeat. */
  heartbeats: boolean;
}

/**
 * AI services that have read or spoken in the seven days until `now` (ISO 8601). A station that is closed counts as none.
 */
export async function readAi({ db, schema }: RealmDatabase, now: string): Promise<AiRow[]> {
  return await db.query<AiRow>(
    `SELECT port, route, (extract(epoch FROM greatest(max(last_at), max(stated_at))) * 1000)::bigint AS "heardAt",
            (extract(epoch FROM min(since) FILTER (WHERE state = 'down')) * 1000)::bigint AS "downSince",
            coalesce(max(stated_at) > greatest(max(last_at), max(stated_at)) - INTERVAL '24 hours', false) AS heartbeats
     FROM (
       SELECT port, route, last_at, NULL::timestamptz AS stated_at, NULL AS state, NULL::timestamptz AS since
       FROM ${schema}.ai_heard
       UNION ALL
       SELECT port, route, NULL, stated_at, state, since FROM ${schema}.station_now WHERE kind = 'ai' AND state <> 'closed'
     ) AS word
     WHERE greatest(last_at, stated_at) > $1::timestamptz - INTERVAL '7 days'
     GROUP BY port, route`,
    [now],
  );
}

export interface AiMinutes {
  port: string;
  route: string;
  /** Units that arrived and first readings in whole minutes. */
  units: number;
  primary: number;
}

/** Counts of whole minutes, for each place between two minutes since the Unix epoch: the first included, the last not. */
export async function readAiMinutes(
  { db, schema }: RealmDatabase,
  spans: readonly { port: string; route: string; from: number; to: number }[],
): Promise<AiMinutes[]> {
  if (spans.length === 0) return [];
  return await db.query<AiMinutes>(
    `SELECT s.port, s.route, coalesce(c.units, 0) AS units, coalesce(c.primary_verdicts, 0) AS "primary"
     FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) AS s(port, route, since, until)
     CROSS JOIN LATERAL (
       SELECT sum(units) AS units, sum(primary_verdicts) AS primary_verdicts FROM ${schema}.count_minute m
       WHERE m.port = s.port AND m.route = s.route
         AND m.bucket >= to_timestamp(s.since * 60) AND m.bucket < to_timestamp(s.until * 60)) c`,
    [
      spans.map(({ port }) => port),
      spans.map(({ route }) => route),
      spans.map(({ from }) => from),
      spans.map(({ to }) => to),
    ],
  );
}

/**
 * Units that arrived between two instants (milliseconds since the Unix epoch, both excluded) at each place, less the items
 * that an officer read there and the AI did not: from single rows, for spans shorter than a minute, which have no count.
 * Corrections of those arrivals are left out.
 */
export async function readUnreadUnits(
  { db, schema }: RealmDatabase,
  spans: readonly { port: string; route: string; from: number; to: number }[],
): Promise<{ port: string; route: string; units: number }[]> {
  if (spans.length === 0) return [];
  return await db.query(
    `SELECT s.port, s.route,
            (SELECT coalesce(sum(a.units), 0) FROM ${schema}.arrival a
             WHERE a.port = s.port AND a.route = s.route AND a.time > s.since AND a.time < s.until)::bigint
            - (SELECT count(*) FROM ${schema}.item i
               WHERE i.port = s.port AND i.route = s.route AND i.decided_at > s.since AND i.decided_at < s.until
                 AND i.ai_result IS NULL) AS units
     FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[]) AS s(port, route, since, until)`,
    [
      spans.map(({ port }) => port),
      spans.map(({ route }) => route),
      spans.map(({ from }) => new Date(from).toISOString()),
      spans.map(({ to }) => new Date(to).toISOString()),
    ],
  );
}
