import type { BodySearchesCell } from '../../contract/case-cells.ts';
import { BODY_SEARCH_INDICATORS } from '../../contract/events/indicator.ts';
import type { RealmDatabase } from '../database.ts';

/** A count that belongs to a port and route, or to none: then it is the country's. */
interface Counted {
  port: string | null;
  route: string | null;
  value: BodySearchesCell;
}

/**
 * Body searches of a site day, `YYYY-MM-DD`, as counts, of every port and route that stated any in the week before: zero
 * where nothing is stated for the day.
 */
export async function readBodySearches({ db, schema }: RealmDatabase, day: string): Promise<Counted[]> {
  const fields = ['requested', 'approved', 'carriedOut', 'found'];
  const sums = fields.map(
    (name, place) =>
      `coalesce(max(value) FILTER (WHERE period = $1::text AND name = ($2::text[])[${place + 1}]), 0) AS "${name}"`,
  );
  const rows = await db.query<BodySearchesCell & { port: string | null; route: string | null }>(
    `SELECT port, route, $1::text AS day, ${sums.join(', ')}
     FROM ${schema}.indicator_now
     WHERE name = ANY ($2::text[]) AND length(period) = 10 AND period > ($1::date - 8)::text AND period <= $1::text
     GROUP BY port, route`,
    [day, [...BODY_SEARCH_INDICATORS]],
  );
  return rows.map(({ port, route, ...value }) => ({ port, route, value }));
}
