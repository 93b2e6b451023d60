import { MOST_JUDGED } from '../../contract/cells.ts';
import { CLUSTER_LEADS, type MinorLeadsCell } from '../../contract/intelligence-cells.ts';
import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/** Minor leads that are not closed, and what at least three of them have in common. */
export async function readMinorLeads({ db, schema }: RealmDatabase): Promise<MinorLeadsCell | undefined> {
  const [row] = await db.query<MinorLeadsCell>(
    `WITH open AS (
       SELECT * FROM ${schema}.lead_now WHERE kind = 'minor' AND status <> 'closed'
     ), cluster AS (
       SELECT link, count(*) AS leads, coalesce(sum(amount_krw), 0)::bigint AS amount, min(first_at) AS oldest,
              bool_and(referred_at IS NOT NULL) AS referred,
              row_number() OVER (ORDER BY count(*) DESC, sum(amount_krw) DESC NULLS LAST, link) AS place
       FROM open WHERE link IS NOT NULL GROUP BY link HAVING count(*) >= $1
     )
     SELECT (SELECT count(*) FROM open) AS open, coalesce(sum(leads), 0)::bigint AS clustered, count(*) AS "clusterCount",
            coalesce(json_agg(json_build_array(link, leads, amount, ${utcText('oldest')}, referred) ORDER BY place)
                       FILTER (WHERE place <= ${MOST_JUDGED}), '[]') AS clusters
     FROM cluster`,
    [CLUSTER_LEADS],
  );
  return row;
}
