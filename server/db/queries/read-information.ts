import { MOST_JUDGED } from '../../contract/cells.ts';
import type { InformationCell } from '../../contract/intelligence-cells.ts';
import type { RealmDatabase } from '../database.ts';
import { TIP_KINDS } from './read-leads.ts';
import { utcText } from './utc-text.ts';

/**
 * The Drug Information Center's list. The newest version is the one that was first stated last: a lead that is acknowledged
 * later still stands on the version that it came with.
 */
export async function readInformation(
  { db, schema }: RealmDatabase,
  now: string,
): Promise<InformationCell | undefined> {
  const [row] = await db.query<InformationCell>(
    `WITH open AS (
       SELECT l.*, EXISTS (SELECT FROM ${schema}.lead_match m WHERE m.lead_no = l.lead_no) AS is_matched,
              greatest(coalesce(steps_total, 0) - coalesce(steps_done, 0), 0) AS steps
       FROM ${schema}.lead_now l
       WHERE partner = 'DIC' AND kind IN ${TIP_KINDS} AND ${schema}.lead_is_open(l, $1::timestamptz)
     ), list AS (
       SELECT version, min(first_at) AS first_at FROM ${schema}.lead_list WHERE partner = 'DIC'
       GROUP BY version ORDER BY 2 DESC, 1 DESC LIMIT 1
     ), analysis AS (
       SELECT lead_no, first_at FROM open WHERE steps > 0 ORDER BY first_at, lead_no LIMIT ${MOST_JUDGED}
     ), latency AS (
       SELECT percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY m.latency_ms) AS ms
       FROM ${schema}.lead_match m JOIN ${schema}.lead_now l USING (lead_no)
       WHERE l.partner = 'DIC' AND m.matched_at > $1::timestamptz - INTERVAL '30 days'
     )
     SELECT (SELECT version FROM list) AS "listVersion", (SELECT ${utcText('first_at')} FROM list) AS "listAt",
            count(*) AS open, count(*) FILTER (WHERE is_matched) AS matched,
            (SELECT ms[1] FROM latency) AS "matchP50Ms", (SELECT ms[2] FROM latency) AS "matchP95Ms",
            coalesce(sum(steps), 0)::bigint AS "openSteps", count(*) FILTER (WHERE steps > 0) AS targets,
            ${utcText('min(first_at) FILTER (WHERE steps > 0)')} AS "oldestTargetSince",
            (SELECT coalesce(json_agg(json_build_array(lead_no, ${utcText('first_at')}) ORDER BY first_at, lead_no), '[]')
             FROM analysis) AS analyses
     FROM open`,
    [now],
  );
  return row;
}
