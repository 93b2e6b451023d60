import { MOST_JUDGED } from '../../contract/cells.ts';
import type { BulletinsCell } from '../../contract/programme-cells.ts';
import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/** Bulletins of so many days until now are counted; a draft waits until it is published. */
const COUNTED_DAYS = 90;

/**
 * Bulletins as they stand: the newest, of each kind at least one, and counts of the ninety days until `now` (ISO 8601).
 * `null`: none is known.
 */
export async function readBulletins(
  { db, schema }: RealmDatabase,
  now: string,
): Promise<BulletinsCell | null> {
  const [row] = await db.query<BulletinsCell & { known: boolean }>(
    `WITH newest AS (
       SELECT * FROM (
         SELECT *, row_number() OVER (PARTITION BY kind ORDER BY time DESC, bulletin_no) AS of_kind FROM ${schema}.bulletin_now
         WHERE time <= $1::timestamptz
       ) b ORDER BY of_kind > 1, time DESC, bulletin_no LIMIT ${MOST_JUDGED}
     ), published AS (
       SELECT * FROM ${schema}.bulletin_now WHERE status = 'published' AND published_at <= $1::timestamptz
     ), lately AS (
       SELECT * FROM published WHERE published_at > $1::timestamptz - INTERVAL '${COUNTED_DAYS} days'
     ), heading AS (
       SELECT hs_heading, count(*) AS n FROM lately WHERE hs_heading IS NOT NULL
       GROUP BY 1 ORDER BY n DESC, hs_heading LIMIT ${MOST_JUDGED}
     )
     SELECT EXISTS (SELECT FROM newest) AS known,
            (SELECT json_agg(json_build_object('bulletinNo', bulletin_no, 'kind', kind, 'title', title, 'status', status,
                      'hsHeading', hs_heading, 'country', country, 'time', ${utcText('time')})
                      ORDER BY time DESC, bulletin_no) FROM newest) AS rows,
            (SELECT count(*) FROM ${schema}.bulletin_now WHERE status = 'draft' AND time <= $1::timestamptz) AS drafts,
            (SELECT count(*) FROM lately) AS published,
            (SELECT ${utcText('max(published_at)')} FROM published WHERE kind = 'digest') AS "digestAt",
            (SELECT coalesce(json_agg(json_build_array(hs_heading, n) ORDER BY n DESC, hs_heading), '[]') FROM heading) AS headings`,
    [now],
  );
  if (row === undefined || !row.known) return null;
  const { known: _known, ...cell } = row;
  return cell;
}
