import { ESSENTIAL_PARTS, type GunPartsCell } from '../../contract/case-cells.ts';
import { MOST_JUDGED } from '../../contract/cells.ts';
import type { RealmDatabase } from '../database.ts';
import { utcText } from './utc-text.ts';

/** Parts that arrive within so many days may be meant for one weapon [E]. */
const WINDOW_DAYS = 30;

/**
 * Weapons of which parts were seized at two ports or more within the thirty days until `now` (ISO 8601), whole ones first.
 * A part that came twice to a port is named once, when it came last
 * or was found to be one. `null`: no case of any kind is known.
 */
export async function readGunParts({ db, schema }: RealmDatabase, now: string): Promise<GunPartsCell | null> {
  const [row] = await db.query<GunPartsCell & { known: boolean }>(
    `WITH part AS (
       SELECT lower(weapon) AS weapon, lower(part) AS part, port, max(found_at) AS time FROM ${schema}.seizure_case
       JOIN ${schema}.cases_found(ARRAY(
         SELECT case_no FROM ${schema}.seizure_case
         WHERE category = 'gun-part' AND NOT ${schema}.is_nailer(item) AND weapon IS NOT NULL AND part IS NOT NULL
           AND time > $1::timestamptz - INTERVAL '${WINDOW_DAYS} days' AND time <= $1::timestamptz)) USING (case_no)
       GROUP BY 1, 2, 3
     ), set AS (
       SELECT weapon, count(DISTINCT port) AS ports, array_agg(DISTINCT part) @> $2::text[] AS complete, max(time) AS newest,
              (array_agg(json_build_array(part, port, ${utcText('time')}) ORDER BY time DESC, part, port))[:${MOST_JUDGED}] AS parts
       FROM part GROUP BY weapon HAVING count(DISTINCT port) >= 2
       ORDER BY complete DESC, ports DESC, newest DESC, weapon LIMIT ${MOST_JUDGED}
     )
     SELECT EXISTS (SELECT FROM ${schema}.seizure_case) AS known,
            (SELECT coalesce(json_agg(json_build_object('weapon', weapon, 'parts', to_json(parts), 'ports', ports,
                               'complete', complete) ORDER BY complete DESC, ports DESC, newest DESC, weapon), '[]') FROM set) AS sets`,
    [now, [...ESSENTIAL_PARTS]],
  );
  return row?.known ? { sets: row.sets } : null;
}
