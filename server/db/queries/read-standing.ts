import type { RealmQueries } from '../database.ts';
import type { EventTable } from './insert-events.ts';

export interface Place {
  port: string | null;
  route: string | null;
}

/** Where the cases and leads stand now that a token's feed would state on, by the numbers that it states; those of which nothing stands are left out. */
export async function readNumbered(
  { db, schema }: RealmQueries,
  table: 'seizure' | 'lead',
  numbers: readonly string[],
  { feed, token }: { feed: string; token: number },
): Promise<(Place & { number: string })[]> {
  const [standing, number] = table === 'seizure' ? ['seizure_case', 'case_no'] : ['lead_now', 'lead_no'];
  return await db.query(
    `SELECT n.number, s.port, s.route FROM unnest($1::text[]) AS n(number)
     JOIN ${schema}.${standing} s ON s.${number} = ${schema}.number_of('${table}', n.number, $2, ${schema}.may_correct_others($2, $3))`,
    [numbers, feed, token],
  );
}

export type NamedEvent = Place & { source: string; id: string; feed: string };

/** The feeds of events, and where they stand under their corrections. One name may be of several, by feed and time. */
export async function readNamed(
  { db, schema }: RealmQueries,
  table: EventTable['table'],
  names: readonly { source: string; id: string }[],
): Promise<NamedEvent[]> {
  return await db.query(
    `SELECT e.source, e.id, e.feed, (to_jsonb(e) || c.changes) ->> 'port' AS port, (to_jsonb(e) || c.changes) ->> 'route' AS route
     FROM (SELECT DISTINCT * FROM unnest($1::text[], $2::text[])) AS n(source, id)
     JOIN ${schema}.${table} e USING (source, id)
     CROSS JOIN LATERAL ${schema}.corrections_of(e.feed, e.source, e.id, '${table}', 'infinity') c`,
    [names.map(({ source }) => source), names.map(({ id }) => id)],
  );
}
