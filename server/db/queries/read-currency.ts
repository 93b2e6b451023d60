import type { CurrencyCell } from '../../contract/case-cells.ts';
import type { RealmDatabase } from '../database.ts';
import type { At } from './read-board.ts';

const SUMS = {
  checks: 'checks',
  declared: 'declared',
  declaredAbove: 'declared_above',
  declaredAboveUsd: 'declared_above_usd',
  undeclared: 'undeclared',
  undeclaredKrw: 'undeclared_krw',
};

/**
 * Money carried out on a site day, `YYYY-MM-DD`, and what was not declared in its calendar year until then: of every port
 * and route that checked in the year or in the month before.
 */
export async function readCurrency({ db, schema }: RealmDatabase, day: string): Promise<At<CurrencyCell>[]> {
  const sums = Object.entries(SUMS).map(([name, column]) => `coalesce(d.${column}, 0) AS "${name}"`);
  const rows = await db.query<CurrencyCell & { port: string; route: string }>(
    `SELECT p.port, p.route, $1::text AS day, ${sums.join(', ')},
            coalesce(y.undeclared, 0) AS "undeclaredYear", coalesce(y.undeclared_krw, 0) AS "undeclaredYearKrw"
     FROM (SELECT DISTINCT port, route FROM ${schema}.currency_day
           WHERE day > least($1::date - 31, date_trunc('year', $1::date)::date - 1) AND day <= $1::date) p
     LEFT JOIN ${schema}.currency_day d ON (d.day, d.port, d.route) = ($1::date, p.port, p.route)
     LEFT JOIN (SELECT port, route, sum(undeclared)::bigint AS undeclared, sum(undeclared_krw) AS undeclared_krw
                FROM ${schema}.currency_day
                WHERE undeclared > 0 AND day >= date_trunc('year', $1::date) AND day <= $1::date
                GROUP BY port, route) y ON (y.port, y.route) = (p.port, p.route)`,
    [day],
  );
  return rows.map(({ port, route, ...value }) => ({ port, route, value }));
}
