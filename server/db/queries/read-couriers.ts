import type { CouriersCell } from '../../contract/case-cells.ts';
import { MOST_JUDGED } from '../../contract/cells.ts';
import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/** Checks with money within {@link COURIER_DAYS} days that make a repeat courier [E]. */
const REPEAT_CHECKS = 3;
const COURIER_DAYS = 30;

/**
 * Couriers who were found with money again and again in the thirty days until `now` (ISO 8601), either way over the
 * border. Pseudonyms are only compared: outside the database a courier has another name. `null`: no check named a courier at all.
 */
export async function readCouriers({ db, schema }: RealmDatabase, now: string): Promise<CouriersCell | null> {
  const [row] = await db.query<CouriersCell & { couriers: number }>(
    `WITH seen AS (
       SELECT d.courier, d.time, d.amount_usd FROM ${schema}.declaration d
       WHERE d.time > $1::timestamptz - INTERVAL '${COURIER_DAYS} days' AND d.time <= $1::timestamptz
         AND d.courier IS NOT NULL AND d.result <> 'nothing'
         AND NOT EXISTS (SELECT FROM ${schema}.corrected_declaration k
                         WHERE (k.feed, k.source, k.id, k.time) = (d.feed, d.source, d.id, d.time))
       UNION ALL
       SELECT courier, time, amount_usd FROM ${schema}.corrected_declaration
       WHERE time > $1::timestamptz - INTERVAL '${COURIER_DAYS} days' AND time <= $1::timestamptz
         AND NOT retracted AND courier IS NOT NULL AND result <> 'nothing'
     ), courier AS (
       SELECT courier, count(*) AS checks, coalesce(sum(amount_usd), 0) AS usd, max(time) AS last FROM seen GROUP BY courier
     ), repeated AS (
       SELECT * FROM courier WHERE checks >= ${REPEAT_CHECKS}
     ), row AS (
       SELECT ${schema}.courier_name(courier) AS name, checks, usd, last FROM repeated ORDER BY last DESC, courier LIMIT ${MOST_JUDGED}
     )
     SELECT (SELECT count(*) FROM courier) AS couriers, count(*) AS repeat, coalesce(sum(checks), 0) AS checks,
            coalesce(sum(usd), 0) AS "amountUsd", coalesce(max(checks), 0) AS busiest, ${utcText('max(last)')} AS "lastSeenAt",
            (SELECT coalesce(json_agg(json_build_object('name', name, 'checks', checks, 'amountUsd', usd,
                                                        'lastSeenAt', ${utcText('last')}) ORDER BY last DESC), '[]') FROM row) AS rows
     FROM repeated`,
    [now],
  );
  if (row === undefined || row.couriers === 0) return null;
  const { couriers: _couriers, ...cell } = row;
  return cell;
}
