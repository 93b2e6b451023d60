import type { WeaponsCell } from '../../contract/case-cells.ts';
import { MOST_JUDGED } from '../../contract/cells.ts';
import type { RealmDatabase } from '../database.ts';
import type { At } from './read-board.ts';
import { utcText } from './utc-text.ts';

const SORTS = {
  firearms: `category = 'firearm' AND NOT nailer`,
  nailers: 'nailer',
  gunParts: `category = 'gun-part' AND NOT nailer`,
};

/** A firearm is news of the day on which it is found to be one, in a case that was opened within so many days [E]. */
const FOUND_WITHIN_DAYS = 7;

/**
 * Items of firearms, nailers and gun parts seized on a site day and in its calendar year until then, and firearms of the 24
 * hours until `now` (ISO 8601), by when they were found to be firearms: of every port and route that had a case of any kind in the year before.
 */
export async function readWeapons(
  { db, schema }: RealmDatabase,
  day: string,
  now: string,
): Promise<At<WeaponsCell>[]> {
  const sums = Object.entries(SORTS).flatMap(([name, sort]) =>
    Object.entries({ Today: 'on_day', Year: 'in_year' }).map(
      ([when, part]) =>
        `coalesce(sum(items) FILTER (WHERE ${sort} AND ${part}), 0)::bigint AS "${name}${when}"`,
    ),
  );
  const rows = await db.query<WeaponsCell & { port: string; route: string }>(
    `WITH seized AS (
       SELECT *, coalesce(quantity, 1) AS items, ${schema}.is_nailer(item) AS nailer, ${schema}.site_day(time) = $1::date AS on_day,
              ${schema}.site_day(time) BETWEEN date_trunc('year', $1::date) AND $1::date AS in_year
       FROM ${schema}.seizure_case
       WHERE time >= ${schema}.start_of_day($1::date - 366)
         AND time < ${schema}.start_of_day($1::date + 1)
     ), newest AS (
       SELECT s.*, f.found_at, row_number() OVER (PARTITION BY port, route ORDER BY f.found_at DESC, s.case_no) AS place
       FROM seized s JOIN ${schema}.cases_found(ARRAY(
         SELECT case_no FROM seized WHERE ${SORTS.firearms} AND time <= $2::timestamptz
           AND time > $2::timestamptz - INTERVAL '${FOUND_WITHIN_DAYS} days')) f USING (case_no)
       WHERE f.found_at > $2::timestamptz - INTERVAL '24 hours'
     )
     SELECT s.*, coalesce(n.rows, '[]') AS rows
     FROM (SELECT port, route, $1::text AS day, ${sums.join(', ')} FROM seized GROUP BY port, route) s
     LEFT JOIN (
       SELECT port, route, json_agg(json_build_object('caseNo', case_no, 'port', port, 'route', route, 'time', ${utcText('found_at')},
                'item', item, 'quantity', items) ORDER BY place) AS rows
       FROM newest WHERE place <= ${MOST_JUDGED} GROUP BY port, route
     ) n USING (port, route)`,
    [day, now],
  );
  return rows.map(({ port, route, ...value }) => ({ port, route, value }));
}
