import type { RequestsCell } from '../../contract/intelligence-cells.ts';
import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/**
 * Requests that are not closed, by partner; who has waited longest for us stands first. A request that does not say its
 * direction came in: we rather show a reply that nobody waits for than forget one.
 */
export async function readRequests({ db, schema }: RealmDatabase): Promise<RequestsCell['partners']> {
  const rows = await db.query<{ value: RequestsCell['partners'][number] }>(
    `SELECT json_build_array(partner, count(*) FILTER (WHERE owed), ${utcText('min(first_at) FILTER (WHERE owed)')},
                             count(*) FILTER (WHERE NOT owed), ${utcText('min(first_at) FILTER (WHERE NOT owed)')}) AS value
     FROM (SELECT *, direction IS DISTINCT FROM 'out' AS owed FROM ${schema}.lead_now
           WHERE kind = 'request' AND status <> 'closed') AS open
     GROUP BY partner
     ORDER BY min(first_at) FILTER (WHERE owed) NULLS LAST, min(first_at), partner`,
  );
  return rows.map(({ value }) => value);
}
