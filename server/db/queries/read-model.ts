import type { ModelDay } from '../../contract/screening-cells.ts';
import type { RealmDatabase } from '../database.ts';

export interface ModelRow extends ModelDay {
  route: string;
  today: boolean;
}

const BINS = Array.from({ length: 10 }, (_, bin) => `coalesce(sum(read) FILTER (WHERE bin = ${bin}), 0)`);

/** What models read on a site day, `YYYY-MM-DD`, and in the `days` before it together; those that read most come first. */
export async function readModels(
  { db, schema }: RealmDatabase,
  day: string,
  days: number,
): Promise<ModelRow[]> {
  return await db.query<ModelRow>(
    `SELECT route, model, day = $1::date AS today, sum(read) AS read, sum(flagged) AS flagged,
            json_build_array(${BINS.join(', ')}) AS scores
     FROM ${schema}.count_model
     WHERE day >= $1::date - $2::integer AND day <= $1::date
     GROUP BY 1, 2, 3 HAVING sum(read) > 0 ORDER BY sum(read) DESC, model`,
    [day, days],
  );
}
