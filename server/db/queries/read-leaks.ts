import { LEAK_ROWS, type LeaksCell } from '../../contract/case-cells.ts';
import { MOST_JUDGED } from '../../contract/cells.ts';
import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/**
 * What the second line found of what the first line had cleared: on a site day and in the 30 days that end with it, by the
 * day of the second line's first reading. Rows name the port that had cleared it, where its siblings are; where more than one
 * had, each has a row: none hides another. They are those caught since the day before, of which something is still to be done,
 * and the latest ones at least. (Siblings of one cost 1 ms.)
 */
export async function readLeaks({ db, schema }: RealmDatabase, day: string): Promise<LeaksCell[]> {
  return await db.query<LeaksCell>(
    `WITH checked AS (
       SELECT i AS item, i.day = $1::date AS today, ${schema}.is_leak(i) AS leak, coalesce(i.officer_at, i.ai_at) AS caught_at
       FROM ${schema}.item i
       WHERE second_line AND route = 'mail' AND ${schema}.first_line_of(i) = 'cleared' AND day > $1::date - 30 AND day <= $1::date
     ), latest AS (
       SELECT * FROM (
         SELECT item, caught_at, f.port, coalesce((item).batch, f.batch) AS batch,
                row_number() OVER (ORDER BY caught_at DESC, (item).subject, f.port) AS place
         FROM checked
         CROSS JOIN LATERAL jsonb_to_recordset((item).first_lines) AS f(port text, decision text, batch text)
         WHERE leak AND f.decision = 'cleared'
       ) ranked
       WHERE place <= ${LEAK_ROWS}
          OR place <= ${MOST_JUDGED} AND caught_at >= ${schema}.start_of_day($1::date - 1)
     )
     SELECT $1::text AS day, count(*) FILTER (WHERE today) AS "checkedToday", count(*) AS checked,
            count(*) FILTER (WHERE today AND leak) AS "leaksToday", count(*) FILTER (WHERE leak) AS leaks,
            coalesce((SELECT json_agg(json_build_object(
                'subject', (item).subject, 'port', port, 'batch', batch,
                'caughtAt', ${utcText('caught_at')}, 'siblings', s.siblings, 'reread', s.reread)
                ORDER BY place)
              FROM latest CROSS JOIN LATERAL (
                SELECT count(*) AS siblings, count(*) FILTER (WHERE reread) AS reread
                FROM ${schema}.siblings_of(item, port, batch)) s), '[]') AS rows
     FROM checked`,
    [day],
  );
}
