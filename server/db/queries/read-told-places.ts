import type { RealmDatabase } from '../database.ts';

export interface ToldPlace {
  port: string;
  route: string;
}

/** Ports and routes of which some feed has told arrivals or verdicts, and whether a lead was ever stated. */
export async function readToldPlaces({
  db,
  schema,
}: RealmDatabase): Promise<{ places: ToldPlace[]; leads: boolean }> {
  const [row] = await db.query<{ places: ToldPlace[]; leads: boolean }>(
    `SELECT coalesce((SELECT json_agg(DISTINCT jsonb_build_object('port', port, 'route', route))
                      FROM ${schema}.feed_place), '[]') AS places,
            EXISTS (SELECT FROM ${schema}.lead_now) AS leads`,
  );
  return row ?? { places: [], leads: false };
}
