import { EVENT_STREAMS } from '../../contract/events/catalogue.ts';
import type { RealmDatabase } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

const STREAMS = [...EVENT_STREAMS, 'correction', 'announced_arrival'] as const;
const TIMEOUT = { timeoutMs: 60_000 };

export interface StreamLeak {
  stream: (typeof STREAMS)[number];
  /** Rows of the drill, and those of them that are in the other realm. */
  rows: number;
  found: number;
}

/**
 * Rows of a drill that stand in another realm, by what names an event: its source, id and time. Of the other realm, which may
 * hold years, only the time that the drill's rows are of is read.
 */
export async function readLeakedRows(drill: RealmDatabase, other: RealmDatabase): Promise<StreamLeak[]> {
  const leaks: StreamLeak[] = [];
  for (const stream of STREAMS) {
    const [span] = await drill.db.query<{ rows: number; from: string | null; until: string | null }>(
      `SELECT count(*) AS rows, min(time)::text AS from, max(time)::text AS until FROM ${drill.schema}.${stream}`,
      [],
      TIMEOUT,
    );
    if (span?.from == null || span.until === null) continue;
    const [leak] = await drill.db.query<{ found: number }>(
      `SELECT count(*) AS found FROM ${other.schema}.${stream} o JOIN ${drill.schema}.${stream} d USING (source, id, time)
       WHERE o.time >= $1::timestamptz AND o.time <= $2::timestamptz`,
      [span.from, span.until],
      TIMEOUT,
    );
    leaks.push({ stream, rows: span.rows, found: leak?.found ?? 0 });
  }
  return leaks;
}

/** Since when single rows of a realm, and its counts of minutes, are whole: milliseconds since the Unix epoch. */
export async function readWholeFrom({ db, schema }: RealmDatabase): Promise<number> {
  const [row] = await db.query<{ from: number | null }>(
    `SELECT (extract(epoch FROM max(kept_from) FILTER (WHERE isfinite(kept_from))) * 1000)::bigint AS from
     FROM ${schema}.horizon`,
  );
  return row?.from ?? -Infinity;
}

/**
 * Ways by which something of a drill could have come into another realm, and how much came by them.
 * @param since ISO 8601, real time: feeds that were heard there since then, and that have tokens of the drill only
 */
export async function readDoors(
  drill: RealmDatabase,
  other: RealmDatabase,
  since: string,
): Promise<{ tokens: number; feeds: string[]; deeds: number }> {
  const [row] = await drill.db.query<{ tokens: number; feeds: string[]; deeds: number }>(
    `SELECT (SELECT count(*) FROM ${SHARED_SCHEMA}.feed_token WHERE made_by = $1 AND realm <> $2) AS tokens,
            ARRAY(SELECT DISTINCT f.feed FROM ${other.schema}.feed_day f
                  WHERE f.last_heard_at >= $3::timestamptz
                    AND EXISTS (SELECT FROM ${SHARED_SCHEMA}.feed_token t WHERE t.realm = $2 AND t.feed = f.feed)
                    AND NOT EXISTS (SELECT FROM ${SHARED_SCHEMA}.feed_token t WHERE t.realm = $4 AND t.feed = f.feed)
                  ORDER BY 1) AS feeds,
            (SELECT count(*) FROM ${other.schema}.alarm_event e JOIN ${SHARED_SCHEMA}.account a ON a.id = e.account
             WHERE a.login = 'drill-player')
            + (SELECT count(*) FROM ${other.schema}.task_event e JOIN ${SHARED_SCHEMA}.account a ON a.id = e.by_account
               WHERE a.login = 'drill-player') AS deeds`,
    [drill.schema.replace(/^drill_/, 'drill:'), drill.schema, since, other.schema],
  );
  return row ?? { tokens: 0, feeds: [], deeds: 0 };
}
