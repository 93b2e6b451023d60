import type { OperationRow } from '../../contract/intelligence-cells.ts';
import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/** Joint operations whose window has begun and is open, or closed within 7 days, those that end first before the others. */
export async function readOperations({ db, schema }: RealmDatabase, now: string): Promise<OperationRow[]> {
  return await db.query(
    `SELECT l.lead_no AS name, l.partner, ${utcText('l.holds_from')} AS "from", ${utcText('l.holds_until')} AS until,
            s.screened, c.hits, c.grams AS "hitGrams"
     FROM ${schema}.lead_now l
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(screened), 0)::bigint AS screened FROM ${schema}.count_screened_day
       WHERE day BETWEEN ${schema}.site_day(l.holds_from) AND ${schema}.site_day(least(l.holds_until, $1) - INTERVAL '1 microsecond')
         AND origin = l.partner) s
     CROSS JOIN LATERAL (
       SELECT count(*) AS hits, coalesce(sum(grams), 0) AS grams FROM ${schema}.seizure_case
       WHERE category = 'drug' AND origin = l.partner AND time >= l.holds_from AND time < l.holds_until AND time <= $1) c
     WHERE l.kind = 'operation' AND l.holds_from <= $1::timestamptz AND l.holds_until > $1::timestamptz - INTERVAL '7 days'
     ORDER BY l.holds_until, l.lead_no`,
    [now],
  );
}
