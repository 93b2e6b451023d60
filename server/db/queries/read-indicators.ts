import { MOST_JUDGED } from '../../contract/cells.ts';
import type { IndicatorsCell } from '../../contract/programme-cells.ts';
import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/**
 * Of each national indicator the newest period that has begun by a site day, `YYYY-MM-DD`, and the value of the calendar
 * period before it. Body searches are counts of persons and have a cell of their own.
 */
export async function readIndicators(
  { db, schema }: RealmDatabase,
  day: string,
): Promise<IndicatorsCell['rows']> {
  return await db.query<IndicatorsCell['rows'][number]>(
    `SELECT n.name, n.ko, n.en, n.value, n.unit, n.target, coalesce(n.better, 'higher') AS better, n.period,
            ${utcText('n.time')} AS "statedAt", b.value AS before
     FROM (
       SELECT DISTINCT ON (name) * FROM ${schema}.indicator_now
       WHERE port IS NULL AND route IS NULL AND name NOT LIKE 'body-search.%' AND ${schema}.start_of_period(period) <= $1::date
       ORDER BY name, ${schema}.end_of_period(period) DESC, length(period) DESC
     ) n
     LEFT JOIN ${schema}.indicator_now b
       ON (b.name, b.period) = (n.name, ${schema}.period_before(n.period)) AND b.port IS NULL AND b.route IS NULL
     ORDER BY n.name LIMIT ${MOST_JUDGED}`,
    [day],
  );
}
