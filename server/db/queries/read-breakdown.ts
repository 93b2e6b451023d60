import type { RealmDatabase } from '../database.ts';

/** Drug cases and grams of a port and route under one name, or in one month. */
export interface BreakdownRow {
  port: string;
  route: string;
  /** This year, or the year before. */
  before: boolean;
  by: 'substance' | 'origin' | 'month';
  /** `unknown` and `??` where nothing was stated; months are 1 to 12. */
  name: string;
  cases: number;
  grams: number;
}

/** site days, `YYYY-MM-DD`: both periods, whose last days are included, and the whole year before. */
export interface BreakdownDays {
  from: string;
  to: string;
  beforeFrom: string;
  beforeTo: string;
}

/**
 * Drug cases as known now by substance and origin in two periods, and by month in the first of them and in the whole year
 * of the other. Ports and routes that had only other cases come with none.
 */
export async function readBreakdown(
  { db, schema }: RealmDatabase,
  { from, to, beforeFrom, beforeTo }: BreakdownDays,
): Promise<BreakdownRow[]> {
  return await db.query<BreakdownRow>(
    `WITH seized AS (
       SELECT port, route, category = 'drug' AS drug, coalesce(substance, 'unknown') AS substance, coalesce(origin, '??') AS origin,
              coalesce(grams, 0) AS grams, ${schema}.site_day(time) AS day
       FROM ${schema}.seizure_case
       WHERE time >= ${schema}.start_of_day($3::date) AND time < ${schema}.start_of_day($2::date + 1)
     ), dated AS (
       SELECT *, day < $1::date AS before, extract(month FROM day)::integer AS month,
              drug AND (day >= $1::date OR day <= $4::date) AS in_period
       FROM seized
     )
     SELECT port, route, before, 'substance' AS by, substance AS name, count(*) FILTER (WHERE in_period) AS cases,
            coalesce(sum(grams) FILTER (WHERE in_period), 0) AS grams
     FROM dated GROUP BY 1, 2, 3, 5
     UNION ALL
     SELECT port, route, before, 'origin', origin, count(*) FILTER (WHERE in_period),
            coalesce(sum(grams) FILTER (WHERE in_period), 0)
     FROM dated GROUP BY 1, 2, 3, 5
     UNION ALL
     SELECT port, route, before, 'month', month::text, count(*) FILTER (WHERE drug), coalesce(sum(grams) FILTER (WHERE drug), 0)
     FROM dated GROUP BY 1, 2, 3, month`,
    [from, to, beforeFrom, beforeTo],
  );
}
