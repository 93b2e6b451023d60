import type { RealmQueries } from '../database.ts';
import type { EventTable } from './insert-events.ts';

export interface Place {
  port: string | null;
  route: string | null;
}

/** What an event states on: a case or a lead, by its number. */
export interface Stated {
  what: 'seizure' | 'lead';
  name: string;
}

/** Where that stands now on which a token's feed would state, in order; `null`: nowhere yet. */
export async function readPlaces(
  { db, schema }: RealmQueries,
  stated: readonly Stated[],
  { feed, token }: { feed: string; token: number },
): Promise<(Place | null)[]> {
  const number = (of: string) =>
    `${schema}.number_of('${of}', n.name, $3, ${schema}.may_correct_others($3, $4))`;
  const parts = {
    seizure: `seizure_case s ON s.case_no = ${number('seizure')}`,
    lead: `lead_now s ON s.lead_no = ${number('lead')}`,
  };
  const kinds = (Object.keys(parts) as Stated['what'][]).filter((what) =>
    stated.some((each) => each.what === what),
  );
  if (kinds.length === 0) return stated.map(() => null);
  const rows = await db.query<Place & { place: number }>(
    `WITH n AS (SELECT * FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS n(what, name, place))
     ${kinds
       .map(
         (what) =>
           `SELECT n.place::integer AS place, s.port, s.route FROM n JOIN ${schema}.${parts[what]} WHERE n.what = '${what}'`,
       )
       .join(' UNION ALL ')}`,
    [stated.map(({ what }) => what), stated.map(({ name }) => name), feed, token],
  );
  const found = new Map(rows.map(({ place, port, route }) => [place, { port, route }]));
  return stated.map((_, index) => found.get(index + 1) ?? null);
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
     CROSS JOIN LATERAL ${schema}.corrections_of(e.feed, e.source, e.id, e.time, '${table}', 'infinity') c`,
    [names.map(({ source }) => source), names.map(({ id }) => id)],
  );
}
