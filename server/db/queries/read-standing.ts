import type { RealmDatabase } from '../database.ts';
import type { EventTable } from './insert-events.ts';

export interface Place {
  port: string | null;
  route: string | null;
}

/** Where cases and leads stand now, by their numbers; those of which nothing stands are left out. */
export async function readNumbered(
  { db, schema }: RealmDatabase,
  table: 'seizure' | 'lead',
  numbers: readonly string[],
): Promise<(Place & { number: string })[]> {
  const [standing, number] = table === 'seizure' ? ['seizure_case', 'case_no'] : ['lead_now', 'lead_no'];
  return await db.query(
    `SELECT ${number} AS number, port, route FROM ${schema}.${standing} WHERE ${number} = ANY ($1::text[])`,
    [numbers],
  );
}

/** The feeds of events, and where they stand under their corrections. One name may be of several, at different times. */
export async function readNamed(
  { db, schema }: RealmDatabase,
  table: EventTable['table'],
  names: readonly { source: string; id: string }[],
): Promise<(Place & { source: string; id: string; feed: string })[]> {
  return await db.query(
    `SELECT e.source, e.id, e.feed, (to_jsonb(e) || c.changes) ->> 'port' AS port, (to_jsonb(e) || c.changes) ->> 'route' AS route
     FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::text[])) AS n(source, id)
     JOIN ${schema}.${table} e USING (source, id)
     CROSS JOIN LATERAL ${schema}.corrections_of(e.source, e.id, '${table}', 'infinity') c`,
    [names.map(({ source }) => source), names.map(({ id }) => id)],
  );
}
