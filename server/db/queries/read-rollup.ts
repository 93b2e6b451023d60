import type { RollupFigures } from '../../contract/place-cells.ts';
import type { RealmDatabase } from '../database.ts';

const FIGURES = {
  units: 'units',
  primary: 'primary_verdicts',
  flagged: 'flagged',
  secondary: 'secondary_verdicts',
  upheld: 'upheld',
  cases: 'cases',
  grams: 'grams',
} as const satisfies Record<keyof RollupFigures, string>;

/** From the beginning of an hour to that of another; milliseconds since the Unix epoch. */
export interface Span {
  from: number;
  to: number;
}

/** Figures of some spans of whole hours, in their order, by port and route; places with a figure in any of them. */
export async function readSpans(
  { db, schema }: RealmDatabase,
  spans: readonly Span[],
): Promise<{ port: string; route: string; figures: RollupFigures[] }[]> {
  const sums = Object.entries(FIGURES)
    .map(([name, column]) => `'${name}', coalesce(sum(${column}), 0)`)
    .join(', ');
  return await db.query(
    `WITH counted AS (
       SELECT s.place, c.* FROM unnest($1::timestamptz[], $2::timestamptz[]) WITH ORDINALITY AS s(since, until, place)
       JOIN ${schema}.count_hour c ON c.bucket >= s.since AND c.bucket < s.until
     ), total AS (
       SELECT p.port, p.route, n AS place, json_build_object(${sums}) AS figures
       FROM (SELECT DISTINCT port, route FROM counted) p CROSS JOIN generate_series(1, cardinality($1::timestamptz[])) n
       LEFT JOIN counted c ON (c.port, c.route, c.place) = (p.port, p.route, n) GROUP BY 1, 2, 3
     )
     SELECT port, route, json_agg(figures ORDER BY place) AS figures FROM total GROUP BY port, route`,
    [
      spans.map(({ from }) => new Date(from).toISOString()),
      spans.map(({ to }) => new Date(to).toISOString()),
    ],
  );
}
