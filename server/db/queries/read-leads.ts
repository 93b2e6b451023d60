import { MOST_JUDGED } from '../../contract/cells.ts';
import type { LeadsCell } from '../../contract/intelligence-cells.ts';
import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/** Kinds that stand in the list of leads; operations, requests and minor leads have panels of their own. */
export const TIP_KINDS = `('flight', 'consignment', 'person-category', 'watch-list')`;

/**
 * Leads that are open, by the port and route that they name, with the latest match of each.
 * @param now ISO 8601: a lead whose stated term is over then is not open
 */
export async function readLeads(
  { db, schema }: RealmDatabase,
  now: string,
): Promise<{ port: string | null; route: string | null; value: LeadsCell }[]> {
  return await db.query(
    `WITH open AS (
       SELECT l.*, m.time IS NOT NULL AS is_matched,
              row_number() OVER (PARTITION BY l.port, l.route ORDER BY l.status <> 'open', l.first_at, l.lead_no) AS place,
              CASE WHEN m.time IS NOT NULL THEN json_build_object(
                'conveyance', coalesce(m.conveyance, l.conveyance, '-'), 'port', m.port, 'route', m.route,
                'time', ${utcText('m.time')}) END AS matched
       FROM ${schema}.lead_now l
       LEFT JOIN LATERAL (
         SELECT * FROM ${schema}.lead_match m WHERE m.lead_no = l.lead_no ORDER BY m.time DESC, m.source, m.id, m.feed LIMIT 1
       ) m ON true
       WHERE l.kind IN ${TIP_KINDS} AND ${schema}.lead_is_open(l, $1::timestamptz)
     ), partner AS (
       SELECT port, route, json_build_array(partner, count(*), count(*) FILTER (WHERE status = 'open'),
                count(*) FILTER (WHERE is_matched), ${utcText('min(first_at)')}) AS value,
              min(first_at) AS oldest, partner
       FROM open GROUP BY port, route, partner
     )
     SELECT port, route, json_build_object(
       'rows', json_agg(json_build_object(
         'leadNo', lead_no, 'partner', partner, 'kind', kind, 'status', status, 'time', ${utcText('first_at')},
         'origin', origin, 'conveyance', conveyance, 'matched', matched) ORDER BY place) FILTER (WHERE place <= ${MOST_JUDGED}),
       'partners', (SELECT json_agg(p.value ORDER BY p.oldest, p.partner) FROM partner p
                    WHERE (p.port, p.route) IS NOT DISTINCT FROM (open.port, open.route))) AS value
     FROM open GROUP BY port, route`,
    [now],
  );
}

/** Whether any lead of a kind, or of a partner, was ever stated: nothing to show is not the same as nobody speaking. */
export async function hasSpoken(
  { db, schema }: RealmDatabase,
  column: 'kind' | 'partner',
  value: string,
): Promise<boolean> {
  const [row] = await db.query<{ spoken: boolean }>(
    `SELECT EXISTS (SELECT FROM ${schema}.lead_now WHERE ${column} = $1) AS spoken`,
    [value],
  );
  return row?.spoken ?? false;
}
