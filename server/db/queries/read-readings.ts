import type { RealmDatabase } from '../database.ts';

/** Readings of goods of high-risk countries at one station in a site day. */
export interface StationReadings {
  port: string;
  route: string;
  /** `null`: the place has had such goods in the week before, and none on the day. */
  station: string | null;
  firstReadings: number;
  /** How many in each class of READING_CLASSES_MS. */
  classes: number[];
  dedicated: boolean;
  /** The port has a dedicated station on this route. */
  channel: boolean;
}

const CLASSES = Array.from({ length: 16 }, (_, place) => `c${String(place).padStart(2, '0')}`);

/** Readings of a site day, `YYYY-MM-DD`, by station; places without any that had some in the seven days before as well. */
export async function readReadings({ db, schema }: RealmDatabase, day: string): Promise<StationReadings[]> {
  return await db.query<StationReadings>(
    `WITH read AS (
       SELECT port, route, station, sum(first_readings) AS "firstReadings",
              json_build_array(${CLASSES.map((each) => `sum(${each})`).join(', ')}) AS classes
       FROM ${schema}.count_reading
       WHERE bucket >= ${schema}.start_of_day($1::date)
         AND bucket < ${schema}.start_of_day($1::date + 1)
       GROUP BY 1, 2, 3
     ), place AS (
       SELECT port, route FROM read
       UNION
       SELECT s.port, s.route FROM ${schema}.count_screened_day s JOIN ${schema}.high_risk_origin USING (origin)
       WHERE s.day > $1::date - 8 AND s.day <= $1::date AND s.screened > 0
     ), dedicated AS (
       SELECT port, route, station FROM ${schema}.station_now WHERE dedicated AND kind <> 'gate-team'
     )
     SELECT p.port, p.route, r.station, coalesce(r."firstReadings", 0) AS "firstReadings",
            coalesce(r.classes, '[]') AS classes,
            EXISTS (SELECT FROM dedicated d WHERE (d.port, d.route, d.station) = (r.port, r.route, r.station)) AS dedicated,
            EXISTS (SELECT FROM dedicated d WHERE (d.port, d.route) = (p.port, p.route)) AS channel
     FROM place p LEFT JOIN read r USING (port, route)`,
    [day],
  );
}
